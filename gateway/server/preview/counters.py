"""What one gateway process counts of all its hits, for /metrics: numbers by the container's own names, never by a visitor's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from ...trace import Trace


class Counts(NamedTuple):
    """Since the start of a process: hits by client and status, events, runs of tags by tag and outcome, and shed events."""

    hits: dict[tuple[str, int], int]
    events: int
    runs: dict[tuple[str, str], int]
    shed: dict[str, int] = {}  # noqa: RUF012 - never changed


class Counters:
    """Counted by the thread that takes hits, read by another one."""

    def __init__(self) -> None:
        self._hits: Counter[tuple[str, int]] = Counter()
        self._runs: Counter[tuple[str, str]] = Counter()
        self._events = 0
        self.shed: Mapping[str, int] = {}
        """How many events of each name were shed, as the outbox counts it."""

    def count(self, trace: Trace) -> None:
        """A trip has ended."""
        self._hits[trace.client, trace.answer.status if trace.answer else 0] += 1
        for event in trace.events:
            self._events += 1
            for run in event.runs:
                self._runs[run.tag, run.outcome] += 1

    def now(self) -> Counts:
        """As they stand."""
        return Counts(dict(self._hits.copy()), self._events, dict(self._runs.copy()), dict(self.shed))
