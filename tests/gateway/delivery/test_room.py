"""How much room the outbox has: first events are shed, then hits refused, and all by itself it recovers."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from gateway.container import Container
from gateway.delivery import Room

MB = 1024 * 1024
RULES = Container(cap=100 * MB)
PLENTY = 10**12


class Disk:
    """How much it has left."""

    def __init__(self, left: int = PLENTY) -> None:
        self.left = left

    def __call__(self, folder: Path) -> int:
        return self.left


@pytest.mark.parametrize(
    ("size", "what"),
    [(0, "room"), (79, "room"), (80, "sheds"), (99, "sheds"), (100, "is full"), (130, "is full")],
)
def test_from_four_fifths_on_events_are_shed_and_at_the_cap_hits_are_refused(
    size: int, what: str, tmp_path: Path
) -> None:
    room = Room(tmp_path, RULES, free=Disk())
    room.look("spool-0.sqlite3", size * MB)

    assert room.sheds() == (frozenset() if what == "room" else frozenset({"scroll", "user_engagement"}))
    assert (room.is_full, bool(room.why())) == (what == "is full", what != "room")


def test_processes_share_the_cap_and_spools_of_one_process_its_part(tmp_path: Path) -> None:
    room = Room(tmp_path, RULES, processes=4, free=Disk())
    room.look("spool-0.sqlite3", 10 * MB)
    assert not room.sheds()
    room.look("spool-7.sqlite3", 11 * MB)

    assert room.why().startswith("the outbox is 84% full")


def test_a_small_disk_is_a_small_cap(tmp_path: Path) -> None:
    disk = Disk(6 * MB)
    room = Room(tmp_path, RULES, free=disk)
    room.look("spool-0.sqlite3", 40 * MB)
    assert room.sheds()
    disk.left = MB // 2
    room.look("spool-0.sqlite3", 40 * MB)
    assert room.is_full
    disk.left = PLENTY
    room.look("spool-0.sqlite3", 40 * MB)

    assert not room.why()


def test_what_was_shed_is_counted_and_named_and_each_change_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    room = Room(tmp_path, RULES, free=Disk())
    for size in (50, 90, 91, 92):
        room.look("spool-0.sqlite3", size * MB)
    room.count(["scroll", "scroll"])
    assert room.why() == (
        "the outbox is 92% full: of the events, scroll, user_engagement are shed; shed so far: 2 scroll"
    )
    room.ran_out()
    assert room.is_full
    room.look("spool-0.sqlite3", 10 * MB)

    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "the outbox is 90% full",
        "the outbox has room again; 2 events were shed",
    ]


def test_other_rules_may_raise_the_cap(tmp_path: Path) -> None:
    room = Room(tmp_path, RULES, free=Disk())
    room.use(Container(cap=1000 * MB, shed=frozenset({"page_view"})))
    room.look("spool-0.sqlite3", 100 * MB)
    assert not room.why()
    room.look("spool-0.sqlite3", 900 * MB)

    assert room.sheds() == {"page_view"}


def test_the_disk_of_the_folder_is_asked(tmp_path: Path) -> None:
    room = Room(tmp_path, Container())
    room.look("spool-0.sqlite3", 0)

    assert not room.is_full
