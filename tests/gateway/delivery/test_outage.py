"""A vendor that does not answer for half an hour, at fifty events a second: what it gets, what it gets then, and who suffers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

import pytest

from gateway import OutgoingRequest, Reply, TagType
from tests.gateway.delivery.paper import EPOCH, OK, Paper, play

OUTAGE, A_SECOND, TAKES = 1800.0, 50, 0.05
DOWN = {"refuses": Reply(0, error="ConnectError"), "fails": Reply(503), "is silent": Reply(0, error="no answer")}


class Joins(TagType):
    """Puts up to a thousand events in one request."""

    join_at_most: ClassVar[int] = 1000

    @classmethod
    def join(cls, requests: tuple[OutgoingRequest, ...]) -> OutgoingRequest:
        return requests[0]


async def outage(paper: Paper, seconds: float = OUTAGE, a_second: int = A_SECOND, *, group: str = "") -> None:
    """Events for two hosts, one of them down; the other one's come until everything was delivered."""
    second = 0
    while second < seconds or "a.example" in paper.spool.destinations():
        if second < seconds:
            paper.keep(*(f"{second:04}-{number}" for number in range(a_second)), group=group)
        paper.keep(f"other-{second}", host="b.example")
        await asyncio.sleep(1.0)
        second += 1


def ended(paper: Paper, host: str = "a.example") -> list[tuple[float, float]]:
    """When a host's events ended, and how long after they were kept."""
    of_host = [(at, mark) for at, mark in paper.marks if mark.final and mark.delivery.destination == host]
    return [(at, EPOCH + at - mark.delivery.kept_at) for at, mark in of_host]


@pytest.mark.parametrize("group", ["g", ""], ids=["a thousand events a request", "one event a request"])
def test_half_an_hour_costs_few_attempts_and_is_made_up_in_minutes_while_others_do_not_notice(
    tmp_path: Path, group: str
) -> None:
    def reply(at: float, request: OutgoingRequest) -> Reply:
        return DOWN["fails"] if request.destination == "a.example" and at < OUTAGE else OK

    paper = play(tmp_path, reply, lambda paper: outage(paper, group=group), kind=Joins)
    times = paper.vendor.times()
    after = [at for at in times if at >= OUTAGE]
    took = sorted(took for _, took in ended(paper, "b.example"))

    assert len(times) - len(after) <= 100
    assert after[0] - OUTAGE <= 65
    assert len(ended(paper)) == int(OUTAGE) * A_SECOND
    assert max(at for at, _ in ended(paper)) - OUTAGE <= 600
    assert len(took) >= max(at for at, _ in ended(paper)) - 1
    assert took[int(0.99 * len(took))] == pytest.approx(TAKES, abs=0.01)


@pytest.mark.parametrize("how", DOWN)
def test_who_takes_only_one_event_a_request_is_made_up_for_at_sixteen_at_once(tmp_path: Path, how: str) -> None:
    def reply(at: float, request: OutgoingRequest) -> Reply:
        return DOWN[how] if request.destination == "a.example" and at < 300 else OK

    async def scenario(paper: Paper) -> None:
        await outage(paper, 300, 10)

    paper = play(tmp_path, reply, scenario)
    after = [at for at in paper.vendor.times() if at >= 300]

    assert len(paper.vendor.times()) - len(after) <= 50
    assert after[0] - 300 <= 65
    # 3,000 events, sixteen at once, each of 50 ms: 320 a second.
    assert max(after) - after[0] <= 3_000 / 320 + 5
    assert paper.vendor.most <= 17
