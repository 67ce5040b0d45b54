"""Waiting requests that go together: one call for many, and one bad event that takes no other with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from math import log2
from pathlib import Path
from typing import Any, ClassVar

import pytest

from gateway import OutgoingRequest, Reply, Secret, TagType, Verdict
from gateway.container import Configured, Container, TagEntry
from gateway.delivery import Mark, Sender, Spool, Spools, Standings, Worker, standings
from gateway.delivery.clocks import Clocks
from gateway.fake_tiktok import answer as tiktok_answer
from gateway.pipeline import Keep, Row
from tags.tiktok import TikTok
from tests.vendor import Answer, answered, vendor

NOW = 1_000.0


class Joins(TagType):
    """Puts numbers in one list, and can be told to fail."""

    join_at_most: ClassVar[int] = 100
    fault: ClassVar[str] = ""

    @classmethod
    def join(cls, requests: tuple[OutgoingRequest, ...]) -> OutgoingRequest:
        if cls.fault == "join":
            raise RuntimeError("cannot")
        return OutgoingRequest.post(requests[0].url, json=[each.json for each in requests])

    @classmethod
    def verdict(cls, reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
        return (Verdict("accepted", "fine"),) * (len(requests) - (cls.fault == "verdict"))


def entry(kind: type[TagType], **settings: Any) -> TagEntry:
    return TagEntry("T", Configured(kind, "T", settings), type_name="t")


TIKTOK = entry(TikTok, pixel_code="C4", access_token=Secret("TOKEN"))


def deliver(
    folder: Path,
    answer: Answer,
    bodies: list[Any],
    *,
    tag: TagEntry = TIKTOK,
    linger: float = 0.0,
    later: Callable[[Worker, list[float]], Any] = lambda worker, now: worker.start_due(),
) -> tuple[list[Mark], Spool]:
    """Keep one request a body, and deliver what is due; returns the marks and the spool."""
    marks, now = list[Mark](), [NOW]
    clocks = Clocks(lambda: now[0], lambda: now[0], lambda: 0.5)

    async def go() -> Spool:
        async with vendor(answer) as running:
            url = f"{running.url}/open_api/v1.3/event/track/"
            token = {"Access-Token": Secret("TOKEN")}
            requests = [OutgoingRequest.post(url, json=body, headers=token, group="g") for body in bodies]
            named = tuple((f"d{number:04}", each) for number, each in enumerate(requests))
            spool = Spool(folder / "spool-0.sqlite3")
            spool.keep([Keep("hit", "v1", None, (Row(0, "T", "T", "t", "done", named),), True)], NOW)
            sender = Sender({"TOKEN": "s3cret"})
            container = Container(tags=(tag,), linger=linger)
            kept = Standings(folder)
            worker = Worker(Spools(folder), container, sender, kept=kept, marked=marks.append, clocks=clocks)
            later(worker, now)
            await worker.drain()
            await sender.close()
            return spool

    return marks, asyncio.run(go())


def event(number: int, **more: Any) -> dict[str, Any]:
    """The body the TikTok tag makes for one event."""
    made = {
        "event": "Purchase",
        "event_time": 1_772_366_400,
        "event_id": f"T-{number}",
        "user": {"ip": "203.0.113.7"},
        "page": {"url": "https://shop.example/"},
        **more,
    }
    return {"event_source": "web", "event_source_id": "C4", "data": [made]}


class Endpoint:
    """The local TikTok endpoint behind a socket; remembers the events of each call and what it answered."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[str], int]] = []

    def __call__(self, raw: bytes) -> bytes:
        head, _, body = raw.partition(b"\r\n\r\n")
        path = head.split(b" ")[1].decode()
        reply = tiktok_answer(OutgoingRequest(f"http://tiktok{path}", headers=(("Access-Token", "x"),), body=body))
        ids = [str(each["event_id"]) for each in json.loads(body)["data"]]
        self.calls.append((ids, reply.json["code"]))
        return answered(reply.status, reply.json)

    @property
    def taken(self) -> list[str]:
        return sorted(each for ids, code in self.calls if code == 0 for each in ids)


