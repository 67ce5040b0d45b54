"""When it happened: in seconds, not ahead, not long ago; and how long it was on its way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.purchases import AT, GONE, findings, purchase

_HOUR, _DAY = 3600, 24 * 3600
_OF_TIMES = {"event_time_ms", "event_time_future", "event_time_old", "latency"}


@pytest.mark.parametrize(
    "said",
    [int(AT), str(int(AT)), AT, GONE, "yesterday", 0],
    ids=["a number", "text", "a fraction", "nothing", "words", "zero"],
)
def test_an_event_told_at_once_is_as_it_should_be(said: Any) -> None:
    assert not _OF_TIMES & findings(purchase({"event_time": said})).keys()


@pytest.mark.parametrize("said", [int(AT) * 1000, str(int(AT) * 1000), 100_000_000_000], ids=str)
def test_milliseconds_are_told(said: Any) -> None:
    found = findings(purchase({"event_time": said}))

    assert (found["event_time_ms"].severity, found["event_time_ms"].field) == ("error", "event_time")
    assert found["event_time_ms"].sample == str(said)
    assert "event_time_future" not in found


@pytest.mark.parametrize(
    ("late", "source", "id_", "severity", "span"),
    [
        (-601, "web", "event_time_future", "error", "10.0 min ahead"),
        (-2 * _HOUR, "web", "event_time_future", "error", "2.0 h ahead"),
        (7 * _DAY + 1, "web", "event_time_old", "warning", "7.0 days old"),
        (7 * _DAY + 1, "app", "event_time_old", "warning", "7.0 days old"),
        (28 * _DAY + 1, "offline", "event_time_old", "warning", "28.0 days old"),
        (28 * _DAY + 1, "crm", "event_time_old", "warning", "28.0 days old"),
    ],
    ids=["ten minutes ahead", "two hours ahead", "old visit", "old app event", "old offline event", "old crm event"],
)
def test_a_time_that_cannot_be_used_is_told(late: int, source: str, id_: str, severity: str, span: str) -> None:
    found = findings(purchase(at=AT + late, source=source))[id_]

    assert (found.severity, found.field) == (severity, "event_time")
    assert found.sample == f"{int(AT)} ({span})"


@pytest.mark.parametrize(
    ("late", "source"),
    [(-600, "web"), (7 * _DAY, "web"), (28 * _DAY, "offline"), (28 * _DAY, "crm")],
    ids=["ten minutes ahead", "seven days", "offline", "crm"],
)
def test_the_bounds_themselves_are_within(late: int, source: str) -> None:
    found = findings(purchase(at=AT + late, source=source))

    assert not {"event_time_future", "event_time_old"} & found.keys()


def test_of_an_event_that_nobody_timed_no_age_is_known() -> None:
    assert not _OF_TIMES & findings(purchase({"event_time": 5}, at=0.0)).keys()


def test_events_that_wait_for_hours_are_told_with_median_and_tail() -> None:
    delays = [1] * 8 + [2 * _HOUR] * 2
    found = findings(*[purchase(at=AT + delay) for delay in delays])["latency"]

    assert (found.severity, found.field, found.count, found.of) == ("warning", "event_time", 2, 10)
    assert found.sample == "median 1 s, p95 2.0 h"


@pytest.mark.parametrize(
    ("delays", "of_seen"),
    [
        ([_HOUR] * 10, {}),
        ([1] * 19 + [2 * _HOUR], {}),
        ([-2 * _HOUR] * 10, {}),
        ([2 * _HOUR] * 10, {"leg": "pixel"}),
        ([2 * _HOUR] * 10, {"source": "offline"}),
    ],
    ids=["an hour", "one of twenty", "ahead", "the pixel", "offline"],
)
def test_what_comes_in_time_or_may_take_its_time_is_not_late(delays: list[int], of_seen: dict[str, Any]) -> None:
    assert "latency" not in findings(*[purchase(at=AT + delay, **of_seen) for delay in delays])


def test_two_of_twenty_are_too_many() -> None:
    assert "latency" in findings(*[purchase(at=AT + delay) for delay in [1] * 18 + [2 * _HOUR] * 2])
