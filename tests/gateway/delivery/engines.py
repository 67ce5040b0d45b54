"""The engines that carry the queue, behind one face: what a gateway keeps, what a worker has, and a worker that dies."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

from gateway.broker import Broker
from gateway.delivery import Committer, Delivery, Inbox, JetStreamOutbox, Link, Queues, Spool, Spools
from gateway.delivery.queue import Queue
from gateway.outgoing import OutgoingRequest
from gateway.pipeline import Keep, Row

PATIENCE, ACK_WAIT = 10.0, 1.0


class Engine(Protocol):
    """One queue, one gateway, and one worker at a time."""

    async def keep(self, *keeps: Keep) -> None:
        """As a gateway does before it answers."""

    async def worker(self) -> Queues:
        """What a new worker has."""

    async def end(self) -> None:
        """The worker ends in order."""

    async def die(self) -> None:
        """The worker ends without a word."""


class SpoolEngine:
    """The spools of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._committer = Committer(Spool(folder / "spool-0.sqlite3"))
        self._spools: Spools | None = None

    async def keep(self, *keeps: Keep) -> None:
        await asyncio.gather(*map(self._committer.commit, keeps))

    async def worker(self) -> Queues:
        self._spools = Spools(self._folder)
        return self._spools

    async def end(self) -> None:
        if self._spools is not None:
            self._spools.close()

    async def die(self) -> None:
        await self.end()

    async def close(self) -> None:
        await self.end()
        await self._committer.close()


class JetStreamEngine:
    """A broker; each worker has a folder of its own, as on a machine of its own."""

    def __init__(self, folder: Path, link: Link) -> None:
        self._folder, self._link, self._workers = folder, link, 0
        self._outbox = JetStreamOutbox(link)
        self._inbox: Inbox | None = None

    async def keep(self, *keeps: Keep) -> None:
        await asyncio.gather(*map(self._outbox.commit, keeps))

    async def worker(self) -> Queues:
        self._workers += 1
        folder = self._folder / f"worker-{self._workers}"
        self._inbox = Inbox(await Link.to(self._link.broker), folder, ack_wait=ACK_WAIT)
        return self._inbox

    async def end(self) -> None:
        if self._inbox is not None:
            self._inbox.close()
            await self._inbox.stop()
            self._inbox = None

    async def die(self) -> None:
        if self._inbox is not None:
            await self._inbox.die()
            self._inbox = None

    async def close(self) -> None:
        await self.end()
        await self._outbox.close()
        await self._link.close()


@contextlib.asynccontextmanager
async def engine(kind: str, folder: Path, broker: Broker | None) -> AsyncIterator[Engine]:
    """The engine of this kind."""
    made: SpoolEngine | JetStreamEngine
    if kind == "spool":
        made = SpoolEngine(folder)
    else:
        assert broker is not None
        made = JetStreamEngine(folder, await Link.to(broker))
    try:
        yield made
    finally:
        await made.close()


def keep(hit: str, *hosts: str, hits: bool = False) -> Keep:
    """A hit whose tag sends one request to each of these hosts."""
    requests = tuple(
        (f"{hit}-{number}", OutgoingRequest.post(f"https://{host}/", json={"hit": hit, "n": number}))
        for number, host in enumerate(hosts)
    )
    return Keep(hit, "v", None, (Row(0, "T", "T", "t", "done", requests),), closed=True)


async def due(queues: Queues, many: int, now: Callable[[], float] = time.time) -> list[Delivery]:
    """What is due, once there are so many; the engine may need a moment to bring them."""
    end = time.monotonic() + PATIENCE
    while True:
        found = [each for queue in queues.all() for each in queue.due(now(), limit=10_000)]
        if len(found) >= many or time.monotonic() > end:
            return found
        await asyncio.sleep(0.02)


async def is_empty(queues: Queues) -> bool:
    """Whether nothing comes, for a while."""
    await asyncio.sleep(2 * ACK_WAIT)
    return await due(queues, 0) == []


def having(queues: Queues, delivery: str) -> Queue:
    """The queue that has this delivery."""
    return next(queue for queue in queues.all() if queue.delivery(delivery) is not None)
