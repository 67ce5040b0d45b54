"""How long a request waits before it is sent again."""

from __future__ import annotations

import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.delivery.backoff import delay


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_a_wait_is_never_longer_than_a_quarter_of_an_hour(attempts: int, chance: float) -> None:
    assert 0 <= delay(attempts, chance) <= 900


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_one_more_attempt_never_shortens_a_wait(attempts: int, chance: float) -> None:
    assert delay(attempts, chance) <= delay(attempts + 1, chance)


def test_the_longest_wait_doubles_from_two_seconds_to_fifteen_minutes() -> None:
    assert [delay(attempts, 1.0) for attempts in (0, 1, 2, 8, 9, 30)] == [2, 4, 8, 512, 900, 900]


def test_chance_spreads_the_waits_over_the_whole_span() -> None:
    assert [delay(2, chance) for chance in (0.0, 0.25, 1.0)] == [0, 2, 8]


@pytest.mark.parametrize(("attempts", "mean"), [(0, 1), (3, 8), (8, 256), (12, 450)])
def test_the_mean_of_ten_thousand_waits_is_half_of_the_longest(attempts: int, mean: float) -> None:
    chance = random.Random(7).random

    assert fmean(delay(attempts, chance()) for _ in range(10_000)) == pytest.approx(mean, rel=0.05)
