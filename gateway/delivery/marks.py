"""Marks what became of each attempt: ended, or to be tried again, and when."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ..outgoing import Reply, Verdict
from .backoff import delay
from .clocks import Clocks
from .courier import Answer
from .queue import Queue
from .retry_after import retry_after
from .spool import Delivery

_log = logging.getLogger("sgtm")
T = TypeVar("T")

MARK_AGAIN = 5.0
"""Seconds before a mark that could not be written is tried again."""
MOST_UNREADABLE = 3
"""Answers without a meaning after which a request is refused: the vendor may have taken it each time."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What came of one attempt. `final` says that it is not tried again."""

    delivery: Delivery
    reply: Reply
    verdict: Verdict
    final: bool


class Marker:
    """Until its mark is on disk, a delivery stays under way, or it would be sent again and again."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._unreadable: Counter[str] = Counter()
        self._stopping = False

    def stop(self) -> None:
        """Wait no longer for a full disk: what has no mark is sent again after the next start."""
        self._stopping = True

    async def mark(self, answer: Answer, give_up_after: float) -> list[Mark]:
        """Mark all that an answer is about."""
        marks = []
        for (queue, delivery), verdict in zip(answer.batch, answer.verdicts, strict=True):
            write = _Attempt(queue, delivery, answer.reply, self._counted(delivery, verdict))
            final = await self._on_disk(lambda: self._write(write, give_up_after))  # noqa: B023 - run at once
            marks.append(Mark(delivery, write.reply, write.verdict, bool(final)))
        return marks

    async def give_up(self, queue: Queue, delivery: Delivery, why: str) -> Mark | None:
        """End it without another try."""
        reply = await self._on_disk(lambda: queue.give_up(delivery.id, why, self._clocks.wall()))
        return None if reply is None else Mark(delivery, reply, Verdict("again", why), final=True)

    def _counted(self, delivery: Delivery, verdict: Verdict) -> Verdict:
        if verdict.because != "unreadable":
            self._unreadable.pop(delivery.id, None)
            return verdict
        self._unreadable[delivery.id] += 1
        if self._unreadable[delivery.id] < MOST_UNREADABLE:
            return verdict
        del self._unreadable[delivery.id]
        return Verdict("refused", f"{verdict.why}, {MOST_UNREADABLE} times")

    def _write(self, attempt: _Attempt, give_up_after: float) -> bool:
        """Returns whether it is final."""
        now, verdict = self._clocks.wall(), attempt.verdict
        delivery, reply = attempt.delivery, attempt.reply
        if verdict.outcome in ("accepted", "refused"):
            attempt.queue.end(delivery.id, verdict.outcome, reply, verdict.why, now)
            return True
        if now - delivery.kept_at > give_up_after:
            attempt.queue.end(delivery.id, "given up", reply, verdict.why, now)
            return True
        attempt.queue.postpone(delivery.id, now + self._wait(attempt, now), reply, verdict.why, now)
        return False

    def _wait(self, attempt: _Attempt, now: float) -> float:
        """What is held waits with its destination, and goes with all others once that is well."""
        if attempt.verdict.outcome == "hold":
            return 0.0
        asked = retry_after(attempt.reply, now, 0.0)
        return delay(attempt.delivery.attempts, self._clocks.chance()) if asked is None else asked

    async def _on_disk(self, write: Callable[[], T]) -> T | None:
        while True:
            try:
                return write()
            except sqlite3.Error as error:
                _log.error("a delivery cannot be marked, and waits: %s", error)
                if self._stopping:
                    return None
                await asyncio.sleep(MARK_AGAIN)


@dataclass(frozen=True, slots=True)
class _Attempt:
    queue: Queue
    delivery: Delivery
    reply: Reply
    verdict: Verdict
