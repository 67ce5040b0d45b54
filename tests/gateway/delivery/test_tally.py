"""When a destination counts as failing."""

from __future__ import annotations

from gateway.delivery.tally import Tally


def fails_at(answers: str, every: float = 0.1) -> int | None:
    """The number of the answer with which it fails; x is a failure, a dot none."""
    tally = Tally()
    return next(
        (number for number, each in enumerate(answers, 1) if tally.add(number * every, failed=each == "x")), None
    )


def test_ten_failures_in_a_row_are_enough() -> None:
    assert fails_at("x" * 9) is None
    assert fails_at("x" * 10) == 10


def test_half_of_at_least_twenty_is_enough_and_a_little_less_is_not() -> None:
    assert fails_at(".x" * 9 + ".") is None
    assert fails_at(".x" * 10) == 20
    assert fails_at("..x" * 100) is None


def test_what_is_older_than_half_a_minute_does_not_count() -> None:
    assert fails_at(".x" * 50, every=2.0) is None
