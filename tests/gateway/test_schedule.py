"""When a tag may fire: moments as people write them, and bounds that are exact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Event, Hit, Lookup
from gateway.errors import RulesError
from gateway.firing import explain, fires
from gateway.rules import load
from gateway.schedule import Schedule, moment

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
NOVEMBER_27 = 1_795_737_600_000
"""2026-11-27 00:00 UTC."""


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("2026-11-27", 0),
        ("2026-11-27 09:00", 9 * HOUR),
        ("2026-11-27T09:00", 9 * HOUR),
        ("2026-11-27T09:00:01", 9 * HOUR + SECOND),
        ("2026-11-27 09:00:00.007", 9 * HOUR + 7),
        ("2026-11-27T09:00Z", 9 * HOUR),
        ("2026-11-27T09:00+01:00", 8 * HOUR),
        ("2026-11-27 00:30+01:00", -HOUR + 30 * MINUTE),
        ("2026-11-27T09:00-05:30", 14 * HOUR + 30 * MINUTE),
        ("2026-12-01", 4 * DAY),
    ],
    ids=[
        "a day", "a time", "with a T", "with seconds", "with milliseconds", "UTC", "Berlin", "Berlin, the day before",
        "a half hour of difference", "another day",
    ],
)  # fmt: skip
def test_a_moment_is_utc_unless_it_has_a_zone(text: str, later: int) -> None:
    assert moment(text) == NOVEMBER_27 + later


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2026-11-27", DAY),
        ("2026-11-27 00:00", 0),
        ("2026-11-27 09:00", 9 * HOUR),
        ("2026-11-27T00:00+01:00", -HOUR),
        ("2026-11-30", 4 * DAY),
    ],
    ids=["a day", "its midnight", "a time", "midnight elsewhere", "the last day of a month"],
)
def test_a_day_as_an_end_is_in_it_as_a_whole(text: str, ends: int) -> None:
    assert moment(text, end=True) == NOVEMBER_27 + ends


@pytest.mark.parametrize("text", ["", "tomorrow", "27.11.2026", "2026-11-31", "2026-2-3", "2026-11-27T25:00", "09:00"])
def test_what_is_no_moment_is_told_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError) as error:
        moment(text)

    assert str(error.value) == (f'"{text}" is no moment: write 2026-11-27, 2026-11-27 09:00 or 2026-11-27T09:00+01:00.')


@pytest.mark.parametrize("text", ["20261127", "2026-W48-5"], ids=["without lines", "a day of a week"])
def test_a_day_written_another_way_is_in_it_as_a_whole_or_is_refused(text: str) -> None:
    assert ends_of(text) in (NOVEMBER_27 + DAY, None)


def ends_of(text: str) -> int | None:
    try:
        return moment(text, end=True)
    except ValueError:
        return None


def test_the_last_day_there_is_may_be_an_end() -> None:
    assert moment("9999-12-31", end=True) >= moment("9999-12-31")


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_exact_to_the_millisecond(when: datetime, zone: int) -> None:
    when = when.replace(microsecond=when.microsecond // 1000 * 1000)
    wanted = (when - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
    offset = f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02}:{abs(zone) % 60:02}"

    assert moment(when.isoformat()) == moment(when.replace(tzinfo=UTC).isoformat()) == wanted
    assert moment((when + timedelta(minutes=zone)).isoformat() + offset) == wanted


OPEN, BOTH = Schedule(), Schedule(NOVEMBER_27, NOVEMBER_27 + DAY)
BEGINS, ENDED = "its schedule begins 2026-11-27 00:00 UTC", "its schedule ended 2026-11-28 00:00 UTC"


@pytest.mark.parametrize(
    ("schedule", "at", "why"),
    [
        (OPEN, 0, ""),
        (OPEN, NOVEMBER_27, ""),
        (BOTH, NOVEMBER_27 - 1, BEGINS),
        (BOTH, NOVEMBER_27, ""),
        (BOTH, NOVEMBER_27 + DAY - 1, ""),
        (BOTH, NOVEMBER_27 + DAY, ENDED),
        (Schedule(begins=NOVEMBER_27), NOVEMBER_27 - 1, BEGINS),
        (Schedule(begins=NOVEMBER_27), NOVEMBER_27 + 1000 * DAY, ""),
        (Schedule(ends=NOVEMBER_27 + DAY), 0, ""),
        (Schedule(ends=NOVEMBER_27 + DAY), NOVEMBER_27 + DAY, ENDED),
        (Schedule(begins=0), 0, ""),
        (Schedule(ends=0), 0, "its schedule ended 1970-01-01 00:00 UTC"),
    ],
    ids=[
        "always", "always, now", "a millisecond before", "its first one", "its last one", "a millisecond after",
        "not yet, without an end", "long after, without an end", "long before, without a beginning", "no longer",
        "from the beginning of time", "until then",
    ],
)  # fmt: skip
def test_a_schedule_has_its_beginning_and_not_its_end(schedule: Schedule, at: int, why: str) -> None:
    assert schedule.why_not(at) == why


RULES = """clients: {GA4: {type: ga4}}
triggers: {All: always}
tags:
  A: {type: http_request, triggers: All, url: "https://vendor.example/", schedule: SCHEDULE}
