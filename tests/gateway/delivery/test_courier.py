"""What is sent together, and what is not sent at all; with a vendor on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from gateway import OutgoingRequest, Reply, TagType, Verdict
from gateway.container import Configured, Container, TagEntry
from gateway.delivery.batches import Batch
from gateway.delivery.clocks import Clocks
from gateway.delivery.courier import Answer, Courier
from gateway.delivery.destination import Destination
from gateway.delivery.spool import Delivery, Spool
from gateway.delivery.tag_types import TagTypes
from tests.gateway.delivery.paper import Paper, PaperVendor, play
from tests.virtual_time import run_in_virtual_time


class Lists(TagType):
    """Its bodies are words; "bad" is refused and takes all others with it."""

    join_at_most: ClassVar[int] = 100

    @classmethod
    def join(cls, requests: tuple[OutgoingRequest, ...]) -> OutgoingRequest:
        return OutgoingRequest("https://a.example/", body=b" ".join(request.body for request in requests))

    @classmethod
    def verdict(cls, reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
        outcomes = {400: Verdict("split", "one is bad"), 401: Verdict("hold", "no token")}
        return (outcomes.get(reply.status, Verdict("accepted", "fine")),) * len(requests)


class Counted(TagType):
    """Ten requests a second."""

    requests_per_second: ClassVar[int | None] = 10


def brought(folder: Path, words: list[str], reply: Callable[[OutgoingRequest], Reply]) -> tuple[list[Answer], int]:
    """The answers, and how many requests they took."""
    clocks = Clocks(lambda: 0.0, lambda: 0.0, lambda: 0.5)
    destination = Destination("a.example", clocks, lambda standing: None, lambda each: None)
    spool = Spool(folder / "spool-0.sqlite3")
    requests = [OutgoingRequest("https://a.example/", body=word.encode()) for word in words]
    batch: Batch = [
        (spool, Delivery(each.body.decode(), "h", "T", "t", "a.example", each, 0, 0.0)) for each in requests
    ]
    vendor = PaperVendor(lambda _, request: reply(request), 0.0)
    types = TagTypes(Container(tags=(TagEntry("T", Configured(Lists, "T"), type_name="t"),)))

    async def go() -> list[Answer]:
        return [each async for each in Courier(types, vendor, clocks.steady).bring(batch, destination, 0)]

    return run_in_virtual_time(go()), len(vendor.calls)


def test_a_bad_one_is_found_and_all_others_are_taken(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(15)] + ["bad"]

    answers, calls = brought(tmp_path, words, lambda request: Reply(400 if b"bad" in request.body else 200))
    outcomes = {
        delivery.id: verdict.outcome
        for answer in answers
        for (_, delivery), verdict in zip(answer.batch, answer.verdicts, strict=True)
    }

    assert [word for word, outcome in outcomes.items() if outcome == "refused"] == ["bad"]
    assert set(outcomes) == set(words)
    assert calls == 9


def test_what_the_first_half_finds_held_is_not_sent_for_the_second(tmp_path: Path) -> None:
    replies = [Reply(400)]

    answers, calls = brought(tmp_path, list("abcd"), lambda _: replies.pop() if replies else Reply(401))

    assert calls == 2
    assert [(len(each.batch), each.verdicts[0].outcome) for each in answers] == [(2, "hold"), (2, "hold")]


def test_the_vendors_limit_is_kept(tmp_path: Path) -> None:
    async def scenario(paper: Paper) -> None:
        paper.keep(*(str(number) for number in range(25)))
        await paper.until(lambda: len(paper.marks) == 25)

    times = play(tmp_path, lambda at, request: Reply(200), scenario, kind=Counted).vendor.times()

    assert all(later - earlier >= 0.999 for earlier, later in zip(times, times[10:], strict=False))
