"""What every engine of the queue promises; the same tests for all of them, the broker a real one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from gateway.broker import Broker
from gateway.outgoing import Reply
from tests.brokers import broker_of, needs_nats, server
from tests.gateway.delivery.engines import Engine, due, engine, having, is_empty, keep

Story: TypeAlias = Callable[[Engine], Awaitable[None]]
Play: TypeAlias = Callable[[Story], None]

OK = Reply(200, b"{}")


@pytest.fixture(scope="module")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Broker]]:
    with server(tmp_path_factory.mktemp("nats")) as running:
        yield lambda name: broker_of([running], name)


@pytest.fixture(params=["spool", pytest.param("jetstream", marks=needs_nats)])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Play:
    """Plays a story with an engine, which a user of it cannot tell from the others."""
    kind: str = request.param
    broker = request.getfixturevalue("nats")(tmp_path.name[-40:]) if kind == "jetstream" else None

    async def played(story: Story) -> None:
        async with engine(kind, tmp_path, broker) as made:
            await asyncio.wait_for(story(made), 60)

    return lambda story: asyncio.run(played(story))


def test_what_is_kept_is_due_the_oldest_first(play: Play) -> None:
    async def story(engine: Engine) -> None:
        for number in range(5):
            await engine.keep(keep(f"h{number}", "a.example"))

        found = await due(await engine.worker(), 5)

        assert [each.id for each in found] == [f"h{number}-0" for number in range(5)]
        assert (found[0].hit, found[0].tag, found[0].type_name, found[0].attempts) == ("h0", "T", "t", 0)
        assert found[0].request.json == {"hit": "h0", "n": 0}

    play(story)


def test_each_destination_has_its_own(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example", "b.example"), keep("h2", "b.example"))
        queues = await engine.worker()
        await due(queues, 3)

        (queue,) = [each for each in queues.all() if each.destinations()]
        first, second = queue.destinations()

        assert len(queue.due(time.time(), destination=first)) == 1
        assert len(queue.due(time.time(), destination=second)) == 2
        assert len(queue.due(time.time(), destination=second, limit=1)) == 1

    play(story)


def test_what_is_kept_twice_is_there_once(play: Play) -> None:
    async def story(engine: Engine) -> None:
        for _ in range(2):
            await engine.keep(keep("h1", "a.example"))
        queues = await engine.worker()

        found = await due(queues, 1)
        having(queues, "h1-0").end("h1-0", "accepted", OK, "", time.time())

        assert len(found) == 1
        assert await is_empty(queues)

    play(story)


def test_what_has_ended_never_comes_again(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"), keep("h2", "a.example"))
        queues = await engine.worker()
        await due(queues, 2)
        having(queues, "h1-0").end("h1-0", "accepted", OK, "", time.time())
        having(queues, "h2-0").end("h2-0", "refused", Reply(400), "wrong", time.time())
        await engine.end()

        assert await is_empty(await engine.worker())

    play(story)


@pytest.mark.parametrize("how", ["in order", "without a word"])
def test_what_a_worker_leaves_behind_the_next_one_has(play: Play, how: str) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"), keep("h2", "a.example"), keep("h3", "b.example"))
        queues = await engine.worker()
        await due(queues, 3)
        having(queues, "h3-0").end("h3-0", "accepted", OK, "", time.time())
        await (engine.end() if how == "in order" else engine.die())

        found = await due(await engine.worker(), 2)

        assert {each.id for each in found} >= {"h1-0", "h2-0"}

    play(story)


def test_what_is_postponed_is_due_in_its_time(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"))
        queues = await engine.worker()
        await due(queues, 1)
        later = time.time() + 100
        having(queues, "h1-0").postpone("h1-0", later, Reply(503), "busy", time.time())

        assert await due(queues, 0) == []
        (found,) = await due(queues, 1, lambda: later)
        assert found.attempts == 1

    play(story)


def test_a_destination_that_works_again_need_not_wait(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"))
        queues = await engine.worker()
        (found,) = await due(queues, 1)
        queue = having(queues, "h1-0")
        queue.postpone("h1-0", time.time() + 100, Reply(503), "busy", time.time())

        queue.release(found.destination, time.time())

        assert len(await due(queues, 1)) == 1

    play(story)


def test_a_clock_that_was_set_back_delays_nothing(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"))
        queues = await engine.worker()
        await due(queues, 1)
        queue, now = having(queues, "h1-0"), time.time()
        queue.postpone("h1-0", now + 3600, Reply(503), "busy", now)

        queue.pull_in(now, 3600.0, now + 900)

        assert len(queue.due(now + 1)) == 1

    play(story)


def test_what_is_dropped_is_never_sent(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"))
        queues = await engine.worker()
        await due(queues, 1)

        assert having(queues, "h1-0").drop("h1-0", time.time())
        assert not having(queues, "h1-0").drop("h1-0", time.time())
        await engine.end()
        assert await is_empty(await engine.worker())

    play(story)


def test_a_dead_letter_that_is_retried_comes_again(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"))
        queues = await engine.worker()
        await due(queues, 1)
        queue = having(queues, "h1-0")
        queue.end("h1-0", "refused", Reply(400), "wrong", time.time())

        assert queue.retry("h1-0", 0.0)

        (found,) = await due(queues, 1)
        assert found.request.json == {"hit": "h1", "n": 0}

    play(story)


def test_what_was_accepted_cannot_be_retried(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"))
        queues = await engine.worker()
        await due(queues, 1)
        queue = having(queues, "h1-0")
        queue.end("h1-0", "accepted", OK, "", time.time())

        assert queue.retry("h1-0", 0.0) is None
        assert queue.retry("unknown", 0.0) is None
        assert await due(queues, 0) == []

    play(story)


def test_what_is_given_up_keeps_its_last_reply(play: Play) -> None:
    async def story(engine: Engine) -> None:
        await engine.keep(keep("h1", "a.example"))
        queues = await engine.worker()
        await due(queues, 1)
        queue = having(queues, "h1-0")
        queue.postpone("h1-0", 0.0, Reply(503, b"busy"), "busy", time.time())

        assert queue.give_up("h1-0", "too old", time.time()) == Reply(503, b"busy")
        assert queue.counts() == {"given up": 1}

    play(story)


def test_many_are_all_there_and_each_once(play: Play) -> None:
    async def story(engine: Engine) -> None:
        for start in range(0, 500, 50):
            await engine.keep(*(keep(f"h{number}", "a.example") for number in range(start, start + 50)))

        found = await due(await engine.worker(), 500)

        assert len({each.id for each in found}) == len(found) == 500

    play(story)
