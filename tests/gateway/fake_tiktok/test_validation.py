"""What the endpoint checks: the schema says what the tag's facts say."""

from __future__ import annotations

from gateway import tiktok
from gateway.fake_tiktok.validation import fault_around, fault_inside, known


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
