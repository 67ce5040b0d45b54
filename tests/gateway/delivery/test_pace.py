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
