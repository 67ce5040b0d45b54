"""Marks: what ends a delivery, when it is tried again, and what happens while the disk is full."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gateway import OutgoingRequest, Reply, Verdict
from gateway.delivery import Mark, Spool
from gateway.delivery.clocks import Clocks
from gateway.delivery.courier import Answer
from gateway.delivery.marks import Marker
from gateway.pipeline import Keep, Row
from tests.virtual_time import run_in_virtual_time

CLOCKS = Clocks(lambda: 1_000.0, lambda: 0.0, lambda: 1.0)


class FullDisk(Spool):
    """Cannot write a mark for some times."""

    times = 3

    def end(self, delivery: str, state: str, reply: Reply | None, why: str, now: float) -> None:
        if self.times:
            self.times -= 1
            raise sqlite3.OperationalError("database or disk is full")
        super().end(delivery, state, reply, why, now)


def kept(spool: Spool) -> Spool:
    requests = (("d", OutgoingRequest("https://a.example/")),)
    spool.keep([Keep("hit", "v1", None, (Row(0, "T", "T", "t", "done", requests),), True)], 1_000.0)
    return spool


def mark(spool: Spool, verdict: Verdict, reply: Reply, times: int = 1, *, stopping: bool = False) -> list[Mark]:
    """Mark one delivery so, several times; returns the last marks."""

    async def go() -> list[Mark]:
        marker, marks = Marker(CLOCKS), list[Mark]()
        if stopping:
            marker.stop()
        for _ in range(times):
            delivery = spool.delivery("d")
            assert delivery is not None
            marks = await marker.mark(Answer([(spool, delivery)], reply, (verdict,)), 3_600.0)
        return marks

    return run_in_virtual_time(go())


@pytest.mark.parametrize(
    ("headers", "due"), [((), 1_002.0), ((("retry-after", "90"),), 1_090.0)], ids=["its own wait", "what was asked for"]
)
def test_what_is_sent_again_waits(tmp_path: Path, headers: tuple[tuple[str, str], ...], due: float) -> None:
    spool = kept(Spool(tmp_path / "spool-0.sqlite3"))
    mark(spool, Verdict("again", "HTTP 503"), Reply(503, headers=headers))

    assert spool.due(due - 0.1) == []
    assert len(spool.due(due)) == 1


def test_what_is_held_waits_with_its_destination_only(tmp_path: Path) -> None:
    spool = kept(Spool(tmp_path / "spool-0.sqlite3"))
    mark(spool, Verdict("hold", "HTTP 401"), Reply(401))

    assert [each.attempts for each in spool.due(1_000.0)] == [1]


def test_three_answers_that_nobody_can_read_are_a_refusal(tmp_path: Path) -> None:
    spool = kept(Spool(tmp_path / "spool-0.sqlite3"))
    unreadable = Verdict("again", "no code", "unreadable")

    assert not mark(spool, unreadable, Reply(200), times=2)[0].final
    (last,) = mark(spool, unreadable, Reply(200), times=3)

    assert (last.final, last.verdict.outcome, last.verdict.why) == (True, "refused", "no code, 3 times")


def test_a_mark_that_cannot_be_written_is_written_later(tmp_path: Path) -> None:
    spool = kept(FullDisk(tmp_path / "spool-0.sqlite3"))

    assert mark(spool, Verdict("accepted", "fine"), Reply(200))[0].final
    assert spool.counts() == {"accepted": 1}


def test_nobody_waits_for_a_full_disk_when_told_to_stop(tmp_path: Path) -> None:
    spool = kept(FullDisk(tmp_path / "spool-0.sqlite3"))

    assert not mark(spool, Verdict("accepted", "fine"), Reply(200), stopping=True)[0].final
    assert spool.counts() == {"waiting": 1}
