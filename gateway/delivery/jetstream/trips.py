"""Trips that a gateway has left behind: another one goes on with them, once nobody has been heard of for a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ...hit import Hit
from ...pipeline import Done
from ..seal import DamagedRowError
from .ending import ended
from .link import Link
from .outbox import JetStreamOutbox
from .parcels import trip_in

if TYPE_CHECKING:
    from nats.aio.msg import Msg

LEFT_AFTER = 120.0
"""Seconds without word of a trip after which its gateway is thought to be gone. Each round of a trip is word of it."""
_AT_ONCE, _PATIENCE, _ACK_WAIT = 16, 3.0, 120.0
_LOOK = 1.0

_log = logging.getLogger("sgtm")


class Trips:
    """Looks for trips that were left behind, and has them driven to their end."""

    def __init__(
        self,
        link: Link,
        outbox: JetStreamOutbox,
        resume: Callable[[Hit, Done], Awaitable[None]],
        *,
        left_after: float = LEFT_AFTER,
    ) -> None:
        self._link, self._outbox, self._resume, self._left_after = link, outbox, resume, left_after
        self._running = asyncio.ensure_future(self._run())

    async def stop(self) -> None:
        """Look no more."""
        await ended([self._running])

    async def _run(self) -> None:
        from nats.js.api import AckPolicy, ConsumerConfig  # optional: the extra `nats`

        config = ConsumerConfig(
            durable_name="trips", ack_policy=AckPolicy.EXPLICIT, ack_wait=_ACK_WAIT, max_ack_pending=-1, max_deliver=-1
        )
        while True:
            try:
                await self._link.js.add_consumer(self._link.trips, config)
                source = await self._link.js.pull_subscribe_bind("trips", self._link.trips)
                while True:
                    try:
                        messages = await source.fetch(_AT_ONCE, timeout=_PATIENCE)
                    except TimeoutError:
                        continue
                    for msg in messages:
                        await self._take(msg)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - the broker is away, or elects: it is asked again
                _log.debug("%s: %s", self._link.trips, error)
                await asyncio.sleep(_LOOK)

    async def _take(self, msg: Msg) -> None:
        """One whose gateway may still be at it comes again later; its end, or a newer word of it, takes this one away."""
        if (msg.metadata.num_delivered or 1) == 1:  # by the broker's clock alone: those of machines differ
            await msg.nak(delay=self._left_after)
            return
        try:
            trip = trip_in(msg.data)
            hit = trip.hit.unsealed()
        except DamagedRowError as error:
            _log.error("%s: a trip is damaged and cannot go on: %s", self._link.trips, error)
            await msg.term()
            return
        self._outbox.resume(trip)
        await self._resume(hit, trip.done())
        await msg.ack()
