"""Warm contexts: realms that are kept for the next run of their template, each lent to one run at a time.

A realm costs some milliseconds to make and a run less than one, so it stays. A run that waits for a vendor keeps its realm,
so no run ever meets another one; one that broke a limit takes its realm with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from ..errors import GatewayError
from .realm import Realm

MOST_AT_ONCE = 128
_MOST_IDLE = 16
_MOST_RUNS = 10_000


class Contexts:
    """The realms of one template. `make` makes another one; each thread has its own, for an engine is not shared."""

    def __init__(self, make: Callable[[], Realm], *, most_memory: int = 32 * 1024**2) -> None:
        self._make, self._most_memory = make, most_memory
        self._mine = threading.local()
        self._lent, self._lock = 0, threading.Lock()

    def lend(self) -> Lease:
        """A realm for one run, to be given back by the end of a `with` block."""
        if self._lent >= MOST_AT_ONCE:
            raise GatewayError(f"{MOST_AT_ONCE} runs of this template are under way already")
        idle = self._idle()
        return Lease(self, idle.pop() if idle else self._make())

    def warm(self) -> None:
        """Have a realm ready before the first hit. Raises GatewayError where the code is no JavaScript."""
        if not self._idle():
            self._idle().append(self._make())

    def _idle(self) -> list[Realm]:
        if not hasattr(self._mine, "idle"):
            self._mine.idle = []
        found: list[Realm] = self._mine.idle
        return found

    def _count(self, change: int) -> None:
        with self._lock:
            self._lent += change

    def _take_back(self, realm: Realm) -> None:
        if not realm.engine.broken and len(self._idle()) < _MOST_IDLE and not self._is_worn(realm):
            self._idle().append(realm)

    def _is_worn(self, realm: Realm) -> bool:
        realm.runs += 1
        return realm.runs >= _MOST_RUNS or (realm.runs % 64 == 0 and realm.engine.memory() > self._most_memory)


class Lease:
    """One realm, for one run."""

    def __init__(self, contexts: Contexts, realm: Realm) -> None:
        self._contexts, self.realm = contexts, realm
        self._thread = threading.get_ident()

    def __enter__(self) -> Realm:
        self._contexts._count(1)
        return self.realm

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._contexts._count(-1)
        # What ended by an error may have left work behind, and a run that nobody went on with may be tidied up by any thread.
        if kind in (None, GeneratorExit) and threading.get_ident() == self._thread:
            self._contexts._take_back(self.realm)
