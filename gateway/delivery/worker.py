"""The delivery worker: takes what is due from every spool, sends it, and marks what the vendor's answer means."""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from ..container import Container
from ..outgoing import OutgoingRequest, Reply, Verdict
from .backoff import delay
from .batches import Batch, batches, halves
from .pace import Pace
from .sender import Sender
from .spool import Delivery, Spool

_log = logging.getLogger("sgtm")
T = TypeVar("T")

AT_ONCE = 16
"""Requests under way to one destination."""
HOLD = 300.0
"""Seconds a destination rests after it refused our credential."""
MARK_AGAIN = 5.0
"""Seconds before a mark that could not be written is tried again."""
KEPT_FOR = 14 * 86_400.0
"""Seconds a row stays after its end."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What came of one attempt. `final` says that it is not tried again."""

    delivery: Delivery
    reply: Reply
    verdict: Verdict
    final: bool


class Worker:
    """Delivers at least once: a request counts as sent only when its mark is on disk."""

    def __init__(
        self,
        folder: Path,
        container: Container,
        sender: Sender,
        *,
        marked: Callable[[Mark], None] = lambda mark: None,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._folder = folder
        self._marked, self._clock, self._chance = marked, clock, chance
        self.use(container, sender)
        self._spools: dict[Path, Spool] = {}
        self._busy: Counter[str] = Counter()
        self._under_way: set[str] = set()
        self._held: dict[str, float] = {}
        self._paces: dict[tuple[str, int], Pace] = {}
        self._healthy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._cleaned = 0.0
        self._woken = asyncio.Event()
        self._stopping = False

    def use(self, container: Container, sender: Sender) -> None:
        """Go by these rules from now on."""
        self._container, self._sender = container, sender
        kinds = {tag.type_name: tag.configured.kind for tag in container.tags}
        self._verdicts = {name: kind.verdict for name, kind in kinds.items()}
        self._joins = {name: kind.join for name, kind in kinds.items()}
        self._at_most = {name: kind.join_at_most for name, kind in kinds.items() if kind.join_at_most > 1}
        self._resent = {name: kind.resent_at_most for name, kind in kinds.items() if kind.resent_at_most is not None}
        self._limits = {name: most for name, kind in kinds.items() if (most := kind.requests_per_second)}

    def wake(self) -> None:
        """There may be something due."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until told to stop, then finish what is under way."""
        stopping = asyncio.ensure_future(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        while not stop.is_set():
            self._woken.clear()
            self.start_due()
            try:
                await asyncio.wait_for(self._woken.wait(), timeout=min(self._container.linger or 1.0, 1.0))
            except TimeoutError:
                self._clean()
        self._stopping = True
        await self.drain()

    async def drain(self) -> None:
        """Finish what is under way, and close the files."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        for spool in self._spools.values():
            spool.close()

    def start_due(self) -> int:
        """Start every delivery that is due and whose destination has room; returns how many."""
        started = 0
        now = self._clock()
        barred, limit = self._barred(now), max(100, *self._at_most.values(), 0) + len(self._under_way)
        due = [[(spool, each) for each in spool.due(now, without=barred, limit=limit)] for spool in self._open_spools()]
        # The spools take turns: one with a long backlog must not hold up the others.
        waiting = [each for turn in zip_longest(*due) for each in turn if each and each[1].id not in self._under_way]
        for batch in batches(waiting, self._at_most):
            if self._busy[batch[0][1].destination] < AT_ONCE and not self._lingers(batch, now):
                self._start(batch)
                started += len(batch)
        return started

    def _open_spools(self) -> list[Spool]:
        for path in sorted(self._folder.glob("spool-*.sqlite3")):
            if path in self._spools and not self._spools[path].is_in_place():
                self._spools.pop(path).close()
            if path not in self._spools:
                self._spools[path] = Spool(path, durable=False)
        return list(self._spools.values())

    def _barred(self, now: float) -> set[str]:
        self._held = {name: until for name, until in self._held.items() if until > now}
        return {name for name, many in self._busy.items() if many >= AT_ONCE} | set(self._held)

    def _lingers(self, batch: Batch, now: float) -> bool:
        """Whether these may still be joined by others. What was tried before has waited long enough."""
        first = batch[0][1]
        most = self._at_most.get(first.type_name, 1) if first.request.group else 1
        is_new = all(not delivery.attempts for _, delivery in batch)
        return len(batch) < most and is_new and now - first.kept_at < self._container.linger

    def _start(self, batch: Batch) -> None:
        self._under_way.update(delivery.id for _, delivery in batch)
        self._busy[batch[0][1].destination] += 1
        task = asyncio.ensure_future(self._deliver(batch))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, batch: Batch) -> None:
        try:
            old = [each for each in batch if self._is_too_old(each[1])]
            marks = [*await self._given_up(old), *await self._send([each for each in batch if each not in old])]
        finally:
            self._under_way.difference_update(delivery.id for _, delivery in batch)
            self._busy[batch[0][1].destination] -= 1
            self.wake()
        for mark in marks:
            self._marked(mark)

    def _is_too_old(self, delivery: Delivery) -> bool:
        """Whether it was sent before, so long ago that the vendor would count it a second time."""
        most = self._resent.get(delivery.type_name)
        return most is not None and delivery.attempts > 0 and self._clock() - delivery.kept_at > most

    async def _given_up(self, old: Batch) -> list[Mark]:
        marks = []
        for spool, delivery in old:
            hours = self._resent[delivery.type_name] / 3600
            why = f"given up, not sent again: after {hours:g} hours it would count as another one"
            reply = await self._on_disk(lambda: spool.give_up(delivery.id, why, self._clock()))  # noqa: B023 - run at once
            if reply is not None:
                marks.append(Mark(delivery, reply, Verdict("again", why), True))
        return marks

    async def _send(self, batch: Batch) -> list[Mark]:
        """Send these together and mark each; where the vendor refuses one of them, its two halves on their own."""
        if not batch:
            return []
        request = self._joined(batch)
        if request is None:
            return [mark for each in batch for mark in await self._send([each])]
        await self._turn(batch[0][1])
        reply = await self._sender.send(request)
        verdicts = self._judged(batch, reply)
        if len(batch) > 1 and any(verdict.outcome == "split" for verdict in verdicts):
            return await self._send_halves(batch)
        return await self._marks(batch, reply, verdicts)

    async def _send_halves(self, batch: Batch) -> list[Mark]:
        """Where the first half puts the destination on hold, the second one waits with it."""
        first, second = halves(batch)
        marks = await self._send(first)
        held = next((mark for mark in marks if mark.verdict.outcome == "hold"), None)
        if held is None:
            return [*marks, *await self._send(second)]
        return [*marks, *await self._marks(second, held.reply, (held.verdict,) * len(second))]

    async def _marks(self, batch: Batch, reply: Reply, verdicts: tuple[Verdict, ...]) -> list[Mark]:
        marks = []
        for (spool, delivery), verdict in zip(batch, verdicts, strict=True):
            final = await self._on_disk(lambda: self._mark(spool, delivery, reply, verdict))  # noqa: B023 - run at once
            marks.append(Mark(delivery, reply, verdict, bool(final)))
        return marks

    async def _turn(self, delivery: Delivery) -> None:
        """Wait until the destination may be sent to again, where its vendor takes only so many requests a second."""
        if most := self._limits.get(delivery.type_name):
            pace = self._paces.setdefault((delivery.destination, most), Pace(most))
            await asyncio.sleep(pace.wait(asyncio.get_running_loop().time()))

    def _joined(self, batch: Batch) -> OutgoingRequest | None:
        """One request for all of them, or nothing where their type cannot make it."""
        requests = tuple(delivery.request for _, delivery in batch)
        if len(requests) == 1:
            return requests[0]
        try:
            return self._joins[batch[0][1].type_name](requests)
        except Exception as error:  # noqa: BLE001 - a type is anybody's code; its requests go one by one
            _log.error("type %s could not join requests: %r", batch[0][1].type_name, error)
            return None

    def _judged(self, batch: Batch, reply: Reply) -> tuple[Verdict, ...]:
        """What the reply means: the tag type knows; where it fails or is gone, the HTTP status decides."""
        requests, kind = tuple(delivery.request for _, delivery in batch), batch[0][1].type_name
        if reply.status == 0:
            return _by_status(reply, requests)
        try:
            verdicts = self._verdicts.get(kind, _by_status)(reply, requests)
            if len(verdicts) != len(requests):
                raise ValueError(f"{len(verdicts)} verdicts on {len(requests)} requests")  # noqa: TRY301 - a fault of the type's
        except Exception as error:  # noqa: BLE001 - a type is anybody's code; its request must not be lost with it
            return (Verdict("again", f"type {kind} could not read the answer: {error!r}"),) * len(requests)
        if len(requests) == 1 and verdicts[0].outcome == "split":
            return (Verdict("refused", verdicts[0].why),)
        return tuple(verdicts)

    async def _on_disk(self, write: Callable[[], T]) -> T | None:
        """Mark it, however long the disk is full: until then it stays under way, or it would be sent again and again."""
        while True:
            try:
                return write()
            except sqlite3.Error as error:
                _log.error("a delivery cannot be marked, and waits: %s", error)
                await asyncio.sleep(MARK_AGAIN)
                if self._stopping:
                    return None

    def _mark(self, spool: Spool, delivery: Delivery, reply: Reply, verdict: Verdict) -> bool:
        now = self._clock()
        self._learn(delivery.destination, verdict, now)
        if verdict.outcome in ("accepted", "refused"):
            spool.end(delivery.id, verdict.outcome, reply, verdict.why, now)
            return True
        if now - delivery.kept_at > self._container.give_up_after:
            spool.end(delivery.id, "given up", reply, verdict.why, now)
            return True
        if verdict.outcome == "hold":
            self._held[delivery.destination] = now + HOLD
            due = now + HOLD
        else:
            due = now + delay(delivery.attempts, self._chance())
        spool.postpone(delivery.id, due, reply, verdict.why, now)
        return False

    def _learn(self, destination: str, verdict: Verdict, now: float) -> None:
        """A destination that accepts again, or for the first time since the start, gets at once what waits for it."""
        if verdict.outcome != "accepted":
            self._healthy.discard(destination)
        elif destination not in self._healthy:
            self._healthy.add(destination)
            for spool in self._spools.values():
                spool.release(destination, now)

    def retry(self, delivery: str) -> bool:
        """Send it now, whatever became of it or its destination before.

        False where it is not here, accepted, under way, or was sent so long ago that it would count as another one.
        """
        if delivery in self._under_way:
            return False
        there = [
            spool for spool in self._open_spools() if (kept := spool.delivery(delivery)) and not self._is_too_old(kept)
        ]
        destinations = [spool.retry(delivery, self._clock()) for spool in there]
        found = [destination for destination in destinations if destination is not None]
        for destination in found:
            self._held.pop(destination, None)
            self.wake()
        return bool(found)

    def drop(self, delivery: str) -> bool:
        """Never send it; False where it is not here, does not wait, or is under way."""
        return delivery not in self._under_way and any(
            spool.drop(delivery, self._clock()) for spool in self._open_spools()
        )

    def waiting(self) -> int:
        """How many requests wait in all spools."""
        return sum(spool.counts().get("waiting", 0) for spool in self._open_spools())

    def _clean(self) -> None:
        """Once an hour, delete what ended two weeks ago."""
        now = self._clock()
        if now - self._cleaned > 3600:
            self._cleaned = now
            for spool in self._spools.values():
                spool.clean(now - KEPT_FOR)


def _by_status(reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
    return (Verdict.by_status(reply),) * len(requests)
