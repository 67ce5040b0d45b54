"""Keeps what Rounds keep on the broker: what came while a group was published is the next group."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from ...container import Durability
from ...pipeline import Keep, RunState
from ..committer import OutboxFullError, Waiting, tell
from ..room import Room
from .ending import ended
from .link import BrokerError, Link, said_of
from .parcels import KeptHit, OpenTrip, groups, id_of, in_messages, kept_hit, packed, parcels_of
from .subjects import destination_subject, trip_subject

_MOST = 512
_LOOK = 1.0
"""Seconds from one look at what waits on the broker to the next."""
_log = logging.getLogger("sgtm")


class JetStreamOutbox:
    """The outbox of a gateway process. A hit is kept once the broker has acknowledged all that belongs to it."""

    def __init__(self, link: Link, room: Room | None = None) -> None:
        self._link, self._room = link, room
        self._waiting: asyncio.Queue[Waiting | None] = asyncio.Queue()
        self._open: dict[str, OpenTrip] = {}
        self._failure = ""
        self._publishing = asyncio.ensure_future(self._publish_all())
        self._looking = asyncio.ensure_future(self._look())

    def make_durable(self, durability: Durability) -> None:
        """What the broker survives is its own setting, and was checked when it was reached."""

    async def commit(self, keep: Keep) -> None:
        """Returns once the broker has it. Raises BrokerError or OutboxFullError."""
        if keep.hit is not None and self._room is not None and self._room.is_full:
            raise OutboxFullError(self._room.why())
        if self._failure and self._waiting.qsize() > _MOST:
            raise BrokerError(self.why())
        self._check_size(keep)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((keep, done))
        await done

    def _check_size(self, keep: Keep) -> None:
        """What no message can hold must not take others with it."""
        bodies = [request.body for row in keep.rows for _, request in row.requests]
        longest = max(map(len, [*bodies, keep.hit.body if keep.hit else b""]))
        if longest > self._link.longest_body:
            raise BrokerError(f"{self._link.broker.shown} takes no body of {longest} bytes: raise its max_payload")

    def why(self) -> str:
        """What is to be said of it while the broker is away, else nothing."""
        if self._link.is_up and not self._failure:
            return ""
        return f"the queue {self._link.broker.shown} does not answer: hits are refused"

    async def close(self) -> None:
        """Publish what waits."""
        self._waiting.put_nowait(None)
        await self._publishing
        await ended([self._looking])

    async def _publish_all(self) -> None:
        while (group := await self._next_group()) is not None:
            failure: Exception | None = None
            try:
                await self._publish([keep for keep, _ in group], time.time())
            except BrokerError as error:
                failure = error
                if error.is_full and self._room is not None:
                    self._room.ran_out()
                    failure = OutboxFullError(str(error))
            except Exception as error:  # noqa: BLE001 - whatever it is, every hit of the group must hear of it
                failure = error
            self._failure = str(failure) if isinstance(failure, BrokerError) else ""
            tell(group, failure)

    async def _next_group(self) -> list[Waiting] | None:
        first = await self._waiting.get()
        if first is None:
            return None
        group = [first]
        while len(group) < _MOST and not self._waiting.empty():
            more = self._waiting.get_nowait()
            if more is None:
                self._waiting.put_nowait(None)
                break
            group.append(more)
        return [each for each in group if not each[1].cancelled()]

    async def _publish(self, keeps: list[Keep], now: float) -> None:
        """All messages of a group at once; then the trips, which say what need not be done again."""
        hits = [kept_hit(keep, now) for keep in keeps if keep.hit is not None]
        await _all([*self._of_hits(hits), *self._of_deliveries(keeps, now)])
        await _all([self._trip(keep, now) for keep in keeps if not keep.closed or keep.hit_id in self._open])

    def _of_hits(self, hits: list[KeptHit]) -> list[Coroutine[Any, Any, int | None]]:
        link = self._link
        return [link.publish(link.hits, packed(each), id_of(hit.id for hit in each)) for each in in_messages(hits)]

    def _of_deliveries(self, keeps: list[Keep], now: float) -> list[Coroutine[Any, Any, int | None]]:
        link = self._link
        return [
            link.publish(destination_subject(link.out, name), packed(group), id_of(parcel.id for parcel in group))
            for name, messages in groups(parcels_of(keeps, now)).items()
            for group in messages
        ]

    async def _trip(self, keep: Keep, now: float) -> None:
        """A trip that goes on: the latest of its messages stands, with every run that has ended. Its end takes it away."""
        subject = trip_subject(self._link.trips, keep.hit_id)
        if keep.closed:
            self._open.pop(keep.hit_id, None)
            await self._link.clear(self._link.trips, subject)
            return
        runs: dict[tuple[int, str], RunState] = {(row.event, row.key): row.state for row in keep.rows}
        if known := self._open.get(keep.hit_id):
            runs = {(event, key): state for event, key, state in known.runs} | runs
        hit = kept_hit(keep, now) if known is None else known.hit
        trip = OpenTrip(hit, tuple((*name, state) for name, state in runs.items()))
        await self._link.publish(subject, packed(trip), id_of((keep.hit_id, *(f"{run}" for run in trip.runs))))
        self._open[keep.hit_id] = trip

    def resume(self, trip: OpenTrip) -> None:
        """A trip that another process began, and that this one goes on with."""
        self._open[trip.hit.id] = trip

    async def _look(self) -> None:
        """Once a second: how much waits."""
        while self._room is not None:
            try:
                self._room.look("jetstream", await self._link.size())
                self._failure = ""
            except Exception as error:  # noqa: BLE001 - the broker is away, or elects: `why` says so, and hits are refused
                self._failure = said_of(error)
                _log.debug("the size of the queue is not known: %s", error)
            await asyncio.sleep(_LOOK)


async def _all(work: list[Coroutine[Any, Any, int | None]]) -> None:
    """All of them to their end, then the first failure."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
