"""The hits that the queue keeps, as traces: each makes its trip again, by the rules it went by."""

from __future__ import annotations

import logging
import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Sequence
from pathlib import Path

from ...container import Container
from ...delivery import StoredHit, last_hits, stored_hit
from ...pipeline import Trip
from ...trace import Trace

_log = logging.getLogger("sgtm")

_MOST_RULES = 8
_ASKED = "its tags asked vendors for answers, which are not kept: what became of these runs is not known any more"
_OTHER_RULES = "the rules it went by are not known any more: this is what today's make of it"


class Past:
    """Reads some spools. `know` tells it the rules as they come into force."""

    def __init__(self, spools: Sequence[Path]) -> None:
        self._spools = spools
        self._rules: OrderedDict[str, Container] = OrderedDict()

    def know(self, container: Container) -> None:
        """These rules are in force from now on."""
        self._rules[container.version] = container
        self._rules.move_to_end(container.version)
        if len(self._rules) > _MOST_RULES:
            self._rules.popitem(last=False)

    @property
    def variables(self) -> Collection[str]:
        """The names of the variables of the rules in force."""
        return next(reversed(self._rules.values())).variables if self._rules else ()

    @property
    def tags(self) -> Collection[str]:
        """The names of the tags of all rules that are known."""
        return {name for container in self._rules.values() for name in container.tags_by_name}

    def last(self, most: int) -> list[Trace]:
        """The last hits, the oldest first."""
        try:
            return [self._again(stored) for stored in last_hits(self._there(), most)]
        except sqlite3.Error as error:
            _log.warning("the hits of before cannot be read: %s", error)
            return []

    def find(self, name: str) -> Trace | None:
        """The hit of this id."""
        stored = stored_hit(self._there(), name)
        return None if stored is None else self._again(stored)

    def _there(self) -> list[Path]:
        """A page may be open before the first spool is made."""
        return [path for path in self._spools if path.exists()]

    def _again(self, stored: StoredHit) -> Trace:
        container = self._rules.get(stored.rules) or next(reversed(self._rules.values()))
        trip = Trip(container, stored.hit)
        first = next(trip.rounds())
        if first.asks:
            trip.trace.log.append(_ASKED)
        if container.version != stored.rules:
            trip.trace.log.append(_OTHER_RULES)
        trip.trace.remade = bool(first.asks) or container.version != stored.rules
        return trip.trace
