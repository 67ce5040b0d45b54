"""Variables that are named and cannot be worked out: those nobody has, and those that need their own value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..built_in import BUILT_IN, BUILT_IN_KEYS
from ..filling import names_in

_LONGEST_WAY = 8
_NAMES_OF_OTHERS = frozenset(
    ("triggers", "exceptions", "setup", "cleanup", "tags", "except_tags", "reason", "was", "consent")
)
"""Fields whose texts are never filled in."""


def named(value: Any) -> Iterator[str]:
    """The variables an entry names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _NAMES_OF_OTHERS or isinstance(inner, dict):
                yield from names_in({key: inner})
        return
    yield from names_in(value)


def unknown(values: Mapping[str, Any], variables: Collection[str]) -> dict[str, str]:
    """The names that are neither a variable of the container nor built in, each with the place that names it first."""
    found: dict[str, str] = {}
    for where, value in values.items():
        for name in named(value):
            if name not in variables and name not in BUILT_IN and name not in BUILT_IN_KEYS:
                found.setdefault(name, where)
    return found


def closing_circles(variables: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Variables without which there is no circle left, each with the way around."""
    needs = {name: [other for other in named(value) if other in variables] for name, value in variables.items()}
    found: dict[str, tuple[str, ...]] = {}
    done: set[str] = set()
    for start in variables:
        if start not in done:
            _follow(start, needs, done, found)
    return found


def _follow(start: str, needs: dict[str, list[str]], done: set[str], found: dict[str, tuple[str, ...]]) -> None:
    """Goes deep without recursion: a step back to the way that led here closes a circle, and is cut."""
    way, open_needs = [start], [iter(needs[start])]
    on_the_way = {start: 0}
    while way:
        name = way[-1]
        other = None if name in found else next(open_needs[-1], None)
        if other is None:
            done.add(name)
            del on_the_way[name]
            way.pop()
            open_needs.pop()
        elif other in on_the_way:
            found[name] = _shown(way, on_the_way[other])
        elif other not in done:
            way.append(other)
            on_the_way[other] = len(way) - 1
            open_needs.append(iter(needs[other]))


def _shown(way: list[str], begins: int) -> tuple[str, ...]:
    """The way around; of a long one its beginning and its end."""
    if len(way) - begins > _LONGEST_WAY:
        return (*way[begins : begins + _LONGEST_WAY - 1], "…", way[-1], way[begins])
    return (*way[begins:], way[begins])
