"""Retry-After: never earlier than asked, hardly later, whatever the clocks say."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import Reply
from gateway.delivery.retry_after import retry_after

NOW = 1_772_366_400


def reply(after: str, date: str = "") -> Reply:
    headers = (("retry-after", after), *((("date", date),) if date else ()))
    return Reply(503, headers=headers)


@given(st.integers(1, 3600), st.floats(0, 1))
def test_seconds_are_kept_and_exceeded_by_a_tenth_at_most(asked: int, chance: float) -> None:
    wait = retry_after(reply(str(asked)), NOW, chance)

    assert wait is not None
    assert asked <= wait <= 1.1 * asked


@given(st.integers(1, 3600), st.integers(-86_400 * 400, 86_400 * 400), st.floats(0, 1))
def test_a_date_is_read_by_the_vendors_clock_however_wrong_it_or_ours_is(asked: int, skew: int, chance: float) -> None:
    theirs = NOW + skew

    wait = retry_after(reply(formatdate(theirs + asked, usegmt=True), formatdate(theirs, usegmt=True)), NOW, chance)

    assert wait is not None
    assert asked <= wait <= 1.1 * asked


def test_a_date_of_a_vendor_that_does_not_say_what_time_it_is_goes_by_our_clock() -> None:
    assert retry_after(reply(formatdate(NOW + 90, usegmt=True)), NOW, 0.0) == 90


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("0", 1),
        ("99999999999999999999", 3600),
        ("Sun, 01 Mar 1970 12:00:00 GMT", 1),
        ("Sun, 01 Mar 9026 12:00:00 GMT", 3600),
    ],
    ids=["at once", "for ever", "a date gone by", "a date nobody lives to see"],
)
def test_what_is_out_of_bounds_is_brought_into_them(said: str, wait: float) -> None:
    assert retry_after(reply(said), NOW, 0.0) == wait


@pytest.mark.parametrize("said", ["", "soon", "-5", "1.5", "²", "Sun, 99 Mar 2026 12:00:00 GMT", "1e3"])
def test_what_makes_no_sense_asks_for_nothing(said: str) -> None:
    assert retry_after(reply(said), NOW, 0.5) is None


@given(st.text())
def test_no_text_brings_it_down(said: str) -> None:
    wait = retry_after(reply(said, said), NOW, 0.5)

    assert wait is None or 1 <= wait <= 3600 * 1.1
