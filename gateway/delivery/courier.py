"""Sends a batch and reads the answer: nothing here knows where deliveries wait or how they are marked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from ..outgoing import OutgoingRequest, Reply, Verdict
from .batches import Batch, halves
from .destination import Destination
from .tag_types import TagTypes


class Sends(Protocol):
    """Whoever brings a request to its vendor."""

    async def send(self, request: OutgoingRequest) -> Reply:
        """The reply, whatever it says; status 0 where none came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply, and what it means for each delivery that was sent."""

    batch: Batch
    reply: Reply
    verdicts: tuple[Verdict, ...]


class Courier:
    """Goes by the types of one container. Times are of one clock that only goes forward, in seconds."""

    def __init__(self, types: TagTypes, sender: Sends, steady: Callable[[], float]) -> None:
        self._types, self._sender, self._steady = types, sender, steady

    async def bring(self, batch: Batch, destination: Destination, age: int) -> AsyncIterator[Answer]:
        """Send these together; where the vendor refuses one of them, the two halves on their own."""
        requests = tuple(delivery.request for _, delivery in batch)
        kind = batch[0][1].type_name
        request = self._types.joined(kind, requests)
        if request is None:
            for each in batch:
                async for answer in self.bring([each], destination, age):
                    yield answer
            return
        await asyncio.sleep(destination.turn(self._types.requests_per_second(kind), self._steady()))
        reply = await self._sender.send(request)
        answer = Answer(batch, reply, self._types.judged(kind, requests, reply))
        destination.hear(reply, answer.verdicts, age)
        if len(batch) > 1 and any(verdict.outcome == "split" for verdict in answer.verdicts):
            async for part in self._bring_halves(batch, destination, age):
                yield part
            return
        yield answer

    async def _bring_halves(self, batch: Batch, destination: Destination, age: int) -> AsyncIterator[Answer]:
        """Where the first half puts the destination on hold, the second one waits with it."""
        first, second = halves(batch)
        async for answer in self.bring(first, destination, age):
            yield answer
            held = next((verdict for verdict in answer.verdicts if verdict.outcome == "hold"), None)
            if held is not None:
                yield Answer(second, answer.reply, (held,) * len(second))
                return
        async for answer in self.bring(second, destination, age):
            yield answer
