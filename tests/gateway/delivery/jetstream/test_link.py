"""The connection to a broker: real servers, set up well and badly."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.broker import Broker
from gateway.delivery import BrokerError, Link, try_out
from gateway.errors import GatewayError
from tests.brokers import Server, broker_of, needs_nats, server

pytestmark = needs_nats


@pytest.fixture(scope="module")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("nats")) as running:
        yield running


def test_a_server_that_syncs_every_two_minutes_is_refused(tmp_path: Path) -> None:
    with server(tmp_path, syncs=False) as running:
        with pytest.raises(GatewayError, match=r'Write "sync_interval: always" in the jetstream section'):
            asyncio.run(try_out(broker_of([running]), "full", cap=-1))

        asyncio.run(try_out(broker_of([running]), "normal", cap=-1))


def test_a_server_that_does_not_tell_is_refused(nats: Server) -> None:
    silent = Broker.of([f"nats://127.0.0.1:{nats.port}"], ["http://127.0.0.1:9"])

    with pytest.raises(GatewayError, match=r"Switch on its monitoring \(http_port: 8222\)"):
        asyncio.run(try_out(silent, "full", cap=-1))


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(GatewayError, match=r"the queue nats://127.0.0.1:9 cannot be reached: \w+"):
        asyncio.run(try_out(Broker.of(["nats://user:secret@127.0.0.1:9"]), "normal", cap=-1))


def test_one_server_alone_is_said(nats: Server, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "sgtm"):
        asyncio.run(try_out(broker_of([nats]), "full", cap=-1))

    assert "on one NATS server alone" in caplog.text


def test_what_is_published_twice_is_there_once_and_can_be_cleared(nats: Server) -> None:
    async def story() -> list[int]:
        link = await Link.to(broker_of([nats], "twice"))
        for _ in range(2):
            await link.publish(f"{link.dead}.a", b"x", "one")
        many = [(await link.js.stream_info(link.dead)).state.messages]
        await link.clear(link.dead, f"{link.dead}.a")
        many.append((await link.js.stream_info(link.dead)).state.messages)
        await link.close()
        return many

    assert asyncio.run(story()) == [1, 0]


def test_a_full_queue_is_told_as_full(nats: Server) -> None:
    async def story() -> BrokerError:
        link = await Link.to(broker_of([nats], "full"), cap=1000)
        try:
            for number in range(10):
                await link.publish(f"{link.out}.a", b"x" * 300, f"{number}")
        except BrokerError as error:
            return error
        finally:
            await link.close()
        raise AssertionError("it was never full")

    assert asyncio.run(story()).is_full


def test_a_cap_that_was_changed_is_taken_over(nats: Server) -> None:
    async def story() -> int:
        await (await Link.to(broker_of([nats], "cap"), cap=1000)).close()
        link = await Link.to(broker_of([nats], "cap"), cap=2000)
        found = (await link.js.stream_info(link.out)).config.max_bytes or 0
        await link.close()
        return found

    assert asyncio.run(story()) == 2000


def test_what_is_too_large_for_the_server_is_told(nats: Server) -> None:
    async def story() -> None:
        link = await Link.to(broker_of([nats], "large"))
        try:
            await link.publish(link.hits, b"x" * 2_000_000, "a")
        finally:
            await link.close()

    with pytest.raises(BrokerError, match="takes no message of 2000000 bytes: raise its max_payload"):
        asyncio.run(story())


def test_while_it_is_away_it_is_tried_again(tmp_path: Path) -> None:
    async def story(running: Server) -> None:
        link = await Link.to(broker_of([running]))
        running.kill()
        publishing = asyncio.ensure_future(link.publish(link.hits, b"x", "a"))
        await asyncio.sleep(0.5)
        running.start()
        await publishing
        assert link.is_up
        await link.close()

    with server(tmp_path) as running:
        asyncio.run(story(running))
