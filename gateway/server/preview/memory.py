"""What one gateway process holds of its hits for the preview: as little as can be, for holding costs every hit.

A trip is pure: the same hit by the same rules is the same trip. So of a hit that the queue keeps nothing is held; when
somebody looks, its trip is made again. Held are the hits that are nowhere else, and those whose tags asked vendors or
failed; and, while a page is open, as many as it can show.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque

from ...trace import Trace

MOST = 2000
AT_ONCE = 20
"""Traces between two looks that are held only because a page is open."""


class Memory:
    """Written by the thread that takes hits, read by another one."""

    def __init__(self, *, most: int = MOST, everything: bool = False) -> None:
        """`everything` is for a dry run, which has no queue."""
        self._held: deque[Trace] = deque(maxlen=most)
        self._everything = everything
        self._adding = threading.Lock()
        self._new: list[Trace] = []
        self._passed = 0
        self.watched = False

    def remember(self, trace: Trace) -> None:
        """A trip has ended."""
        if self.watched:
            if len(self._new) < AT_ONCE:
                self._new.append(trace)
                self._hold(trace)
                return
            self._passed += 1
        if self._everything or not trace.client or not trace.events or is_only_here(trace):
            self._hold(trace)

    def _hold(self, trace: Trace) -> None:
        with self._adding:
            self._held.append(trace)

    def take_new(self) -> tuple[list[Trace], int]:
        """The traces since the last time, and how many more there were."""
        new, passed = self._new, self._passed
        self._new, self._passed = [], 0
        return new, passed

    def add(self, past: list[Trace]) -> None:
        """Hold these, too, which were made again: in the order of time, each hit once."""
        with self._adding:
            found = OrderedDict((trace.hit.id, trace) for trace in (*past, *self._held))
            self._held.clear()
            self._held.extend(sorted(found.values(), key=lambda trace: trace.hit.id))

    def forget_what_is_kept(self) -> None:
        """Nobody watches any more."""
        if self._everything:
            return
        with self._adding:
            held = [trace for trace in self._held if not trace.client or not trace.events or is_only_here(trace)]
            self._held.clear()
            self._held.extend(held)

    def all(self) -> list[Trace]:
        """What is held, the oldest first."""
        return list(self._held.copy())

    def find(self, name: str) -> Trace | None:
        """The trace of the hit of this id."""
        return next((trace for trace in self._held.copy() if trace.hit.id == name), None)


def is_only_here(trace: Trace) -> bool:
    """Whether something of the trip could not be made again as it was."""
    return any(run.asked or run.outcome == "failed" for event in trace.events for run in event.runs)
