"""What differs over many hits: each sort of difference once, with how often it came and its first example."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import msgspec

Kind: TypeAlias = Literal["client", "event", "data", "firing", "outcome", "verdict", "request", "field", "response"]
MOST = 2000


class Told(msgspec.Struct, frozen=True):
    """What one side did, masked, and the place in its rules that decided it."""

    text: str
    place: str = ""


class Example(msgspec.Struct, frozen=True):
    """The first hit that showed a difference; `event` counts from 1, and is 0 where it is about the whole hit."""

    hit: str
    id: str
    old: Told
    new: Told
    event: int = 0
    event_name: str = ""


class Sort(NamedTuple):
    """What a difference is about: of which client, event or tag, where in it, and how it differs."""

    kind: Kind
    name: str
    path: str
    how: str


class Difference(NamedTuple):
    """One difference of one hit; what both sides did is worked out for the first of its sort only."""

    sort: Sort
    told: Callable[[], tuple[Told, Told]]


@dataclass(slots=True)
class Finding:
    """A sort of difference, how often it came, and its first example."""

    sort: Sort
    example: Example
    count: int = 1


class Findings:
    """However many hits there are, no more than so many sorts are kept: hostile bodies have paths without end."""

    def __init__(self) -> None:
        self._found: dict[Sort, Finding] = {}
        self._many = self.untold = 0
        """Differences of sorts for which there was no room."""

    def add(self, sort: Sort, example: Callable[[], Example]) -> None:
        """One more of this sort; the example is made for the first one only."""
        self._many += 1
        found = self._found.get(sort)
        if found is not None:
            found.count += 1
        elif len(self._found) < MOST:
            self._found[sort] = Finding(sort, example())
        else:
            self.untold += 1

    def __len__(self) -> int:
        """All differences of all sorts."""
        return self._many

    def tags(self) -> list[str]:
        """The keys of tags of which anything differs: those that fire otherwise first, then those that send otherwise."""
        kinds: tuple[Kind, ...] = ("firing", "outcome", "verdict", "request", "field")
        return list(dict.fromkeys(each.sort.name for kind in kinds for each in self.of(kind)))

    def of(self, kind: Kind, name: str | None = None) -> Iterator[Finding]:
        """Those of a kind, of one client, event or tag if it is named, the most frequent first."""
        found = [each for each in self._found.values() if each.sort.kind == kind and name in (None, each.sort.name)]
        yield from sorted(found, key=lambda each: -each.count)