def test_what_waits_for_one_pixel_goes_in_one_call(tmp_path: Path) -> None:
    endpoint = Endpoint()

    marks, spool = deliver(tmp_path, endpoint, [event(number) for number in range(1000)])

    assert [len(ids) for ids, _ in endpoint.calls] == [1000]
    assert spool.counts() == {"accepted": 1000}
    assert len(marks) == 1000


@pytest.mark.parametrize("place", [0, 499, 500, 999], ids=["first", "before the middle", "after the middle", "last"])
def test_a_poison_event_in_a_thousand_takes_no_other_with_it(tmp_path: Path, place: int) -> None:
    bodies = [event(number, event_id=number if number == place else f"T-{number}") for number in range(1000)]
    endpoint = Endpoint()

    marks, spool = deliver(tmp_path, endpoint, bodies)

    assert spool.counts() == {"accepted": 999, "refused": 1}
    assert len(endpoint.taken) == len(set(endpoint.taken)) == 999
    assert len(endpoint.calls) <= 2 * log2(1000) + 2
    (refused,) = [mark for mark in marks if mark.verdict.outcome == "refused"]
    assert refused.delivery.id == f"d{place:04}"
    assert "event_id" in refused.verdict.why


def test_a_call_that_is_too_large_is_halved(tmp_path: Path) -> None:
    def answer(raw: bytes) -> bytes:
        return answered(413) if raw.count(b'"event_id"') > 3 else answered(200, {"code": 0})

    _, spool = deliver(tmp_path, answer, [event(number) for number in range(10)])

    assert spool.counts() == {"accepted": 10}


def test_what_tiktok_did_not_take_of_a_call_is_refused_and_the_rest_is_not_sent_again(tmp_path: Path) -> None:
    failed = {"failed_events": [{"order_in_batch": 1, "reason": "bad"}]}

    marks, spool = deliver(
        tmp_path, lambda _: answered(200, {"code": 20001, "data": failed}), [event(number) for number in range(3)]
    )

    assert spool.counts() == {"accepted": 2, "refused": 1}
    assert [mark.verdict.why for mark in marks if mark.verdict.outcome == "refused"] == ["code 20001 bad"]


def test_a_token_that_the_first_half_finds_refused_makes_the_second_half_wait(tmp_path: Path) -> None:
    codes = [40002]
    calls: list[int] = []

    def answer(raw: bytes) -> bytes:
        calls.append(raw.count(b'"event_id"'))
        return answered(200, {"code": codes.pop() if codes else 40105})

    marks, spool = deliver(tmp_path, answer, [event(number) for number in range(8)])

    assert calls == [8, 4]
    assert spool.counts() == {"waiting": 8}
    assert {(mark.verdict.outcome, mark.final) for mark in marks} == {("hold", False)}
    assert [(each.state, each.until) for each in standings(tmp_path)] == [("held", NOW + 0.9 * 300)]


@pytest.mark.parametrize("fault", ["join", "verdict"])
def test_a_type_that_fails_at_joining_loses_nothing(
    tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Joins, "fault", fault)
    calls: list[bytes] = []

    def answer(raw: bytes) -> bytes:
        calls.append(raw)
        return answered(200, {})

    _, spool = deliver(tmp_path, answer, [1, 2, 3], tag=entry(Joins))

    assert (len(calls), spool.counts()) == ((3, {"accepted": 3}) if fault == "join" else (1, {"waiting": 3}))


def test_new_requests_linger_for_others_and_a_full_call_does_not(tmp_path: Path) -> None:
    started: list[int] = []

    def later(worker: Worker, now: list[float]) -> None:
        started.append(worker.start_due())
        now[0] += 0.6
        started.append(worker.start_due())

    deliver(tmp_path, Endpoint(), [event(number) for number in range(1005)], linger=0.5, later=later)

    assert started == [1000, 5]
