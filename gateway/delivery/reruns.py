"""Sends requests to vendors, and makes the runs of tags again that the queue keeps: what comes of one is its reply."""

from __future__ import annotations

import asyncio

from ..container import Container
from ..outgoing import OutgoingRequest, Reply
from ..pipeline import Rounds, Trip
from ..rerun import AllBut, is_rerun, wanted
from ..trace import TagRun
from .courier import Sends


class Reruns:
    """A sender by the rules of one container."""

    def __init__(self, sender: Sends, container: Container) -> None:
        self._sender, self._container = sender, container

    async def send(self, request: OutgoingRequest) -> Reply:
        """The reply, whatever it says; status 0 where none came, or where the run failed again."""
        if not is_rerun(request):
            return await self._sender.send(request)
        try:
            hit, event, run = wanted(request)
        except ValueError as error:
            return Reply(0, error=str(error), unsendable=True)
        trip = Trip(self._container, hit, AllBut(event, run))
        try:
            async with asyncio.timeout(request.timeout):
                await self._drive(trip.rounds())
        except TimeoutError:
            return Reply(0, error=f"the run did not end within {request.timeout:g} s")
        events = trip.trace.events[event : event + 1]
        made = next((each for found in events for each in found.runs if each.id == run), None)
        if made is None:
            return Reply(0, error="by today's rules it does not fire", unsendable=True)
        return await self._outcome(made)

    async def _drive(self, rounds: Rounds) -> None:
        """To its end. The browser has its answer, and what is kept is kept."""
        out = next(rounds)
        try:
            while True:
                numbers, requests = list(out.asks), list(out.asks.values())
                replies = await asyncio.gather(*map(self._sender.send, requests))
                out = rounds.send(dict(zip(numbers, replies, strict=True)))
        except StopIteration:
            return

    async def _outcome(self, made: TagRun) -> Reply:
        """What it queued is sent at once: this run is the queue's already."""
        for sent in made.sent:
            reply = await self._sender.send(sent.request)
            if not 200 <= reply.status < 300:
                return reply
        return Reply(0, error=made.why) if made.outcome == "failed" else Reply(200)
