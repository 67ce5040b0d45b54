"""Group commit: one thread writes, and everything that came while it wrote goes into its next transaction."""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import TypeAlias

from ..container import Durability
from ..pipeline import Keep
from .connection import is_damage, is_full
from .mending import mend
from .room import Room
from .spool import Spool, word_of_damage

Waiting: TypeAlias = tuple[Keep, "asyncio.Future[None]"]
_log = logging.getLogger("sgtm")
_MOST = 512
_GATHER = 0.002
"""Seconds a group waits for more, but only while hits come faster than they are written: a lone hit never waits."""


_LOOK = 1.0
"""Seconds from one look at the spool's size, and for word of damage, to the next."""


class OutboxFullError(sqlite3.OperationalError):
    """There is no room for another hit."""


class Committer:
    """Keeps what Rounds keep. `wake` is called after a commit that has something to deliver."""

    def __init__(self, spool: Spool, wake: Callable[[], None] = lambda: None, *, room: Room | None = None) -> None:
        """`room` is told how large the spool is; while it is full no hit is written."""
        self._spool, self._wake, self._room = spool, wake, room
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._busy = False
        self._looked = 0.0
        self._durability: Durability = "full"
        self._wanted: Durability = "full"
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._write, name="committer", daemon=True)
        self._thread.start()

    def make_durable(self, durability: Durability) -> None:
        """What a commit survives, from the next group on."""
        self._wanted = durability

    async def commit(self, keep: Keep) -> None:
        """Returns once it is on disk. Raises sqlite3.Error where it could not be written."""
        done: asyncio.Future[None] = self._loop.create_future()
        self._queue.put((keep, done))
        await done

    async def close(self) -> None:
        """Write what waits, and close the file."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._spool.close()

    def _write(self) -> None:
        while (group := self._next_group()) is not None:
            failure: Exception | None = None
            kept = group
            try:
                self._look()
                kept = self._admitted(group)
                self._keep([keep for keep, _ in kept])
            except Exception as error:  # noqa: BLE001 - whatever it is, every hit of the group must hear of it
                failure = error
                if self._room is not None and is_full(error):
                    self._room.ran_out()
            self._loop.call_soon_threadsafe(tell, kept, failure)
            if failure is None and any(row.requests for keep, _ in kept for row in keep.rows):
                self._wake()

    def _admitted(self, group: list[Waiting]) -> list[Waiting]:
        """Those there is room for: trips that have begun may always end."""
        if self._room is None or not self._room.is_full:
            return group
        refused = [each for each in group if each[0].hit is not None]
        self._loop.call_soon_threadsafe(tell, refused, OutboxFullError(self._room.why()))
        return [each for each in group if each[0].hit is None]

    def _keep(self, keeps: list[Keep]) -> None:
        if self._wanted != self._durability:
            self._spool.make_durable(self._wanted)
            self._durability = self._wanted
        try:
            self._spool.keep(keeps, time.time())
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._mend(str(error))
            self._spool.keep(keeps, time.time())

    def _mend(self, damage: str) -> None:
        """The file is set aside, and a new one goes on with what could be read of it."""
        path, broken = self._spool.path, self._spool
        mend(path, damage, time.time())
        self._spool, self._durability = Spool(path), "full"
        broken.close()

    def _look(self) -> None:
        """Once in a while: how large the spool is, and whether somebody else has found it damaged."""
        if time.monotonic() - self._looked < _LOOK:
            return
        self._looked = time.monotonic()
        if word_of_damage(self._spool.path).exists():
            self._mend("the delivery process could not read it")
        if self._room is not None:
            self._room.look(self._spool.path.name, self._spool.size())

    def _idle(self) -> None:
        try:
            self._look()
        except (sqlite3.Error, OSError) as error:
            _log.error("the spool cannot be looked at: %s", error)

    def _next(self) -> Waiting | None:
        while True:
            try:
                return self._queue.get(timeout=_LOOK)
            except queue.Empty:
                self._idle()

    def _next_group(self) -> list[Waiting] | None:
        first = self._next()
        if first is None:
            return None
        if self._busy:
            time.sleep(_GATHER)
        group = [first]
        while len(group) < _MOST:
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                break
            if more is None:
                self._queue.put(None)
                break
            group.append(more)
        self._busy = len(group) > 1
        return group


def tell(group: list[Waiting], failure: Exception | None) -> None:
    """Every commit of a group hears how it went."""
    for _, done in group:
        if done.cancelled():
            continue
        if failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)
