"""Keys that TikTok does not read: found where they stand, with what was meant."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics.keys import shape
from gateway.fake_tiktok.diagnostics.seen import Seen
from tests.purchases import findings, purchase


@pytest.mark.parametrize(
    ("changes", "field", "severity", "sample"),
    [
        ({"user.emial": "x"}, "user.emial", "error", 'Did you mean "email"?'),
        ({"user.Email": "x"}, "user.Email", "error", 'Did you mean "email"?'),
        ({"email": "x"}, "email", "error", 'It belongs under "user".'),
        ({"user.url": "x"}, "user.url", "error", 'It belongs under "page".'),
        ({"test_event_code": "T1"}, "test_event_code", "error", 'It belongs at the top, beside "data".'),
        ({"user.partner_name": "x"}, "user.partner_name", "error", 'It belongs at the top, beside "data".'),
        ({"user.currency": "EUR"}, "user.currency", "error", 'It belongs under "properties".'),
        ({"data": []}, "data", "error", "no known key is like it"),
        ({"properties.curency": "EUR"}, "properties.curency", "error", 'Did you mean "currency"?'),
        ({"properties.margin": 3}, "properties.margin", "info", "no known key is like it"),
        ({"properties.contents.0.prize": 3}, "properties.contents[].prize", "error", 'Did you mean "price"?'),
        ({"event": "Tasting", "properties.curency": "EUR"}, "properties.curency", "info", 'Did you mean "currency"?'),
    ],
    ids=[
        "misspelt",
        "in capitals",
        "at the wrong place",
        "in the wrong object",
        "of the call, in the event",
        "of the call, under user",
        "in place of one like it",
        "a call in an event",
        "misspelt property",
        "own property",
        "misspelt in a content",
        "property of an own event",
    ],
)
def test_an_unknown_key_is_told_with_what_was_meant(
    changes: dict[str, Any], field: str, severity: str, sample: str
) -> None:
    found = findings(purchase(changes))["unknown_key"]

    assert (found.field, found.severity, found.sample) == (field, severity, sample)


@pytest.mark.parametrize(
    ("changes", "field", "today"),
    [
        ({"timestamp": "2025-10-09T08:53:20Z"}, "timestamp", "event_time"),
        ({"context": {"page": {}}}, "context", "user and page"),
        ({"pixel_code": "C4"}, "pixel_code", "event_source_id"),
        ({"user.phone_number": "x"}, "user.phone_number", "phone"),
        ({"properties.query": "tea"}, "properties.query", "search_string"),
    ],
    ids=["time", "context", "pixel", "phone", "search"],
)
def test_a_key_of_the_first_version_is_told_with_todays_name(changes: dict[str, Any], field: str, today: str) -> None:
    found = findings(purchase(changes))

    assert (found["v1_key"].field, found["v1_key"].severity) == (field, "error")
    assert found["v1_key"].sample == f"today: {today}"
    assert "unknown_key" not in found


@pytest.mark.parametrize(
    ("around", "id_", "sample"),
    [
        ({"event_id": "T-1"}, "unknown_key", 'It belongs inside "data".'),
        ({"test_event_cod": "T1"}, "unknown_key", 'Did you mean "test_event_code"?'),
        ({"pixel_code": "C4"}, "v1_key", "today: event_source_id"),
    ],
    ids=["of the event", "misspelt", "of the first version"],
)
def test_what_stands_around_the_event_is_looked_at_too(around: dict[str, Any], id_: str, sample: str) -> None:
    found = findings(purchase(around=around))[id_]

    assert (found.field, found.sample) == (next(iter(around)), sample)


@pytest.mark.parametrize(
    "seen",
    [
        purchase(),
        purchase({"limited_data_use": True, "properties.order_id": "A-1", "properties.contents.0.brand": "Tea & Co"}),
        purchase({"lead.lead_id": "L-1", "app.app_id": "A-1"}),
        purchase(around={"event_source": "web", "event_source_id": "C4", "test_event_code": "T1"}),
        purchase({"emial": "x", "timestamp": "x"}, leg="pixel"),
    ],
    ids=["a good purchase", "more of what is known", "lead and app", "around the event", "the pixel's own form"],
)
def test_what_tiktok_reads_is_not_told(seen: Seen) -> None:
    assert not {"unknown_key", "v1_key"} & findings(seen).keys()


def test_keys_are_counted_among_the_server_events_of_their_name() -> None:
    strange = [purchase({"user.emial": "x"}) for _ in range(2)]
    found = findings(*strange, purchase(), purchase(leg="pixel"))["unknown_key"]

    assert (found.event, found.count, found.of) == ("Purchase", 2, 3)


def test_the_shape_is_the_schemas() -> None:
    event = shape()["data"]

    assert {"event_source", "event_source_id", "data"} <= shape().keys()
    assert "content_id" in event["properties"]["contents"]
    assert "url" in event["page"]
