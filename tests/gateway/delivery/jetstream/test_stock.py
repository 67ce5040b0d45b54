"""What `sgtm queue` sees and changes on a broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from gateway import Reply
from gateway.broker import Broker
from gateway.delivery import Inbox, JetStreamOutbox, Link, Person, counts, hands_on, kept_deliveries, unfinished
from gateway.hit import Hit
from gateway.pipeline import Keep
from tests.brokers import Server, broker_of, needs_nats, server
from tests.gateway.delivery.engines import due, having, keep

pytestmark = needs_nats
HIT = Hit("GET", "/g/collect", "en=purchase&cid=1.2", (), b"", "203.0.113.7", at=1, seed=2)


@pytest.fixture(scope="module")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest.fixture
def broker(nats: Server, tmp_path: Path) -> Broker:
    """A queue with one dead letter (h0-0) and three that wait, the last of another person."""
    broker = broker_of([nats], tmp_path.name[-40:])
    asyncio.run(_filled(broker, tmp_path))
    return broker


async def _filled(broker: Broker, folder: Path) -> None:
    link = await Link.to(broker)
    outbox = JetStreamOutbox(link)
    await outbox.commit(_keep("h0", "1.2"))
    worker = Inbox(await Link.to(broker), folder)
    await due(worker, 1)
    having(worker, "h0-0").end("h0-0", "refused", Reply(400, b"no"), "wrong", time.time())
    while not (await link.js.stream_info(link.dead)).state.messages:
        await asyncio.sleep(0.02)
    worker.close()
    await worker.stop()
    await asyncio.gather(
        *(outbox.commit(_keep(name, cid)) for name, cid in (("h1", "1.2"), ("h2", "1.2"), ("h3", "9.9")))
    )
    await outbox.close()
    await link.close()


def _keep(name: str, cid: str) -> Keep:
    hit = msgspec.structs.replace(HIT, id=name, query=f"en=purchase&cid={cid}")
    return msgspec.structs.replace(keep(name, "a.example"), hit=hit)


def _seen(broker: Broker) -> dict[str, str]:
    with hands_on(broker) as hands:
        return {kept.id: kept.state for kept in unfinished(hands.folder, 100)}


def test_all_that_waits_and_all_that_is_dead_is_seen(broker: Broker) -> None:
    with hands_on(broker) as hands:
        assert counts(hands.folder) == {"waiting": 3, "refused": 1}
        dead = kept_deliveries(hands.folder, ["h0-0"])["h0-0"]

    assert (dead.state, dead.tries, dead.request.json, dead.rules) == ("refused", 1, {"hit": "h0", "n": 0}, "v")
    assert [(attempt.reply.status, attempt.why) for attempt in dead.attempts] == [(400, "wrong")]


def test_a_dead_letter_is_sent_again_and_what_waits_is_under_way_anyway(broker: Broker) -> None:
    with hands_on(broker) as hands:
        kept = kept_deliveries(hands.folder, ["h0-0", "h1-0"])
        assert hands.retry(kept["h0-0"])
        assert not hands.retry(kept["h1-0"])

    assert _seen(broker) == dict.fromkeys(("h0-0", "h1-0", "h2-0", "h3-0"), "waiting")


def test_one_of_a_message_is_dropped_and_the_others_stay(broker: Broker) -> None:
    with hands_on(broker) as hands:
        kept = kept_deliveries(hands.folder, ["h0-0", "h2-0"])
        assert hands.drop(kept["h2-0"])
        assert not hands.drop(kept["h0-0"])

    assert _seen(broker) == {"h0-0": "refused", "h1-0": "waiting", "h3-0": "waiting"}


def test_its_hit_is_found(broker: Broker) -> None:
    with hands_on(broker) as hands:
        hit = hands.hit(kept_deliveries(hands.folder, ["h0-0"])["h0-0"])

    assert hit is not None
    assert (hit.id, hit.query) == ("h0", "en=purchase&cid=1.2")


def test_a_person_is_erased_wherever_they_are(broker: Broker) -> None:
    with hands_on(broker) as hands:
        gone = hands.forget(Person(client_ids=frozenset({"1.2"})))
    assert (gone.hits, gone.deliveries) == (3, 3)

    with hands_on(broker) as hands:
        assert [kept.id for kept in unfinished(hands.folder, 100)] == ["h3-0"]
        assert hands.hit(kept_deliveries(hands.folder, ["h3-0"])["h3-0"]) is not None


def test_two_of_a_message_are_dropped(broker: Broker) -> None:
    with hands_on(broker) as hands:
        kept = kept_deliveries(hands.folder, ["h1-0", "h2-0"])
        assert [hands.drop(each) for each in kept.values()] == [True, True]

    assert _seen(broker) == {"h0-0": "refused", "h3-0": "waiting"}


def test_a_look_changes_no_stream(nats: Server) -> None:
    async def cap(broker: Broker) -> int:
        link = await Link.to(broker, cap=None)
        found = (await link.js.stream_info(link.out)).config.max_bytes or 0
        await link.close()
        return found

    async def made(broker: Broker) -> None:
        await (await Link.to(broker, cap=1_000_000)).close()

    broker = broker_of([nats], "looked-at")
    asyncio.run(made(broker))
    with hands_on(broker):
        pass

    assert asyncio.run(cap(broker)) == 1_000_000
