"""The delivery worker: what it sends, marks, tries again, holds and gives up. Its clock is the test's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import OutgoingRequest, Reply, Secret
from gateway.container import Configured, Container, TagEntry
from gateway.delivery import Mark, Sender, Spool, Spools, Standings, Worker, kept_deliveries
from gateway.delivery.clocks import Clocks
from gateway.pipeline import Keep, Row
from tags.tiktok import TikTok
from tests.vendor import Answer, answered, vendor

TIKTOK = TagEntry(
    "TikTok", Configured(TikTok, "TikTok", {"pixel_code": "C4", "access_token": Secret("TOKEN")}), type_name="tiktok"
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Bench:
    """A spool, a worker over it, and what it marked."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url, self.clock, self.marks = url, Clock(), list[Mark]()
        self.spool = Spool(folder / "spool-0.sqlite3")
        self.sender = Sender({"TOKEN": "s3cret"})
        container = Container(tags=(TIKTOK,), give_up_after=3600.0)
        self.folder, self.container = folder, container
        self.worker = self.start()

    def start(self) -> Worker:
        """A worker, as after a restart."""
        clocks = Clocks(self.clock, self.clock, lambda: 1.0)
        kept = Standings(self.folder)
        return Worker(
            Spools(self.folder), self.container, self.sender, kept=kept, marked=self.marks.append, clocks=clocks
        )

    def keep(self, many: int = 1, *, path: str = "/track", type_name: str = "tiktok") -> None:
        requests = tuple(
            (
                f"{path}-{number}",
                OutgoingRequest(self.url + path, headers=(("Access-Token", Secret("TOKEN")),), body=b"{}"),
            )
            for number in range(many)
        )
        row = Row(0, "TikTok", "TikTok", type_name, "done", requests)
        self.spool.keep([Keep("hit-1", "v1", None, (row,), True)], self.clock.now)

    async def deliver(self) -> int:
        """Send what is due by now, to its end; returns how many."""
        started = 0
        while many := self.worker.start_due():
            started += many
            await self.finish()
        return started

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self.worker._tasks:
            await asyncio.wait(set(self.worker._tasks))


def run(folder: Path, answer: Answer, scenario: Callable[[Bench], Any]) -> Bench:
    async def go() -> Bench:
        async with vendor(answer) as running:
            bench = Bench(folder, running.url)
            await scenario(bench)
            await bench.worker.drain()
            await bench.sender.close()
            return bench

    return asyncio.run(go())


