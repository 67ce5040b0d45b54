"""Trips that a gateway has left behind."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from gateway.delivery import JetStreamOutbox, Link, Trips
from gateway.hit import Hit
from gateway.pipeline import Done, Keep, Row
from tests.brokers import broker_of, needs_nats, server

pytestmark = needs_nats
HIT = Hit("GET", "/g/collect", "en=purchase", (), b"", "203.0.113.7", id="h1", at=1, seed=2)
LEFT_AFTER = 1.0


def test_another_gateway_goes_on_with_it_but_not_before_its_own_is_gone(tmp_path: Path) -> None:
    async def story() -> list[tuple[str, Done, float]]:
        link = await Link.to(broker_of([running]))
        outbox = JetStreamOutbox(link)
        rows = (Row(0, "A", "A", "t", "run"), Row(0, "B", "B", "t", "done"))
        await outbox.commit(Keep("h1", "v", HIT, rows, closed=False))
        begun, found = time.monotonic(), []

        other = JetStreamOutbox(link)

        async def resume(hit: Hit, done: Done) -> None:
            found.append((hit.id, done, time.monotonic() - begun))
            await other.commit(Keep(hit.id, "v", None, (), closed=True))

        trips = Trips(link, other, resume, left_after=LEFT_AFTER)
        while (await link.js.stream_info(link.trips)).state.messages:
            await asyncio.sleep(0.05)
        await trips.stop()
        for each in (outbox, other):
            await each.close()
        await link.close()
        return found

    with server(tmp_path) as running:
        ((name, done, after),) = asyncio.run(story())

    assert (name, done) == ("h1", {(0, "B"): "done"})
    assert after >= LEFT_AFTER


def test_one_that_ended_is_nobodys(tmp_path: Path) -> None:
    async def story() -> list[str]:
        link = await Link.to(broker_of([running]))
        outbox = JetStreamOutbox(link)
        found: list[str] = []

        async def resume(hit: Hit, done: Done) -> None:
            found.append(hit.id)

        trips = Trips(link, outbox, resume, left_after=0.3)
        await outbox.commit(Keep("h1", "v", HIT, (Row(0, "A", "A", "t", "run"),), closed=False))
        await outbox.commit(Keep("h1", "v", None, (Row(0, "A", "A", "t", "done"),), closed=True))
        await asyncio.sleep(2.0)
        await trips.stop()
        await outbox.close()
        await link.close()
        return found

    with server(tmp_path) as running:
        assert asyncio.run(story()) == []
