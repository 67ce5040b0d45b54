"""Variables that need their own value: a circle has no beginning, so it is a problem of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..filling import names_in
from ..place import Problem
from .entry import Entry


def circles(variables: Mapping[str, Entry]) -> Iterator[Problem]:
    """Each circle once, told where the first variable in it is written, with the way around."""
    needs = {name: [other for other in _named(entry) if other in variables] for name, entry in variables.items()}
    told: set[str] = set()
    inside = _in_or_before_circles(needs)
    for name, entry in variables.items():
        if name in inside and name not in told and (way := _way_back(name, needs)):
            told.update(way)
            shown = " -> ".join(f"{{{{{step}}}}}" for step in way)
            yield Problem(
                entry.place, f"{entry.where} needs its own value: {shown}. Take one of them out.", "references"
            )


def _in_or_before_circles(needs: Mapping[str, list[str]]) -> set[str]:
    """What is left once everything whose needs can be worked out is taken away, again and again."""
    users: dict[str, list[str]] = {name: [] for name in needs}
    open_needs = {name: len(others) for name, others in needs.items()}
    for name, others in needs.items():
        for other in others:
            users[other].append(name)
    ready = [name for name, many in open_needs.items() if not many]
    while ready:
        for user in users[ready.pop()]:
            open_needs[user] -= 1
            if not open_needs[user]:
                ready.append(user)
    return {name for name, many in open_needs.items() if many}


def _named(entry: Entry) -> list[str]:
    return [name for written in entry.may_name_variables() for name in names_in(written.data())]


def _way_back(name: str, needs: Mapping[str, list[str]]) -> list[str]:
    """The shortest way from a variable to itself, or nothing."""
    ways = [[name]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for other in needs[way[-1]]:
            if other == name:
                return [*way, name]
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []
