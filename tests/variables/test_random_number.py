"""GTM's Random Number variable."""

from __future__ import annotations

import pytest

from gateway import Event, Lookup, SettingError
from tests.small import hit
from variables.random_number import RandomNumber


def drawn(seed: int = 1, number: int = 0, name: str = "R", low: int = 0, high: int = 2_147_483_647) -> int:
    made = RandomNumber(name=name, min=low, max=high)
    value: int = made.value(Lookup(Event(), hit(seed=seed), number=number))
    return value


def test_the_same_hit_draws_the_same_number_again() -> None:
    assert drawn() == drawn()
    assert len({drawn(), drawn(seed=2), drawn(number=1), drawn(name="S")}) == 4


def test_all_numbers_from_the_least_to_the_largest_are_drawn() -> None:
    assert {drawn(seed=seed, low=-1, high=2) for seed in range(200)} == {-1, 0, 1, 2}
    assert {drawn(seed=seed, low=5, high=5) for seed in range(5)} == {5}


def test_a_largest_number_under_the_least_is_told() -> None:
    with pytest.raises(SettingError, match="less than the least"):
        RandomNumber(min=2, max=1)
