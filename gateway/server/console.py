"""Prints what happened to each hit, once its requests have been answered: as readable blocks, JSON or log lines."""

from __future__ import annotations

import contextlib
import json
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from ..block import block
from ..gtms import gtms_lines
from .settings import Output

WAIT = 10.0
"""Seconds a block waits for the answers to its requests."""
_MOST = 5000


class Console:
    """Joins traces, which come from the gateway processes, with marks, which come from the delivery process."""

    def __init__(
        self,
        show: Callable[[str], None],
        *,
        output: Output = "table",
        waits: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A console that `waits` prints a hit once its requests are answered; in a dry run nobody answers."""
        self._show, self._text, self._waits, self._clock = show, _TEXTS[output], waits, clock
        self._open: dict[str, tuple[float, dict[str, Any], set[str]]] = {}
        self._of: dict[str, str] = {}
        self._early: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def trace(self, document: dict[str, Any]) -> None:
        """A trip has ended."""
        waiting = {sent["id"] for sent in _sent(document)} if self._waits else set()
        self._open[document["id"]] = (self._clock(), document, waiting)
        for delivery in waiting:
            self._of[delivery] = document["id"]
        if not waiting:
            self._print(document["id"])
        for delivery in waiting & self._early.keys():
            self.mark(self._early.pop(delivery))
        self.overdue()

    def mark(self, mark: dict[str, Any]) -> None:
        """A request was answered."""
        hit = self._of.get(mark["id"])
        if hit is None or hit not in self._open:
            self._early[mark["id"]] = mark
            if len(self._early) > _MOST:
                self._early.popitem(last=False)
            return
        _, document, waiting = self._open[hit]
        for sent in _sent(document):
            if sent["id"] == mark["id"]:
                sent["attempts"].append(mark["attempt"])
        waiting.discard(mark["id"])
        if not waiting:
            self._print(hit)

    def overdue(self) -> None:
        """Print what has waited long enough for its answers."""
        now = self._clock()
        for hit in [hit for hit, (since, _, _) in self._open.items() if now - since > WAIT]:
            self._print(hit)

    def close(self) -> None:
        """Print whatever still waits."""
        for hit in list(self._open):
            self._print(hit)

    def _print(self, hit: str) -> None:
        _, document, _ = self._open.pop(hit)
        for sent in _sent(document):
            self._of.pop(sent["id"], None)
        if text := self._text(document):
            self._show(text)


class Printer:
    """Writes by a thread of its own: a terminal that is paused, full or gone must not stop a gateway."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._queue: queue.Queue[str | None] = queue.Queue(_MOST)
        self._thread = threading.Thread(target=self._write_all, name="printer", daemon=True)
        self._thread.start()

    def show(self, text: str) -> None:
        """Write it soon; when nobody reads, the newest is dropped."""
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(text)

    def close(self) -> None:
        """Write what waits, for at most two seconds."""
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        self._thread.join(2.0)

    def _write_all(self) -> None:
        while (text := self._queue.get()) is not None:
            try:
                self._write(text)
            except UnicodeEncodeError:
                self._write(text.encode("ascii", "backslashreplace").decode())
            except (OSError, ValueError):
                return  # nobody reads any more; hits go on


def _as_json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


_TEXTS: dict[Output, Callable[[dict[str, Any]], str]] = {
    "table": lambda document: f"{block(document)}\n",
    "json": _as_json,
    "gtms3": lambda document: "\n".join(map(_as_json, gtms_lines(document))),
}


def _sent(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [sent for event in document["events"] for run in event["tags"] for sent in run["sent"]]
