"""The live driver ends as the rehearsal does, keeps before it answers, and answers in time."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from pathlib import Path

import pytest

from gateway import Ask, Cookie, Event, Lookup, OutgoingRequest, Reply, Steps
from gateway.container import Container
from gateway.delivery import Room
from gateway.pipeline import Keep
from gateway.recording import rehearse
from gateway.server.live import Live
from gateway.trace import Answer, Trace
from tests.gateway.test_pipeline import asks_twice, echo, late, sends
from tests.small import hit, small_container, tag


def sets_cookie(event: Event, _: Lookup) -> Steps:
    reply = yield Ask(OutgoingRequest(f"https://vendor.example/cookie-{event['event_name']}"))
    yield Cookie("c", reply.body.decode())


def everything() -> Container:
    return small_container(
        tag("A", asks_twice),
        tag("B", sends),
        tag("Main", sends, setup="Before", cleanup="After"),
        tag("Before", asks_twice, when=None),
        tag("After", sends, when=None),
        tag("Late", sends, when=lambda lookup: bool(lookup["Margin"] == "margin")),
        tag("Cookie", sets_cookie),
        tag("Cookie again", sets_cookie),
        variables={"Margin": late},
    )


def told(trace: Trace) -> list[tuple[str, str, str, list[str], list[str]]]:
    """What a trace tells, in no order of arrival."""
    return sorted(
        (run.key, run.outcome, run.why, [sent.id for sent in run.sent], [request.url for request, _ in run.asked])
        for run in trace.runs()
    )


async def at_random(container: Container, seed: int) -> tuple[Trace, Answer, list[Keep]]:
    """One hit through the live driver, with replies in a random order."""
    chance, kept, traces = random.Random(seed), list[Keep](), list[Trace]()

    async def send(request: OutgoingRequest) -> Reply:
        assert kept, "an Ask left before anything was kept"
        await asyncio.sleep(chance.random() / 500)
        return echo(request)

    async def commit(keep: Keep) -> None:
        await asyncio.sleep(0)
        kept.append(keep)

    live = Live(container, commit, send, traced=traces.append)
    answer = await live.answer(hit("one", "two"))
    await live.drain()
    return traces[0], answer, kept


def test_it_ends_as_the_rehearsal_does_whatever_the_order_of_replies() -> None:
    rehearsed = rehearse(everything(), hit("one", "two"), echo)

    for seed in range(30):
        trace, answer, kept = asyncio.run(at_random(everything(), seed))
        assert told(trace) == told(rehearsed)
        assert rehearsed.answer is not None
        assert (answer.status, answer.headers) == (rehearsed.answer.status, rehearsed.answer.headers)
        assert [keep.closed for keep in kept] == [False] * (len(kept) - 1) + [True]


def test_the_answer_comes_after_the_commit() -> None:
    order: list[str] = []

    async def scenario() -> None:
        async def commit(_: Keep) -> None:
            await asyncio.sleep(0.01)
            order.append("kept")

        await Live(small_container(tag("A", sends)), commit, never).answer(hit())
        order.append("answered")

    asyncio.run(scenario())

    assert order == ["kept", "answered"]


def test_a_hit_that_cannot_be_kept_is_not_answered() -> None:
    async def commit(_: Keep) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def answer(container: Container) -> None:
        await Live(container, commit, never).answer(hit())

    for container in (small_container(tag("A", sends)), small_container(tag("A", asks_twice))):
        with pytest.raises(sqlite3.OperationalError, match="disk is full"):
            asyncio.run(answer(container))


def test_the_answer_waits_for_a_slow_vendor_only_so_long_and_its_tag_still_ends() -> None:
    async def scenario() -> tuple[Answer, Trace, bool]:
        released, traces = asyncio.Event(), list[Trace]()

        async def send(request: OutgoingRequest) -> Reply:
            await released.wait()
            return echo(request)

        async def commit(_: Keep) -> None:
            return

        live = Live(everything(), commit, send, traced=traces.append, answer_within=0.05)
        answer = await live.answer(hit())
        before = bool(traces)
        released.set()
        await live.drain()
        return answer, traces[0], before

    answer, trace, ended_before = asyncio.run(scenario())

    assert answer.status == 200
    assert not ended_before
    assert {run.outcome for run in trace.runs()} == {"ok"}


def test_what_a_crash_cut_off_is_done_again_but_for_what_was_done() -> None:
    async def scenario() -> list[Keep]:
        kept: list[Keep] = []

        async def commit(keep: Keep) -> None:
            kept.append(keep)

        async def send(request: OutgoingRequest) -> Reply:
            return echo(request)

        live = Live(small_container(tag("A", asks_twice), tag("B", sends)), commit, send)
        await live.resume(hit(), {(0, "B"): "done"})
        await live.drain()
        return kept

    kept = asyncio.run(scenario())

    assert [(row.tag, row.state) for keep in kept for row in keep.rows] == [("A", "run"), ("A", "done")]
    assert kept[-1].closed


def test_a_cut_off_hit_no_client_claims_any_more_is_closed() -> None:
    async def scenario() -> list[Keep]:
        kept: list[Keep] = []

        async def commit(keep: Keep) -> None:
            kept.append(keep)

        await Live(Container(version="v2"), commit, never).resume(hit(), {})
        return kept

    assert [(keep.hit_id, keep.closed, keep.rows) for keep in asyncio.run(scenario())] == [("hit-1", True, ())]


def test_short_of_room_an_event_is_shed_counted_and_named_in_the_trace(tmp_path: Path) -> None:
    traces: list[Trace] = []
    kept: list[Keep] = []

    async def scenario() -> list[int]:
        async def commit(keep: Keep) -> None:
            kept.append(keep)

        container = small_container(tag("A", sends))
        room = Room(tmp_path, container, free=lambda _: 10**12)
        live = Live(container, commit, never, traced=traces.append, room=room)
        room.look("spool-0.sqlite3", container.cap * 9 // 10)
        statuses = [(await live.answer(hit(event))).status for event in ("scroll", "purchase")]
        room.look("spool-0.sqlite3", 0)
        return [*statuses, (await live.answer(hit("scroll"))).status, room.shed["scroll"]]

    assert asyncio.run(scenario()) == [503, 200, 200, 1]
    assert [len(trace.log) for trace in traces] == [1, 0, 0]
    assert len(kept) == 2


async def never(request: OutgoingRequest) -> Reply:
    raise AssertionError(f"{request.url} was asked")
