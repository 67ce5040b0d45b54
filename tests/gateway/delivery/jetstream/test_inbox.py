"""What a worker takes from the broker, beyond what every queue promises (test_contract.py)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from gateway import Reply
from gateway.delivery import Inbox, JetStreamOutbox, Link, Spool
from gateway.delivery.jetstream.inbox import AGAIN, MOST_HELD
from gateway.delivery.jetstream.parcels import Parcel, letter_in, packed
from tests.brokers import Server, broker_of, needs_nats, server
from tests.gateway.delivery.engines import ACK_WAIT, due, having, keep

pytestmark = needs_nats


@pytest.fixture(scope="module")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("nats")) as running:
        yield running


class Site:
    """A gateway, and as many workers as a test wants."""

    def __init__(self, link: Link, folder: Path) -> None:
        self.link, self.folder = link, folder
        self.outbox = JetStreamOutbox(link)
        self._workers: list[Inbox] = []

    async def worker(self) -> Inbox:
        folder = self.folder / f"{len(self._workers)}"
        self._workers.append(Inbox(await Link.to(self.link.broker), folder, ack_wait=ACK_WAIT))
        return self._workers[-1]

    async def many_out(self) -> int:
        return int((await self.link.js.stream_info(self.link.out)).state.messages)

    async def close(self) -> None:
        for worker in self._workers:
            worker.close()
            await worker.stop()
        await self.outbox.close()
        await self.link.close()


@pytest.fixture
def play(nats: Server, tmp_path: Path) -> Callable[[Callable[[Site], Awaitable[None]]], None]:
    async def played(story: Callable[[Site], Awaitable[None]]) -> None:
        site = Site(await Link.to(broker_of([nats], tmp_path.name[-40:])), tmp_path)
        try:
            await asyncio.wait_for(story(site), 30)
        finally:
            await site.close()

    return lambda story: asyncio.run(played(story))


Play = Callable[[Callable[[Site], Awaitable[None]]], None]


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    end = time.monotonic() + 10
    while not await holds():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.02)


def test_workers_share_what_there_is_and_nothing_is_there_twice(play: Play) -> None:
    async def story(site: Site) -> None:
        first, second = await site.worker(), await site.worker()
        for number in range(60):
            await site.outbox.commit(keep(f"h{number}", "a.example"))

        async def all_taken() -> bool:
            return len(await due(first, 0)) + len(await due(second, 0)) == 60

        await _until(all_taken)
        names = [{each.id for each in await due(worker, 0)} for worker in (first, second)]
        assert not names[0] & names[1]

    play(story)


def test_what_takes_long_stays_with_its_worker(play: Play) -> None:
    async def story(site: Site) -> None:
        await site.outbox.commit(keep("h1", "a.example"))
        first = await site.worker()
        await due(first, 1)
        second = await site.worker()

        await asyncio.sleep(2.5 * ACK_WAIT)

        assert await due(second, 0) == []

    play(story)


def test_a_message_goes_when_all_in_it_has_ended_and_its_dead_letters_stay(play: Play) -> None:
    async def story(site: Site) -> None:
        await asyncio.gather(*(site.outbox.commit(keep(f"h{number}", "a.example")) for number in range(3)))
        worker = await site.worker()
        await due(worker, 3)
        queue = having(worker, "h0-0")
        queue.end("h0-0", "accepted", Reply(200), "", time.time())
        queue.end("h1-0", "accepted", Reply(200), "", time.time())
        await asyncio.sleep(0.2)
        assert await site.many_out() >= 1

        queue.end("h2-0", "refused", Reply(400, b"no"), "wrong", time.time())

        await _until(lambda: _is(site.many_out(), 0))
        kept = await site.link.js.get_last_msg(site.link.dead, f"{site.link.dead}.h2-0")
        letter = letter_in(kept.data or b"")
        assert (letter.state, letter.why, letter.tries) == ("refused", "wrong", 1)

    play(story)


def test_a_dead_letter_that_is_retried_is_one_no_more(play: Play) -> None:
    async def story(site: Site) -> None:
        await site.outbox.commit(keep("h1", "a.example"))
        worker = await site.worker()
        await due(worker, 1)
        queue = having(worker, "h1-0")
        queue.end("h1-0", "refused", Reply(400), "wrong", time.time())

        async def dead() -> int:
            return int((await site.link.js.stream_info(site.link.dead)).state.messages)

        await _until(lambda: _is(dead(), 1))
        queue.retry("h1-0", 0.0)
        await _until(lambda: _is(dead(), 0))
        await due(worker, 1)
        queue.end("h1-0", "accepted", Reply(200), "", time.time())
        await _until(lambda: _is(site.many_out(), 0))

    play(story)


def test_a_damaged_message_is_set_aside_and_told(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    async def story(site: Site) -> None:
        await site.link.publish(f"{site.link.out}.0123", b"no message", "one")
        await site.outbox.commit(keep("h1", "a.example"))
        worker = await site.worker()

        assert [each.id for each in await due(worker, 1)] == ["h1-0"]
        await _until(lambda: _is(site.many_out(), 1))
        kept = await site.link.js.get_msg(site.link.dead, seq=1, direct=True)
        assert kept.data == b"no message"

    with caplog.at_level(logging.ERROR, "sgtm"):
        play(story)

    assert "is damaged, and is not sent" in caplog.text


def test_the_spools_of_the_time_before_are_delivered_too(play: Play) -> None:
    async def story(site: Site) -> None:
        spool = Spool(site.folder / "0" / "spool-0.sqlite3")
        spool.keep([keep("h0", "a.example")], time.time())
        spool.close()
        await site.outbox.commit(keep("h1", "a.example"))

        assert {each.id for each in await due(await site.worker(), 2)} == {"h0-0", "h1-0"}

    play(story)


async def _is(found: Awaitable[int], many: int) -> bool:
    return await found == many


def test_a_worker_that_ends_gives_back_only_what_has_not_ended(play: Play) -> None:
    async def story(site: Site) -> None:
        await asyncio.gather(*(site.outbox.commit(keep(f"h{number}", "a.example")) for number in range(10)))
        worker = await site.worker()
        await due(worker, 10)
        for number in range(9):
            having(worker, f"h{number}-0").end(f"h{number}-0", "accepted", Reply(200), "", time.time())
        worker.close()
        await worker.stop()

        found = await due(await site.worker(), 1)

        assert [(each.id, each.attempts) for each in found] == [("h9-0", 1)]

    play(story)


def test_a_dead_letter_is_there_before_the_rest_of_its_message_has_ended(play: Play) -> None:
    async def story(site: Site) -> None:
        await asyncio.gather(*(site.outbox.commit(keep(f"h{number}", "a.example")) for number in range(3)))
        worker = await site.worker()
        await due(worker, 3)
        having(worker, "h1-0").end("h1-0", "refused", Reply(400), "wrong", time.time())

        async def is_dead() -> bool:
            return bool((await site.link.js.stream_info(site.link.dead)).state.messages)

        await _until(is_dead)

    play(story)


def test_a_retried_letter_that_comes_to_a_worker_who_remembers_the_refusal_is_sent(play: Play) -> None:
    async def story(site: Site) -> None:
        await site.outbox.commit(keep("h1", "a.example"))
        worker = await site.worker()
        await due(worker, 1)
        having(worker, "h1-0").end("h1-0", "refused", Reply(400), "wrong", time.time())
        await _until(lambda: _is(site.many_out(), 0))
        other = keep("h1", "b.example").rows[0].requests[0][1]
        parcel = Parcel.of("h1-0", "h1", 0, "T", "t", other, 7.0)
        await site.link.publish(f"{site.link.out}.0123", packed([parcel]), "again", **{AGAIN: "1"})

        (found,) = await due(worker, 1)

        assert found.request.url == "https://b.example/"

    play(story)


def test_no_more_is_taken_than_may_be_held(play: Play) -> None:
    async def story(site: Site) -> None:
        for number in range(60):
            await site.outbox.commit(keep(f"h{number}", *["a.example"] * 100))
        worker = await site.worker()
        await due(worker, MOST_HELD)
        await asyncio.sleep(1.0)

        assert len(await due(worker, MOST_HELD)) < MOST_HELD + 1000

    play(story)
