"""The page of a web event: it has one, and its whole address."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.tiktok import is_whole
from tests.purchases import GONE, findings, purchase

_OF_PAGES = {"page_url_missing", "page_url_not_absolute"}


@pytest.mark.parametrize(
    ("changes", "id_", "sample"),
    [
        ({"page": GONE}, "page_url_missing", ""),
        ({"page.url": GONE}, "page_url_missing", ""),
        ({"page.url": ""}, "page_url_missing", ""),
        ({"page.url": "  "}, "page_url_missing", "  "),
        ({"page.url": 7}, "page_url_missing", "7"),
        ({"page.url": "/thanks"}, "page_url_not_absolute", "/thanks"),
        ({"page.url": "shop.example.com/thanks"}, "page_url_not_absolute", "shop.example.com/thanks"),
        ({"page.url": "//shop.example.com/"}, "page_url_not_absolute", "//shop.example.com/"),
    ],
    ids=["no page", "no address", "empty", "blanks", "no text", "a path", "no scheme", "only slashes"],
)
def test_an_event_without_the_whole_address_is_told(changes: dict[str, Any], id_: str, sample: str) -> None:
    found = findings(purchase(changes))

    assert _OF_PAGES & found.keys() == {id_}
    assert (found[id_].severity, found[id_].field, found[id_].sample) == ("error", "page.url", sample)


def test_a_good_page_is_not_told() -> None:
    assert not _OF_PAGES & findings(purchase()).keys()


@pytest.mark.parametrize("source", ["app", "offline", "crm"])
def test_only_web_events_need_a_page(source: str) -> None:
    assert not _OF_PAGES & findings(purchase({"page": GONE}, source=source)).keys()


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.com",
        "http://localhost:8080/",
        "https://shop.example.com?a=1",
        "https://[2001:db8::1]/thanks",
        "https://münchen.example/",
        "android-app://com.example.shop/thanks",
    ],
)
def test_scheme_and_host_make_an_address_whole(url: str) -> None:
    assert is_whole(url)


@pytest.mark.parametrize("url", ["https://", "https:///thanks", "https://[2001:db8", "mailto:anna", "thanks", "?a=1"])
def test_without_one_of_both_it_is_not(url: str) -> None:
    assert not is_whole(url)
