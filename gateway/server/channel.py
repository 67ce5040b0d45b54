"""What a child process tells its parent: that it is ready, the traces, and what became of deliveries.

Nothing here may hold up a hit: messages are made and sent by a thread, and dropped when the parent cannot keep up.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

_MOST_WAITING = 2000
_log = logging.getLogger("sgtm")


class Channel:
    """The child's end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._queue: queue.Queue[Callable[[], tuple[str, Any]] | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._send_all, name="channel", daemon=True)
        self._thread.start()

    def tell(self, message: Callable[[], tuple[str, Any]]) -> None:
        """Send what this function returns, made later and elsewhere."""
        try:
            self._queue.put_nowait(message)
        except queue.Full:
            return

    def close(self) -> None:
        """Send what waits, for at most a second."""
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        self._thread.join(1.0)

    def _send_all(self) -> None:
        while (message := self._queue.get()) is not None:
            try:
                self._connection.send(message())
            except OSError:
                return  # the parent is gone, and the lifeline ends this process
            except Exception:  # noqa: BLE001 - one trace that cannot be told must not end the telling
                _log.exception("a trace could not be told")


def end_with_parent(lifeline: Connection, heard: Callable[[Any], None] = lambda message: None) -> None:
    """Hear what the parent says, and ask this process to end when it is gone: its end of the lifeline then closes."""

    def watch() -> None:
        while True:
            try:
                message = lifeline.recv()
            except (EOFError, OSError):
                os.kill(os.getpid(), signal.SIGTERM)
                return
            heard(message)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