def test_an_accepted_request_is_sent_once_and_marked(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep(3)
        assert await bench.deliver() == 3
        assert await bench.deliver() == 0

    bench = run(tmp_path, lambda _: answered(200, {"code": 0, "message": "OK"}), scenario)

    assert bench.spool.counts() == {"accepted": 3}
    assert [(mark.verdict.why, mark.final) for mark in bench.marks] == [("code 0 OK", True)] * 3


def test_http_200_with_code_40002_is_a_refusal(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep()
        await bench.deliver()

    bench = run(tmp_path, lambda _: answered(200, {"code": 40002, "message": "Invalid value for event_id"}), scenario)

    assert bench.spool.counts() == {"refused": 1}
    assert bench.marks[0].verdict.why == "code 40002 Invalid value for event_id"


def test_a_fault_is_tried_again_with_growing_waits_until_it_passes(tmp_path: Path) -> None:
    answers = [answered(502, body=b"<html>"), answered(200, {"code": 40100, "message": "throttled"}), None]

    def answer(_: bytes) -> bytes | None:
        return answers.pop(0) if answers else answered(200, {"code": 0, "message": "OK"})

    waits: list[float] = []

    async def scenario(bench: Bench) -> None:
        bench.keep()
        await bench.deliver()
        while bench.spool.counts() == {"waiting": 1}:
            before = bench.clock.now
            while not await bench.deliver():
                bench.clock.now += 0.5
            waits.append(bench.clock.now - before)

    bench = run(tmp_path, answer, scenario)

    assert waits == [2.0, 4.0, 8.0]
    assert bench.spool.counts() == {"accepted": 1}


def test_a_request_older_than_the_limit_is_given_up(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep()
        await bench.deliver()
        bench.clock.now += 3601
        await bench.deliver()

    bench = run(tmp_path, lambda _: answered(500, {}), scenario)

    assert bench.spool.counts() == {"given up": 1}
    assert [mark.final for mark in bench.marks] == [False, True]


@pytest.mark.parametrize("first", [answered(502, {}), None], ids=["a fault", "no answer"])
def test_what_was_sent_before_is_never_sent_again_after_the_vendor_has_forgotten_it(
    tmp_path: Path, first: bytes | None
) -> None:
    answers = [first]

    async def scenario(bench: Bench) -> None:
        bench.keep()
        await bench.deliver()
        bench.clock.now += 49 * 3600
        bench.keep(1, path="/new")
        await bench.deliver()

    bench = run(tmp_path, lambda _: answers.pop() if answers else answered(200, {"code": 0}), scenario)
    old = kept_deliveries(tmp_path, ["/track-0"])["/track-0"]

    assert bench.spool.counts() == {"given up": 1, "accepted": 1}
    assert (old.tries, old.attempts[-1].reply) == (1, bench.marks[0].reply)
    assert old.attempts[-1].why == "given up, not sent again: after 48 hours it would count as another one"
    assert [mark.final for mark in bench.marks if mark.delivery.id == "/track-0"] == [False, True]


def test_what_waited_long_and_was_never_sent_is_sent(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep()
        bench.clock.now += 49 * 3600
        await bench.deliver()

    bench = run(tmp_path, lambda _: answered(200, {"code": 0}), scenario)

    assert bench.spool.counts() == {"accepted": 1}


def test_an_old_one_is_not_sent_again_by_hand_either(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep()
        await bench.deliver()
        bench.clock.now += 48 * 3600 + 1
        assert not bench.worker.retry("/track-0")

    bench = run(tmp_path, lambda _: answered(200, {"code": 40002}), scenario)

    assert bench.spool.counts() == {"refused": 1}


def test_a_refused_token_holds_its_destination_and_keeps_its_events(tmp_path: Path) -> None:
    codes = [40105]

    def answer(_: bytes) -> bytes:
        return answered(200, {"code": codes[0], "message": "said TikTok"})

    async def scenario(bench: Bench) -> None:
        bench.keep()
        await bench.deliver()
        bench.keep(5, path="/later")
        assert await bench.deliver() == 0
        codes[0] = 0
        bench.clock.now += 301
        assert await bench.deliver() == 6

    bench = run(tmp_path, answer, scenario)

    assert bench.marks[0].verdict.outcome == "hold"
    assert bench.spool.counts() == {"accepted": 6}


def test_a_hold_outlives_a_restart_and_an_accepted_probe_lets_all_go(tmp_path: Path) -> None:
    codes = [40105]

    async def scenario(bench: Bench) -> None:
        bench.keep(2)
        await bench.deliver()
        await bench.worker.drain()
        bench.worker = bench.start()
        codes[0] = 0
        bench.keep(1, path="/new")
        assert await bench.deliver() == 0
        bench.clock.now += 301
        assert await bench.deliver() == 3

    bench = run(tmp_path, lambda _: answered(200, {"code": codes[0], "message": ""}), scenario)

    assert bench.spool.counts() == {"accepted": 3}


def test_a_type_the_rules_no_longer_have_is_judged_by_its_status(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep(type_name="gone")
        await bench.deliver()

    bench = run(tmp_path, lambda _: answered(200, {"code": 40002}), scenario)

    assert bench.marks[0].verdict.why == "HTTP 200"


def test_a_full_destination_does_not_starve_the_others(tmp_path: Path) -> None:
    """Of a destination at most sixteen are under way, and the next look does not see it."""
    most: list[int] = []

    async def scenario(bench: Bench) -> None:
        async with vendor(lambda _: answered(200, {"code": 0}), slow=0.02) as slow:
            quick, bench.url = bench.url, slow.url
            bench.keep(40, path="/slow")
            bench.url = quick
            bench.keep(1, path="/quick")
            assert bench.worker.start_due() == 17
            await bench.finish()
            assert await bench.deliver() == 24
            most.append(slow.most)

    bench = run(tmp_path, lambda _: answered(200, {"code": 0}), scenario)

    assert most == [16]
    assert bench.spool.counts() == {"accepted": 41}


def test_it_stops_when_told_and_finishes_what_is_under_way(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep()
        stop = asyncio.Event()
        running = asyncio.ensure_future(bench.worker.run(stop))
        while not bench.marks:
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 5)

    bench = run(tmp_path, lambda _: answered(200, {"code": 0, "message": "OK"}), scenario)

    assert [mark.reply for mark in bench.marks] == [Reply(200, bench.marks[0].reply.body, bench.marks[0].reply.headers)]


def test_the_spools_take_turns(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep(40)
        bench.spool.close()
        bench.spool = Spool(tmp_path / "spool-1.sqlite3")
        bench.keep(40, path="/other")
        assert bench.worker.start_due() == 16
        await bench.finish()

    bench = run(tmp_path, lambda _: answered(200, {"code": 0}), scenario)

    assert bench.spool.counts() == {"accepted": 8, "waiting": 32}


def test_a_retry_by_hand_sends_at_once_also_to_a_destination_on_hold(tmp_path: Path) -> None:
    answers = iter((answered(401, {}), answered(200, {"code": 0, "message": "OK"})))

    async def scenario(bench: Bench) -> None:
        bench.keep()
        await bench.deliver()
        assert await bench.deliver() == 0
        assert bench.worker.retry("/track-0")
        assert not bench.worker.retry("nobody's")
        await bench.deliver()

    bench = run(tmp_path, lambda _: next(answers), scenario)

    assert [mark.verdict.outcome for mark in bench.marks] == ["hold", "accepted"]


def test_a_dropped_delivery_is_not_sent_and_one_under_way_is_neither_dropped_nor_retried(tmp_path: Path) -> None:
    async def scenario(bench: Bench) -> None:
        bench.keep(2)
        assert bench.worker.drop("/track-1")
        bench.worker.start_due()
        assert not bench.worker.drop("/track-0")
        assert not bench.worker.retry("/track-0")
        await bench.finish()

    bench = run(tmp_path, lambda _: answered(200, {"code": 0, "message": "OK"}), scenario)

    assert [(mark.delivery.id, mark.final) for mark in bench.marks] == [("/track-0", True)]
    assert bench.spool.counts() == {"accepted": 1, "dropped": 1}
