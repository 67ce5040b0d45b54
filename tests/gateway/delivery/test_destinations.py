"""All destinations: each is its own, and what is not well outlives a restart."""

from __future__ import annotations

from pathlib import Path

from gateway import Reply, Verdict
from gateway.delivery import Standing, Standings
from gateway.delivery.clocks import Clocks
from gateway.delivery.destinations import MOST_KNOWN, Destinations

CLOCKS = Clocks(lambda: 5_000.0, lambda: 10.0, lambda: 0.0)


def destinations(folder: Path, told: list[Standing]) -> Destinations:
    return Destinations(CLOCKS, Standings(folder), told.append, lambda each: None)


def hold(all_of_them: Destinations, name: str) -> None:
    each = all_of_them[name]
    age = each.start(1)
    each.hear(Reply(401), (Verdict("hold", "HTTP 401"),), age)
    each.end(1, age)


def test_one_that_is_held_holds_no_other_and_is_held_after_a_restart(tmp_path: Path) -> None:
    told: list[Standing] = []
    before = destinations(tmp_path, told)
    hold(before, "a.example")
    before.close()

    after = destinations(tmp_path, [])

    assert (after["a.example"].room(), after["b.example"].room()) == (0, 16)
    assert [each.state for each in told] == ["held"]
    assert after.next_at() == 310
    assert {each.destination: each.state for each in after.standings()} == {"a.example": "held", "b.example": "closed"}


def test_of_very_many_only_those_are_known_of_whom_something_is_to_be_said(tmp_path: Path) -> None:
    known = destinations(tmp_path, [])
    hold(known, "held.example")
    for number in range(3 * MOST_KNOWN):
        known[f"{number}.example"].room()

    assert len(known.standings()) <= MOST_KNOWN
    assert known["held.example"].room() == 0
