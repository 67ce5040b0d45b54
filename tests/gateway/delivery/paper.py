"""A delivery on paper: a worker over a real spool in virtual time, and vendors that are functions of the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway import OutgoingRequest, Reply, TagType
from gateway.container import Configured, Container, TagEntry
from gateway.delivery import Mark, Spool, Spools, Standing, Standings, Worker
from gateway.delivery.clocks import Clocks
from gateway.pipeline import Keep, Row
from tests.virtual_time import run_in_virtual_time

EPOCH = 1_772_366_400.0
OK = Reply(200, b'{"code": 0, "message": "OK"}')
Vendors = Callable[[float, OutgoingRequest], Reply]
"""From the seconds that have passed and a request to the reply."""


class PaperVendor:
    """Answers after `takes` seconds; remembers when each request came, by the host it came to."""

    def __init__(self, reply: Vendors, takes: float) -> None:
        self._reply, self._takes = reply, takes
        self.calls: list[tuple[float, str]] = []
        self.now = self.most = 0

    async def send(self, request: OutgoingRequest) -> Reply:
        loop = asyncio.get_running_loop()
        at = loop.time()
        self.calls.append((at, request.destination))
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self._takes)
        self.now -= 1
        return self._reply(at, request)

    def times(self, host: str = "a.example") -> list[float]:
        """When requests came to a host."""
        return [at for at, name in self.calls if name == host]


class Paper:
    """What a test has in its hands: the worker runs, the test keeps requests and waits."""

    def __init__(self, folder: Path, reply: Vendors, *, takes: float = 0.05, kind: type[TagType] = TagType) -> None:
        loop = asyncio.get_running_loop()
        self.folder, self.wall_is_ahead = folder, EPOCH
        self.vendor = PaperVendor(reply, takes)
        self.marks: list[tuple[float, Mark]] = []
        self.told: list[Standing] = []
        self.spool = Spool(folder / "spool-0.sqlite3", durable=False)
        self.container = Container(tags=(TagEntry("T", Configured(kind, "T", {}), type_name="t"),))
        self.clocks = Clocks(lambda: self.wall_is_ahead + loop.time(), loop.time, lambda: 0.5)
        self.start()

    def start(self) -> None:
        """Start a worker, as after a restart."""
        self.stopped = asyncio.Event()
        self.worker = Worker(
            *(Spools(self.folder), self.container, self.vendor),
            kept=Standings(self.folder),
            marked=lambda mark: self.marks.append((self.clocks.steady(), mark)),
            told=self.told.append,
            clocks=self.clocks,
        )
        self._running = asyncio.ensure_future(self.worker.run(self.stopped))

    async def stop(self) -> None:
        """Stop it in order."""
        self.stopped.set()
        await self._running

    async def kill(self) -> None:
        """Stop it in the middle of whatever it does, without a word."""
        for task in (self._running, *self.worker._tasks):
            task.cancel()
        await asyncio.gather(self._running, *self.worker._tasks, return_exceptions=True)

    def keep(self, *names: str, host: str = "a.example", group: str = "") -> None:
        """Keep a request of each name, and wake the worker."""
        named = tuple((name, OutgoingRequest(f"https://{host}/", body=name.encode(), group=group)) for name in names)
        self.spool.keep([Keep("hit", "v1", None, (Row(0, "T", "T", "t", "done", named),), True)], self.clocks.wall())
        self.worker.wake()

    def state(self, host: str = "a.example") -> str:
        """How a destination stands."""
        return next((each.state for each in self.worker.standings() if each.destination == host), "unknown")

    async def until(self, holds: Callable[[], Any], *, most: float = 86_400.0) -> None:
        """Wait until something is true, in steps of a tenth of a virtual second."""
        end = self.clocks.steady() + most
        while not holds():
            assert self.clocks.steady() < end, "it did not come about"
            await asyncio.sleep(0.1)


def play(folder: Path, reply: Vendors, scenario: Callable[[Paper], Any], **more: Any) -> Paper:
    """Run a scenario in virtual time, and stop the worker in order."""

    async def go() -> Paper:
        paper = Paper(folder, reply, **more)
        await scenario(paper)
        if not paper.stopped.is_set():
            await paper.stop()
        return paper

    return run_in_virtual_time(go())
