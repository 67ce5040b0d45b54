"""All destinations that something was sent to, or that were not well at the last stop."""

from __future__ import annotations

from collections.abc import Callable

from .clocks import Clocks
from .destination import Destination
from .standing import Standing, Standings

MOST_KNOWN = 1000
"""Destinations that are remembered although nothing is to be said of them."""


class Destinations:
    """By name. What changes is kept for the next start, and told."""

    def __init__(
        self,
        clocks: Clocks,
        kept: Standings,
        told: Callable[[Standing], None],
        well: Callable[[Destination], None],
    ) -> None:
        self._clocks, self._kept, self._told, self._well = clocks, kept, told, well
        self._known: dict[str, Destination] = {}
        for standing in kept.before.values():
            self[standing.destination].resume(standing)

    def __getitem__(self, name: str) -> Destination:
        if name not in self._known:
            self._forget()
            self._known[name] = Destination(name, self._clocks, self._changed, self._well)
        return self._known[name]

    def standings(self) -> list[Standing]:
        """How each of them stands."""
        return [destination.standing for destination in self._known.values()]

    def next_at(self) -> float | None:
        """When the next of those that rest may be sent to, by the steady clock."""
        return min((at for each in self._known.values() if (at := each.next_at) is not None), default=None)

    def close(self) -> None:
        """Close the file."""
        self._kept.close()

    def _changed(self, standing: Standing) -> None:
        self._kept.note(standing)
        self._told(standing)

    def _forget(self) -> None:
        if len(self._known) >= MOST_KNOWN:
            self._known = {name: each for name, each in self._known.items() if not each.is_forgettable}
