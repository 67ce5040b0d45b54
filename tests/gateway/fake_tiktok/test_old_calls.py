"""The calls of Events API 1.0 say the same as today's."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.old_calls import BATCH, TRACK, as_today

OLD: dict[str, Any] = {
    "event": "Purchase",
    "event_id": "1",
    "timestamp": "2026-03-01T12:00:00Z",
    "context": {
        "ad": {"callback": "E.C.P"},
        "page": {"url": "https://shop.example/", "referrer": "https://example.org/"},
        "user": {"external_id": "a", "phone_number": "b", "email": "c", "ttp": "d"},
        "ip": "203.0.113.7",
        "user_agent": "Mozilla/5.0",
    },
    "properties": {"value": 5, "query": "mug"},
}
TODAY = {
    "event": "Purchase",
    "event_time": 1_772_366_400,
    "event_id": "1",
    "user": {
        "external_id": "a",
        "phone": "b",
        "email": "c",
        "ttp": "d",
        "ip": "203.0.113.7",
        "user_agent": "Mozilla/5.0",
        "ttclid": "E.C.P",
    },
    "page": {"url": "https://shop.example/", "referrer": "https://example.org/"},
    "properties": {"value": 5, "search_string": "mug"},
}


def test_a_track_is_a_call_with_one_event() -> None:
    said = as_today(TRACK, {"pixel_code": "C4", "test_event_code": "T1", **OLD})

    assert said == {"event_source": "web", "event_source_id": "C4", "data": [TODAY], "test_event_code": "T1"}


def test_a_batch_is_a_call_with_all_of_them() -> None:
    said = as_today(BATCH, {"pixel_code": "C4", "partner_name": "P", "batch": [{"type": "track", **OLD}, OLD]})

    assert said == {"event_source": "web", "event_source_id": "C4", "data": [TODAY, TODAY], "partner_name": "P"}


@pytest.mark.parametrize("body", [None, [], "x", 5])
def test_what_is_no_object_stays(body: Any) -> None:
    assert as_today(TRACK, body) == body


@pytest.mark.parametrize(
    ("event", "key", "value"),
    [
        ({"timestamp": "yesterday"}, "event_time", "yesterday"),
        ({"timestamp": 5}, "event_time", 5),
        ({"context": "none"}, "user", {}),
        ({"properties": []}, "properties", {}),
    ],
    ids=["a time that is none", "a number", "a context that is text", "properties that are a list"],
)
def test_what_cannot_be_read_is_left_for_the_check(event: dict[str, Any], key: str, value: object) -> None:
    assert as_today(TRACK, event)["data"][0][key] == value


def test_a_batch_that_is_no_list_and_an_event_that_is_none_stay() -> None:
    assert as_today(BATCH, {"batch": "x"})["data"] == "x"
    assert as_today(BATCH, {"batch": ["x"]})["data"] == ["x"]
