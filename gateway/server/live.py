"""The live driver: keeps what a Round keeps, then answers, then asks, until nothing waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, TypeAlias

from ..container import Container
from ..delivery import Room
from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from ..pipeline import Done, Keep, Round, Rounds, Trip
from ..trace import Answer, Trace

Commit: TypeAlias = Callable[[Keep], Awaitable[None]]
Send: TypeAlias = Callable[[OutgoingRequest], Coroutine[Any, Any, Reply]]

_NOTHING: frozenset[str] = frozenset()
ANSWER_WITHIN = 5.0
"""Seconds the answer waits for tags that ask, as the real container's does."""


class Live:
    """Drives trips. `send` answers an Ask; `traced` gets every trip that ended."""

    def __init__(
        self,
        container: Container,
        commit: Commit,
        send: Send,
        *,
        traced: Callable[[Trace], None] | None = None,
        answer_within: float = ANSWER_WITHIN,
        room: Room | None = None,
    ) -> None:
        """`room` names the events that are shed while it runs short."""
        self._in_force = (container, send)
        self._commit, self._traced, self._answer_within = commit, traced, answer_within
        self._room = room
        self._trips: set[asyncio.Task[None]] = set()

    @property
    def container(self) -> Container:
        """The container in force."""
        return self._in_force[0]

    def swap(self, container: Container, send: Send) -> None:
        """Put other rules in force, in one step: a trip that has begun ends by those it began with."""
        self._in_force = (container, send)

    async def answer(self, hit: Hit) -> Answer:
        """Take a hit as far as its answer; what its tags still wait for goes on behind it.

        Raises what `commit` raises: then nothing was promised, and the browser must be told so.
        """
        container, send = self._in_force
        trip = Trip(container, hit, shed=_NOTHING if self._room is None else self._room.sheds())
        rounds = trip.rounds()
        first = next(rounds)
        if trip.shed and self._room is not None:
            self._room.count(trip.shed)
        if first.asks or first.answer is None:
            return await self._long_trip(trip, rounds, first, send)
        if first.keep is not None:
            await self._commit(first.keep)
        self._end(rounds)
        return first.answer

    def refused(self, hit: Hit, status: int, why: str) -> None:
        """A hit that no client was asked about: it is traced, and that is all."""
        if self._traced is not None:
            self._traced(Trace(self.container, hit, log=[why], answer=Answer(status)))

    async def resume(self, hit: Hit, done: Done) -> None:
        """Do again what a crash cut off: the runs that were done are not done again."""
        container, send = self._in_force
        trip = Trip(container, hit, done)
        rounds = trip.rounds()
        first = next(rounds)
        if first.keep is None:
            # No client claims it under today's rules; the deliveries it already has stay.
            await self._commit(Keep(hit.id, container.version, None, (), closed=True))
            self._end(rounds)
            return
        await self._long_trip(trip, rounds, first, send)

    async def drain(self) -> None:
        """Wait for the trips that go on behind their answers."""
        while self._trips:
            await asyncio.wait(self._trips)

    async def _long_trip(self, trip: Trip, rounds: Rounds, first: Round, send: Send) -> Answer:
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        task = asyncio.ensure_future(self._drive(trip, rounds, first, send, answered))
        self._trips.add(task)
        task.add_done_callback(self._trips.discard)
        return await asyncio.shield(answered)

    async def _drive(
        self, trip: Trip, rounds: Rounds, first: Round, send: Send, answered: asyncio.Future[Answer]
    ) -> None:
        due = asyncio.get_running_loop().time() + self._answer_within
        under_way: dict[asyncio.Future[Reply], int] = {}
        out = first
        try:
            while True:
                await self._keep_and_answer(out, answered)
                for number, request in out.asks.items():
                    under_way[asyncio.ensure_future(send(request))] = number
                if not under_way:
                    break
                replies = await _arrived(under_way, None if answered.done() else due)
                if not replies:
                    trip.hurry()
                out = rounds.send(replies)
        except Exception as error:
            for task in under_way:
                task.cancel()
            if answered.done():
                raise
            answered.set_exception(error)
            return
        self._end(rounds)

    async def _keep_and_answer(self, out: Round, answered: asyncio.Future[Answer]) -> None:
        """Keep, then answer, then the caller asks: in this order, or a crash could lose what the browser was promised."""
        if out.keep is not None:
            await self._commit(out.keep)
        if out.answer is not None and not answered.done():
            answered.set_result(out.answer)

    def _end(self, rounds: Rounds) -> None:
        try:
            rounds.send({})
        except StopIteration as end:
            if self._traced is not None:
                self._traced(end.value)


async def _arrived(under_way: dict[asyncio.Future[Reply], int], due: float | None) -> Mapping[int, Reply]:
    """The replies that have come; none where the answer is due before the first of them."""
    left = None if due is None else max(0.0, due - asyncio.get_running_loop().time())
    done, _ = await asyncio.wait(under_way, timeout=left, return_when=asyncio.FIRST_COMPLETED)
    return {under_way.pop(task): task.result() for task in done}
