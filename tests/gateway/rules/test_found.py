"""The problems of rules as they are found."""

from __future__ import annotations

import pytest

from gateway.errors import RulesError
from gateway.place import Place, Problem
from gateway.rules.found import MOST, Found

PROBLEM = Problem(Place(), "wrong.", "types")


def test_it_ends_the_reading_once_it_is_full() -> None:
    found = Found()
    found += [PROBLEM] * (MOST - 1)
    with pytest.raises(RulesError) as refused:
        found.append(PROBLEM)

    assert len(refused.value.problems) == MOST + 1
    assert refused.value.problems[-1].what == "these are 100 problems already; more are not told."


def test_of_many_no_more_are_worked_out_than_are_told() -> None:
    worked_out = 0

    def endless() -> object:
        nonlocal worked_out
        while True:
            worked_out += 1
            yield PROBLEM

    with pytest.raises(RulesError):
        Found().extend(endless())  # type: ignore[arg-type]
    assert worked_out == MOST