"""


def written(folder: Path, schedule: str) -> Path:
    (folder / "rules.yaml").write_text(RULES.replace("SCHEDULE", schedule))
    return folder / "rules.yaml"


def seen(later: int) -> Lookup:
    return Lookup(Event(event_name="purchase"), Hit("GET", "/", at=NOVEMBER_27 + later))


@pytest.mark.parametrize(
    ("schedule", "first", "last"),
    [
        ("{from: 2026-11-27, until: 2026-11-27}", 0, DAY - 1),
        ("{from: 2026-11-27, until: 2026-11-30}", 0, 4 * DAY - 1),
        ("{from: 2026-11-27 09:00, until: 2026-11-27 17:30}", 9 * HOUR, 17 * HOUR + 30 * MINUTE - 1),
        ('{from: "2026-11-27T00:00+01:00", until: "2026-11-28T00:00+01:00"}', -HOUR, 23 * HOUR - 1),
    ],
    ids=["one day", "four days", "hours", "a day in Berlin"],
)
def test_a_tag_fires_by_the_time_of_the_hit(tmp_path: Path, schedule: str, first: int, last: int) -> None:
    (tag,) = load(written(tmp_path, schedule), {}).tags

    assert [fires(tag, seen(later)) for later in (first - 1, first, last, last + 1)] == [False, True, True, False]
    assert explain(tag, seen(first - 1)).text.startswith("its schedule begins 2026-11-")
    assert explain(tag, seen(last + 1)).text.startswith("its schedule ended 2026-1")
    assert explain(tag, seen(last + 1)).place.in_short == "rules.yaml:4"


AFTER = 'tag "A": "schedule" must end after it begins; it begins'


@pytest.mark.parametrize(
    ("schedule", "what"),
    [
        (
            "{from: soon}",
            '4:91  tag "A": "schedule" from "soon" is no moment: write 2026-11-27, 2026-11-27 09:00 or '
            "2026-11-27T09:00+01:00.",
        ),
        ("{from: 2026-11-28, until: 2026-11-27}", f"4:84  {AFTER} 2026-11-28 and ends 2026-11-27."),
        (
            "{from: 2026-11-27 09:00, until: 2026-11-27 09:00}",
            f"4:84  {AFTER} 2026-11-27 09:00 and ends 2026-11-27 09:00.",
        ),
    ],
    ids=["no moment", "the wrong way around", "no time at all"],
)
def test_a_schedule_that_makes_no_sense_is_told(tmp_path: Path, schedule: str, what: str) -> None:
    with pytest.raises(RulesError) as refused:
        load(written(tmp_path, schedule), {})

    assert [str(problem) for problem in refused.value.problems] == [f"rules.yaml:{what}"]


def test_a_schedule_may_be_open_for_good(tmp_path: Path) -> None:
    (tag,) = load(written(tmp_path, "{until: 9999-12-31}"), {}).tags

    assert fires(tag, seen(0))
