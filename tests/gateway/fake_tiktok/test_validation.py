"""What the endpoint checks: the schema says what the tag's facts say."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import tiktok
from gateway.fake_tiktok.validation import fault_around, fault_inside, known
from tests.cpu import timed


def test_the_schema_knows_the_names_that_the_tag_knows() -> None:
    names = set(known()["definitions"]["standard_event"]["enum"])

    assert names == tiktok.STANDARD_EVENTS | set(tiktok.FORMER_NAMES.values()) | tiktok.SOON_GONE


def test_the_schema_has_the_limits_that_the_tag_has() -> None:
    definitions = known()["definitions"]

    assert known()["properties"]["data"]["maxItems"] == tiktok.MOST_EVENTS
    assert definitions["event"]["properties"]["event"]["maxLength"] == tiktok.LONGEST_EVENT_NAME
    assert definitions["user"]["properties"]["ttclid"]["maxLength"] == tiktok.LONGEST_TTCLID
    assert set(definitions["user"]["properties"]["att_status"]["enum"]) == tiktok.ATT_STATUSES


def test_the_events_are_not_looked_at_before_what_is_around_them() -> None:
    bad = {"event_source": "web", "event_source_id": 5, "data": [{"event_id": 5}]}

    assert fault_around(bad, "data") == (40002, "event_source_id: Not a valid string")
    assert fault_inside({**bad, "event_source_id": "C4"}, "data", numeric_strings=False) is not None


PURCHASE = {"event": "Purchase", "event_time": 1, "page": {"url": "https://shop.example/"}}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"contents": [1] * 1_000_000}, "properties.contents.0: Not a valid object"),
        (
            {"contents": [{"price": "x", "content_id": 1}] * 300_000},
            "properties.contents.0.content_id: Not a valid string",
        ),
        ({"content_ids": ["a"] * 1_000_000 + [1, 2]}, "properties.content_ids.1000000: Not a valid string"),
    ],
    ids=["a million wrong parts", "wrong inside", "the last ones"],
)
def test_a_list_of_a_million_parts_is_looked_at_in_no_time(wrong: dict[str, Any], message: str) -> None:
    document = {"event_source": "web", "data": [{**PURCHASE, "properties": wrong}]}
    fault, cost = timed(lambda: fault_inside(document, "data", numeric_strings=False), 2)

    assert fault == (40002, f"data.0.{message}")
    assert cost < 2
