"""What a gateway keeps on a broker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from gateway.container import Container
from gateway.delivery import BrokerError, JetStreamOutbox, Link, OutboxFullError, Room
from gateway.delivery.jetstream.parcels import hits_in, trip_in
from gateway.hit import Hit
from gateway.pipeline import Keep, Row
from tests.brokers import Server, broker_of, needs_nats, server
from tests.gateway.delivery.engines import keep

pytestmark = needs_nats
HIT = Hit("GET", "/g/collect", "en=purchase", (), b"", "203.0.113.7", id="h1", at=1, seed=2)


@pytest.fixture(scope="module")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("nats")) as running:
        yield running


def _play(
    nats: Server, name: str, story: Callable[[Link, JetStreamOutbox], Awaitable[None]], room: Room | None = None
) -> None:
    async def played() -> None:
        link = await Link.to(broker_of([nats], name))
        outbox = JetStreamOutbox(link, room)
        try:
            await asyncio.wait_for(story(link, outbox), 30)
        finally:
            await outbox.close()
            await link.close()

    asyncio.run(played())


async def _many(link: Link, stream: str) -> int:
    return int((await link.js.stream_info(stream)).state.messages)


def test_hits_that_come_together_share_messages(nats: Server) -> None:
    async def story(link: Link, outbox: JetStreamOutbox) -> None:
        keeps = [
            msgspec.structs.replace(keep(f"h{number}", "a.example"), hit=msgspec.structs.replace(HIT, id=f"h{number}"))
            for number in range(100)
        ]
        await asyncio.gather(*map(outbox.commit, keeps))

        assert await _many(link, link.hits) <= 2
        assert await _many(link, link.out) <= 2
        found = await link.js.get_msg(link.hits, seq=1, direct=True)
        assert hits_in(found.data or b"")[0].unsealed().query == "en=purchase"

    _play(nats, "together", story)


def test_a_trip_that_goes_on_is_kept_with_the_runs_that_ended_until_its_end(nats: Server) -> None:
    async def story(link: Link, outbox: JetStreamOutbox) -> None:
        rows = (Row(0, "A", "A", "t", "run"), Row(0, "B", "B", "t", "run"))
        await outbox.commit(Keep("h1", "v", HIT, rows, closed=False))
        await outbox.commit(Keep("h1", "v", None, (Row(0, "A", "A", "t", "done"),), closed=False))
        kept = trip_in((await link.js.get_last_msg(link.trips, f"{link.trips}.h1")).data or b"")
        assert kept.hit.unsealed() == HIT
        assert kept.done() == {(0, "A"): "done"}

        await outbox.commit(Keep("h1", "v", None, (Row(0, "B", "B", "t", "done"),), closed=True))

        assert await _many(link, link.trips) == 0

    _play(nats, "trips", story)


def test_without_room_no_hit_is_taken_but_trips_end(nats: Server, tmp_path: Path) -> None:
    room = Room(tmp_path, Container(cap=1000), free=lambda _: 1 << 40)

    async def story(link: Link, outbox: JetStreamOutbox) -> None:
        room.look("jetstream", 5000)
        with pytest.raises(OutboxFullError, match="hits are refused"):
            await outbox.commit(Keep("h1", "v", HIT, (), closed=True))
        await outbox.commit(keep("h2", "a.example"))

    _play(nats, "room", story, room)


def test_while_the_broker_is_away_no_hit_is_promised(tmp_path: Path) -> None:
    async def story(link: Link, outbox: JetStreamOutbox) -> None:
        assert outbox.why() == ""
        running.kill()
        with pytest.raises(BrokerError, match="does not keep it"):
            await outbox.commit(keep("h1", "a.example"))
        assert "does not answer: hits are refused" in outbox.why()

    with server(tmp_path) as running:
        _play(running, "away", story)
