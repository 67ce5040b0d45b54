"""What takes hours: throttling, Retry-After, clocks that jump, restarts. In virtual time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway import OutgoingRequest, Reply
from gateway.delivery import standings
from tests.gateway.delivery.paper import OK, Paper, play

THROTTLED = Reply(429)
LATER = Reply(503, headers=(("retry-after", "60"),))


def names(many: int, prefix: str = "d") -> list[str]:
    return [f"{prefix}{number}" for number in range(many)]


def test_a_vendor_that_throttles_is_never_stormed_and_gets_everything_in_the_end(tmp_path: Path) -> None:
    taken: list[float] = []

    def reply(at: float, _: OutgoingRequest) -> Reply:
        """It takes twenty in any ten seconds, and one that is too many costs nothing but the call."""
        if len([each for each in taken if each > at - 10]) >= 20:
            return THROTTLED
        taken.append(at)
        return OK

    async def scenario(paper: Paper) -> None:
        paper.keep(*names(400))
        await paper.until(lambda: paper.spool.counts() == {"accepted": 400})

    times = play(tmp_path, reply, scenario).vendor.times()

    assert len(times) <= 3 * 400
    assert max(len([at for at in times if start <= at < start + 10]) for start in range(30, int(times[-1]), 10)) <= 60


def test_retry_after_holds_the_whole_destination_and_no_other_and_hardly_too_long(tmp_path: Path) -> None:
    def reply(at: float, request: OutgoingRequest) -> Reply:
        return LATER if request.destination == "a.example" and at < 1 else OK

    async def scenario(paper: Paper) -> None:
        paper.keep("first")
        await paper.until(lambda: paper.marks)
        assert paper.state() == "resting"
        paper.keep(*names(20))
        paper.keep("other", host="b.example")
        await paper.until(lambda: paper.spool.counts() == {"accepted": 22})
        assert paper.state() == "closed"

    paper = play(tmp_path, reply, scenario)
    first, *others = paper.vendor.times()

    assert 60 <= min(others) - first - 0.05 <= 66
    assert paper.vendor.times("b.example")[0] < 1


@pytest.mark.parametrize(
    "jump", [-3600.0, -30.0, 3600.0], ids=["an hour back", "half a minute back", "an hour forward"]
)
def test_a_clock_that_jumps_stops_nothing_and_storms_nobody(tmp_path: Path, jump: float) -> None:
    def reply(at: float, _: OutgoingRequest) -> Reply:
        return Reply(503) if at < 20 else OK

    async def scenario(paper: Paper) -> None:
        paper.keep(*names(30))
        await asyncio.sleep(10)
        paper.wall_is_ahead += jump
        paper.keep(*names(30, "later"))
        await paper.until(lambda: paper.spool.counts() == {"accepted": 60}, most=120)

    paper = play(tmp_path, reply, scenario)

    assert len([at for at in paper.vendor.times() if at < 20]) <= 20
    assert paper.vendor.most <= 16


def test_a_clock_that_was_set_back_while_nobody_ran_stops_nothing(tmp_path: Path) -> None:
    def reply(at: float, _: OutgoingRequest) -> Reply:
        return Reply(503) if at < 1 else OK

    async def scenario(paper: Paper) -> None:
        paper.keep(*names(5))
        await asyncio.sleep(1)
        await paper.stop()
        paper.wall_is_ahead -= 86_400
        paper.start()
        await paper.until(lambda: paper.spool.counts() == {"accepted": 5}, most=901)

    play(tmp_path, reply, scenario)


def test_an_open_breaker_outlives_a_restart(tmp_path: Path) -> None:
    def reply(at: float, _: OutgoingRequest) -> Reply:
        return Reply(503) if at < 100 else OK

    async def scenario(paper: Paper) -> None:
        paper.keep(*names(100))
        await asyncio.sleep(40)
        before = len(paper.vendor.calls)
        for _ in range(5):
            await paper.stop()
            assert [each.state for each in standings(tmp_path)] == ["open"]
            paper.start()
        await asyncio.sleep(1)
        assert len(paper.vendor.calls) == before
        await paper.until(lambda: paper.spool.counts() == {"accepted": 100})

    paper = play(tmp_path, reply, scenario)

    assert len([at for at in paper.vendor.times() if at < 100]) <= 16 + 5
    assert standings(tmp_path) == []


def test_what_waits_behind_an_open_breaker_has_no_attempt_counted(tmp_path: Path) -> None:
    async def scenario(paper: Paper) -> None:
        paper.keep(*names(100))
        await asyncio.sleep(600)

    paper = play(tmp_path, lambda at, request: Reply(503), scenario)
    attempts = [each.attempts for each in paper.spool.due(float("inf"))]

    assert len(attempts) == 100
    assert sum(attempts) == len(paper.vendor.calls) <= 30
    assert attempts.count(0) >= 70


def test_a_stop_waits_seven_seconds_for_what_is_under_way_and_loses_nothing(tmp_path: Path) -> None:
    async def scenario(paper: Paper) -> None:
        paper.keep(*names(40))
        await asyncio.sleep(1)
        before = paper.clocks.steady()
        await paper.stop()
        assert paper.clocks.steady() - before == pytest.approx(7.0)

    paper = play(tmp_path, lambda at, request: OK, scenario, takes=60.0)

    assert paper.spool.counts() == {"waiting": 40}
    assert len(paper.vendor.calls) == 16


def test_a_stop_ends_as_soon_as_all_is_answered(tmp_path: Path) -> None:
    async def scenario(paper: Paper) -> None:
        paper.keep(*names(40))
        await asyncio.sleep(0.5)
        await paper.stop()

    paper = play(tmp_path, lambda at, request: OK, scenario, takes=3.0)

    assert paper.spool.counts() == {"accepted": 16, "waiting": 24}


def test_a_worker_that_is_killed_sends_again_only_what_had_no_mark(tmp_path: Path) -> None:
    async def scenario(paper: Paper) -> None:
        paper.keep(*names(200))
        for _ in range(5):
            await asyncio.sleep(0.22)
            await paper.kill()
            paper.start()
        await paper.until(lambda: paper.spool.counts() == {"accepted": 200})

    paper = play(tmp_path, lambda at, request: OK, scenario)

    assert 200 <= len(paper.vendor.calls) <= 200 + 5 * 16
    assert len({mark.delivery.id for _, mark in paper.marks}) == len(paper.marks) == 200
