"""What a gateway process keeps hits in: its spools, or a broker; each with the live driver that keeps into it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from ..broker import Broker
from ..container import Container
from ..delivery import Committer, Inbox, JetStreamOutbox, Link, Ownership, Room, Sender, Trips, opened, own_spools
from ..hit import Hit
from ..pipeline import Done
from ..trace import Trace
from .live import Live
from .settings import ServeSettings

Traced: TypeAlias = Callable[[Trace], None]
Outbox: TypeAlias = Committer | JetStreamOutbox

_log = logging.getLogger("sgtm")
_resuming: set[asyncio.Task[None]] = set()


@dataclass
class Outboxes:
    """The first of them takes new hits; the others go on with what another process left behind."""

    room: Room
    lives: list[tuple[Live, Outbox]] = field(default_factory=list)
    _owned: list[Ownership] = field(default_factory=list)
    _link: Link | None = None
    _trips: Trips | None = None
    _said: Broker | None = None

    @classmethod
    async def opened(
        cls,
        settings: ServeSettings,
        number: int,
        container: Container,
        sender: Sender,
        traced: Traced | None,
        wake: socket.socket,
    ) -> Outboxes:
        """Those of a process; what a crash cut off goes on."""
        broker = settings.broker
        if broker is None:
            made = cls(Room(settings.data_dir, container, processes=settings.workers))
        else:
            made = cls(Room(settings.data_dir, container, free=_plenty))
            await made._open_broker(broker, container, sender, traced)
        made._said = broker
        for path in own_spools(settings.data_dir, number, settings.workers):
            if broker is None or path.exists():
                made._open_spool(path, container, sender, traced, wake)
        return made

    @property
    def live(self) -> Live:
        """The driver of new hits."""
        return self.lives[0][0]

    def why(self) -> str:
        """What the process is short of, or nothing."""
        outbox = self.lives[0][1]
        return (outbox.why() if isinstance(outbox, JetStreamOutbox) else "") or self.room.why()

    def use(self, container: Container, sender: Sender) -> None:
        """Go by other rules from now on. Where hits are kept is settled at the start."""
        self._said = told_of_another(container, self._said)
        self.room.use(container)
        for live, outbox in self.lives:
            outbox.make_durable(container.durability)
            live.swap(container, sender.send)

    async def close(self) -> None:
        """Write what waits, and let go."""
        if self._trips is not None:
            await self._trips.stop()
        for _, outbox in self.lives:
            await outbox.close()
        for ownership in self._owned:
            ownership.close()
        if self._link is not None:
            await self._link.close()

    async def _open_broker(self, broker: Broker, container: Container, sender: Sender, traced: Traced | None) -> None:
        self._link = await Link.once_there(broker, container.durability, cap=container.cap)
        outbox = JetStreamOutbox(self._link, self.room)
        live = Live(container, outbox.commit, sender.send, traced=traced, room=self.room)
        self.lives.append((live, outbox))
        self._trips = Trips(self._link, outbox, live.resume)

    def _open_spool(
        self, path: Path, container: Container, sender: Sender, traced: Traced | None, wake: socket.socket
    ) -> None:
        self._owned.append(Ownership(path))
        spool = opened(path, time.time())
        cut_off = spool.open_hits()
        committer = Committer(spool, _waker(wake), room=self.room if self._link is None else None)
        committer.make_durable(container.durability)
        live = Live(container, committer.commit, sender.send, traced=traced, room=self.room)
        self.lives.append((live, committer))
        _resume(live, cut_off)


async def inbox(settings: ServeSettings, container: Container) -> Inbox | None:
    """What a delivery process takes from the broker, where there is one."""
    if settings.broker is None:
        return None
    link = await Link.once_there(settings.broker, container.durability, cap=container.cap)
    return Inbox(link, settings.data_dir)


def told_of_another(container: Container, before: Broker | None) -> Broker | None:
    """Say that rules name another broker than those before; returns the one they name."""
    if container.broker != before:
        _log.warning("delivery: another queue is named now. It counts from the next start; until then the old one does")
    return container.broker


def _plenty(_: Path) -> int:
    """The broker's disk is not ours to look at: the stream has its bound."""
    return 1 << 62


def _resume(live: Live, cut_off: list[tuple[Hit, Done]]) -> None:
    """Do again what a crash cut off."""
    for hit, done in cut_off:
        task = asyncio.ensure_future(live.resume(hit, done))
        _resuming.add(task)
        task.add_done_callback(_resuming.discard)
        task.add_done_callback(_log_failure)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("a trip that a crash had cut off failed again: %s", error)


def _waker(wake: socket.socket) -> Callable[[], None]:
    def tell() -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            wake.send(b"1")

    return tell
