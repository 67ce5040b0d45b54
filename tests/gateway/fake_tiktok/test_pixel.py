"""The browser's leg: a call of TikTok's pixel, read as an event."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway import Hit
from gateway.fake_tiktok.pixel import is_pixel_call, pixel_call

CALL: dict[str, Any] = {
    "event": "Purchase",
    "event_id": "T-1001",
    "timestamp": "2026-03-01T12:00:00.500Z",
    "context": {
        "ad": {"callback": "E.C.P"},
        "page": {"url": "https://shop.example/thanks", "referrer": ""},
        "pixel": {"code": "C4"},
        "user": {"anonymous_id": "ttp-of-the-call", "email": "digest"},
    },
    "properties": {"value": 59.9, "currency": "GBP"},
}


def read(call: Any, **cookies: str) -> Any:
    return pixel_call(json.dumps(call).encode(), 1_772_366_400.9, cookies)


def test_a_call_is_an_event_of_its_pixel() -> None:
    call = read(CALL)

    assert call.pixel == "C4"
    assert call.event == {
        "event": "Purchase",
        "event_id": "T-1001",
        "event_time": 1_772_366_400,
        "user": {"ttp": "ttp-of-the-call", "email": "digest", "ttclid": "E.C.P"},
        "page": {"url": "https://shop.example/thanks", "referrer": ""},
        "properties": {"value": 59.9, "currency": "GBP"},
    }


def test_its_cookie_wins() -> None:
    assert read(CALL, _ttp="ttp-of-the-cookie").event["user"]["ttp"] == "ttp-of-the-cookie"


def test_without_a_time_it_is_when_it_came() -> None:
    assert read({"event": "Lead"}).event["event_time"] == 1_772_366_400


@pytest.mark.parametrize(
    "call", [[], "x", {}, {"event": 5}, {"event_id": "1"}], ids=["a list", "text", "nothing", "a number", "no name"]
)
def test_what_says_no_event_is_none(call: Any) -> None:
    assert read(call) is None


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000], ids=["empty", "half", "binary", "deep"])
def test_what_is_no_json_is_none(body: bytes) -> None:
    assert pixel_call(body, 0.0, {}) is None


@pytest.mark.parametrize(
    "strange",
    [
        {"context": "x"},
        {"context": {"user": 5, "pixel": [], "ad": "", "page": 7}},
        {"timestamp": {}},
        {"properties": 1},
    ],
    ids=["a context that is text", "parts of other sorts", "a time that is none", "properties that are a number"],
)
def test_strange_parts_are_nothing(strange: dict[str, Any]) -> None:
    assert read({**CALL, **strange}).event["event"] == "Purchase"


@pytest.mark.parametrize(
    ("host", "path", "is_one"),
    [
        ("analytics.tiktok.com", "/api/v2/pixel", True),
        ("analytics.tiktok.com:443", "/api/v2/pixel/act", True),
        ("data.shop.example", "/api/v2/pixel", False),
        ("analytics.tiktok.com", "/i18n/pixel/events.js", False),
    ],
)
def test_a_captured_call_of_the_pixel_is_known_by_its_address(host: str, path: str, is_one: object) -> None:
    assert is_pixel_call(Hit("POST", path, headers=(("host", host),))) == is_one
