"""The pace: never more in a second than the vendor takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.delivery.pace import Pace


def test_up_to_the_limit_nobody_waits_and_the_next_waits_for_the_first_to_be_a_second_old() -> None:
    pace = Pace(3)

    assert [pace.wait(10.0), pace.wait(10.25), pace.wait(10.5), pace.wait(10.5), pace.wait(10.5)] == [
        0,
        0,
        0,
        0.5,
        0.75,
    ]


@given(st.integers(1, 5), st.lists(st.floats(0, 0.5), min_size=1, max_size=60))
def test_no_second_ever_sees_more_than_the_limit(limit: int, gaps: list[float]) -> None:
    pace, now, left = Pace(limit), 0.0, list[float]()
    for gap in gaps:
        now += gap
        left.append(now + pace.wait(now))

    assert all(later - earlier >= 1.0 - 1e-9 for earlier, later in zip(left, left[limit:], strict=False))


def left(pace: Pace, seconds: float, *, heard: str = "") -> int:
    """How many turns come within so many seconds; `heard` is told after each."""
    now, many = 100.0, 0
    while (now := now + pace.wait(now)) < 100.0 + seconds:
        many += 1
        if heard == "accepted":
            pace.speed_up()
    return many


def test_a_vendor_that_says_slower_gets_half_of_it_and_half_again_a_second_later() -> None:
    pace = Pace(100)
    for _ in range(100):
        pace.wait(99.5)

    pace.slow_down(100.0)
    pace.slow_down(100.5)
    assert pace.rate == 50
    pace.slow_down(101.0)

    assert pace.rate == 25
    assert 230 <= left(pace, 10.0) <= 250


def test_it_is_never_slower_than_one_in_five_seconds() -> None:
    pace = Pace()
    for second in range(100):
        pace.slow_down(float(second))

    assert pace.rate == 0.2


def test_who_accepts_again_gets_more_with_every_second_until_it_is_as_before() -> None:
    pace = Pace(10)
    for _ in range(10):
        pace.wait(99.9)
    pace.slow_down(100.0)

    assert left(pace, 10.0, heard="accepted") < 100
    assert pace.rate is None


def test_a_type_without_a_limit_never_waits_unless_its_vendor_says_slower() -> None:
    pace = Pace()

    assert sum(pace.wait(1.0) for _ in range(5_000)) == 0
