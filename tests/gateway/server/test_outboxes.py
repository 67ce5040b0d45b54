"""What a gateway process keeps hits in."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from gateway.container import Container
from gateway.delivery import Link, Sender, Spool, recent_hits
from gateway.hit import Hit
from gateway.rules import build, of_text
from gateway.server.outboxes import Outboxes, inbox
from gateway.server.settings import ServeSettings
from tests.brokers import broker_of, needs_nats, rules_of, server

HIT = Hit("GET", "/g/collect", "v=2&tid=G-1&cid=1.2&en=purchase", (), b"", "203.0.113.7", id="h1", at=1, seed=2)
RULES = "clients: {GA4: {type: ga4}}\n"


def _with(container: Container, folder: Path, story: Callable[[Outboxes], Awaitable[None]]) -> None:
    async def played() -> None:
        wake, woken = socket.socketpair()
        sender = Sender({})
        settings = ServeSettings(Path("rules.yaml"), folder, broker=container.broker)
        outboxes = await Outboxes.opened(settings, 0, container, sender, None, wake)
        try:
            await story(outboxes)
        finally:
            await outboxes.close()
            await sender.close()
            wake.close()
            woken.close()

    asyncio.run(played())


def _container(text: str = "") -> Container:
    return build(of_text(RULES + text, Path(), "RULES"))


def test_without_a_broker_hits_are_in_the_data_folder(tmp_path: Path) -> None:
    async def story(outboxes: Outboxes) -> None:
        assert (await outboxes.live.answer(HIT)).status == 200
        assert outboxes.why() == ""
        assert await inbox(ServeSettings(Path("rules.yaml"), tmp_path), _container()) is None

    _with(_container(), tmp_path, story)

    assert [hit.id for hit in recent_hits(tmp_path, 10)] == ["h1"]


@needs_nats
def test_with_one_they_are_there_and_the_spools_of_before_are_gone_on_with(tmp_path: Path) -> None:
    with server(tmp_path / "nats") as running:
        container = _container(rules_of([running]))
        Spool(tmp_path / "spool-0.sqlite3").close()

        async def story(outboxes: Outboxes) -> None:
            assert (await outboxes.live.answer(HIT)).status == 200
            assert len(outboxes.lives) == 2
            link = await Link.to(broker_of([running]))
            assert (await link.js.stream_info(link.hits)).state.messages == 1
            await link.close()

        _with(container, tmp_path, story)

    assert recent_hits(tmp_path, 10) == []


@needs_nats
def test_while_the_broker_is_away_the_process_is_not_ready(tmp_path: Path) -> None:
    with server(tmp_path / "nats") as running:

        async def story(outboxes: Outboxes) -> None:
            running.kill()
            end = time.monotonic() + 10
            while not outboxes.why() and time.monotonic() < end:
                await asyncio.sleep(0.05)
            assert "does not answer: hits are refused" in outboxes.why()

        _with(_container(rules_of([running])), tmp_path, story)
