"""One id several times on one leg: the same event again, or another one that TikTok drops."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import NO_CODE
from tests.purchases import AT, GONE, findings, purchase

_TWO_DAYS = 48 * 3600.0
_OF_REPEATS = {"duplicate_same_channel", "event_id_reused"}


@pytest.mark.parametrize("leg", ["server", "pixel"])
def test_the_same_event_again_is_a_duplicate(leg: str) -> None:
    found = findings(*[purchase(leg=leg) for _ in range(3)])

    assert _OF_REPEATS & found.keys() == {"duplicate_same_channel"}
    duplicate = found["duplicate_same_channel"]
    assert (duplicate.severity, duplicate.field, duplicate.sample) == ("warning", "event_id", "T-1001")
    assert (duplicate.count, duplicate.of) == (2, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"properties.value": 30.0},
        {"properties.currency": "USD"},
        {"properties.order_id": "A-2"},
        {"properties.contents.0.content_id": "SKU-2"},
        {"properties.content_ids": ["SKU-2"]},
        {"page.url": "https://shop.example.com/other"},
    ],
    ids=["value", "currency", "order", "content", "content ids", "page"],
)
def test_another_event_under_the_id_is_a_reuse(changes: dict[str, Any]) -> None:
    found = findings(purchase(), purchase(changes))

    assert _OF_REPEATS & found.keys() == {"event_id_reused"}
    reused = found["event_id_reused"]
    assert (reused.severity, reused.field, reused.sample) == ("warning", "event_id", "T-1001")
    assert (reused.count, reused.of) == (1, 2)


def test_a_value_is_the_same_with_and_without_its_point() -> None:
    found = findings(purchase({"properties.value": 20}), purchase({"properties.value": 20.0}))

    assert _OF_REPEATS & found.keys() == {"duplicate_same_channel"}


@pytest.mark.parametrize(
    ("changes", "of_seen"),
    [
        ({"event_id": "T-2"}, {}),
        ({"event": "Subscribe"}, {}),
        ({}, {"leg": "pixel"}),
        ({}, {"pixel": "C4ANOTHERPIXEL000001"}),
        ({}, {"code": 40002}),
        ({}, {"code": NO_CODE}),
        ({}, {"state": "waiting"}),
        ({}, {"state": "given up"}),
        ({}, {"test_code": "TEST1"}),
        ({}, {"at": AT + 2 + _TWO_DAYS}),
    ],
    ids=[
        "another id",
        "another name",
        "the other leg",
        "another pixel",
        "refused",
        "no code",
        "waiting",
        "given up",
        "a test event",
        "after two days",
    ],
)
def test_what_tiktok_does_not_drop_is_no_repeat(changes: dict[str, Any], of_seen: dict[str, Any]) -> None:
    assert not _OF_REPEATS & findings(purchase(), purchase(changes, **of_seen)).keys()


def test_events_without_an_id_repeat_nothing() -> None:
    assert not _OF_REPEATS & findings(*[purchase({"event_id": GONE}) for _ in range(2)]).keys()


def test_two_days_are_still_within_them() -> None:
    assert "duplicate_same_channel" in findings(purchase(at=AT), purchase(at=AT + _TWO_DAYS))


def test_after_two_days_the_next_one_is_kept_and_drops_its_repeats() -> None:
    times = (AT, AT + _TWO_DAYS + 1, AT + _TWO_DAYS + 2)

    assert findings(*[purchase(at=at) for at in times])["duplicate_same_channel"].count == 1


def test_what_tiktok_took_partly_may_have_been_counted() -> None:
    assert "duplicate_same_channel" in findings(purchase(code=20001), purchase())
