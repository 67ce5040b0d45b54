"""Group commit: one thread writes, and everything that came while it wrote goes into its next transaction."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from typing import TypeAlias

from ..pipeline import Keep
from .spool import Spool

_Waiting: TypeAlias = tuple[Keep, "asyncio.Future[None]"]
_MOST = 512
_GATHER = 0.002
"""Seconds a group waits for more, but only while hits come faster than they are written: a lone hit never waits."""


class Committer:
    """Keeps what Rounds keep. `wake` is called after a commit that has something to deliver."""

    def __init__(self, spool: Spool, wake: Callable[[], None] = lambda: None) -> None:
        self._spool, self._wake = spool, wake
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._busy = False
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._write, name="committer", daemon=True)
        self._thread.start()

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
            try:
                self._spool.keep([keep for keep, _ in group], time.time())
            except Exception as error:  # noqa: BLE001 - whatever it is, every hit of the group must hear of it
                failure = error
            self._loop.call_soon_threadsafe(_tell, group, failure)
            if failure is None and any(row.requests for keep, _ in group for row in keep.rows):
                self._wake()

    def _next_group(self) -> list[_Waiting] | None:
        first = self._queue.get()
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


def _tell(group: list[_Waiting], failure: Exception | None) -> None:
    for _, done in group:
        if done.cancelled():
            continue
        if failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)
