"""What the browser says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from clients._ga4_client_hints import _known_versions, client_hints
from gateway import Hit

BRANDS = '"Chromium";v="146", "Not:A-Brand";v="24"'
HEADERS = (("sec-ch-ua", BRANDS), ("sec-ch-ua-mobile", "?1"), ("sec-ch-ua-platform", '"macOS"'))
FOUND = [{"brand": "Chromium", "version": "146"}, {"brand": "Not:A-Brand", "version": "24"}]


def test_a_hit_that_says_nothing_has_no_hints() -> None:
    assert client_hints({}, Hit("GET", "/", headers=(("sec-ch-ua-mobile", "?1"),))) == {}


def test_parameters_fill_every_key_and_what_is_missing_is_empty() -> None:
    assert client_hints({"uaa": "x86", "uamb": "1"}, Hit("GET", "/")) == {
        "architecture": "x86",
        "bitness": "",
        "full_version_list": [],
        "mobile": True,
        "model": "",
        "platform": "",
        "platform_version": "",
        "wow64": False,
    }


def test_brands_come_from_the_header_beside_the_parameters() -> None:
    hints = client_hints({"uap": "Linux", "uaw": "1"}, Hit("GET", "/", headers=HEADERS))

    assert (hints["platform"], hints["wow64"], hints["mobile"]) == ("Linux", True, False)
    assert hints["brands"] == FOUND


def test_from_headers_alone_the_platform_keeps_its_quotes() -> None:
    assert client_hints({}, Hit("GET", "/", headers=HEADERS)) == {
        "brands": FOUND,
        "mobile": True,
        "platform": '"macOS"',
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Chromium;146.0|Not%3AA-Brand;24.0", [("Chromium", "146.0"), ("Not:A-Brand", "24.0")]),
        ("A%3BB;1", [("A;B", "1")]),
        ("Alone", [("Alone", "")]),
        ("A;1;2", [("A", "1;2")]),
        ("|", [("", ""), ("", "")]),
        ("", []),
    ],
    ids=["encoded once more inside", "a semicolon inside", "no version", "two semicolons", "a border alone", "nothing"],
)
def test_full_versions_are_brands_and_versions(text: str, wanted: list[tuple[str, str]]) -> None:
    versions: list[dict[str, Any]] = client_hints({"uafvl": text, "uaa": ""}, Hit("GET", "/"))["full_version_list"]

    assert [(version["brand"], version["version"]) for version in versions] == wanted


@pytest.mark.parametrize(
    "header",
    ["nonsense", '"', '"A";v=', '"' * 5000, '"\\' * 5000],
    ids=["words", "a quote", "cut off", "quotes", "escapes"],
)
def test_a_header_that_names_no_brand_has_none(header: str) -> None:
    assert client_hints({}, Hit("GET", "/", headers=(("sec-ch-ua", header),)))["brands"] == []


def test_two_events_share_no_hints_that_can_be_changed() -> None:
    hit = Hit("GET", "/", headers=HEADERS)
    first, second = (client_hints({"uafvl": "A;1"}, hit) for _ in range(2))
    for key in ("full_version_list", "brands"):
        first[key][0].clear()
        first[key].clear()

    assert (second["full_version_list"], second["brands"]) == ([{"brand": "A", "version": "1"}], FOUND)


def test_a_list_without_end_is_not_remembered() -> None:
    before = _known_versions.cache_info().currsize
    client_hints({"uafvl": "A;1|" * 100_000}, Hit("GET", "/"))

    assert _known_versions.cache_info().currsize == before
