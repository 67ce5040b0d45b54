"""Group commit: nobody is told before the disk has it, and everybody hears of a failure."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from gateway import Hit
from gateway.container import Container
from gateway.delivery import Committer, Room, Spool
from gateway.delivery.committer import OutboxFullError
from gateway.delivery.mending import set_aside
from gateway.delivery.spool import word_of_damage
from gateway.pipeline import Done, Keep
from tests.gateway.delivery.test_spool import HIT, keep, request


class CountingSpool(Spool):
    """A spool that counts its transactions, and whose first one waits until told to go on."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.groups: list[int] = []
        self.go_on = threading.Event()
        self.failure: Exception | None = None

    def keep(self, keeps: Sequence[Keep], now: float) -> None:
        self.groups.append(len(keeps))
        assert self.go_on.wait(10)
        if self.failure:
            raise self.failure
        super().keep(keeps, now)


def numbered(number: int) -> Keep:
    hit = msgspec.structs.replace(HIT, id=f"hit-{number}")
    return msgspec.structs.replace(keep(hit=hit), hit_id=hit.id, rows=())


def test_what_comes_while_a_group_is_written_is_the_next_group(tmp_path: Path) -> None:
    async def scenario() -> tuple[list[int], set[str]]:
        spool = CountingSpool(tmp_path / "spool-0.sqlite3")
        committer = Committer(spool)
        first = asyncio.ensure_future(committer.commit(numbered(0)))
        while not spool.groups:
            await asyncio.sleep(0)
        others = [asyncio.ensure_future(committer.commit(numbered(number))) for number in range(1, 50)]
        await asyncio.sleep(0)
        assert not first.done()
        spool.go_on.set()
        await asyncio.gather(first, *others)
        found = spool.hit_ids()
        await committer.close()
        return spool.groups, found

    groups, found = asyncio.run(scenario())

    assert groups == [1, 49]
    assert found == {f"hit-{number}" for number in range(50)}


def test_a_failed_write_is_told_to_every_hit_of_its_group_and_the_next_group_is_written(tmp_path: Path) -> None:
    async def scenario() -> set[str]:
        spool = CountingSpool(tmp_path / "spool-0.sqlite3")
        spool.go_on.set()
        spool.failure = sqlite3.OperationalError("database or disk is full")
        committer = Committer(spool)
        with pytest.raises(sqlite3.OperationalError, match="disk is full"):
            await committer.commit(numbered(1))
        spool.failure = None
        await committer.commit(numbered(2))
        found = spool.hit_ids()
        await committer.close()
        return found

    assert asyncio.run(scenario()) == {"hit-2"}


def test_the_deliverer_is_woken_only_for_what_is_to_be_delivered(tmp_path: Path) -> None:
    async def scenario() -> list[int]:
        woken: list[int] = []
        committer = Committer(Spool(tmp_path / "spool-0.sqlite3"), lambda: woken.append(1))
        await committer.commit(numbered(1))
        await committer.commit(keep(request()))
        await committer.close()
        return woken

    assert asyncio.run(scenario()) == [1]


def test_closing_writes_what_still_waits(tmp_path: Path) -> None:
    async def scenario() -> None:
        committer = Committer(Spool(tmp_path / "spool-0.sqlite3"))
        waiting = [asyncio.ensure_future(committer.commit(numbered(number))) for number in range(100)]
        await asyncio.sleep(0)
        await committer.close()
        await asyncio.gather(*waiting)

    asyncio.run(scenario())

    assert len(Spool(tmp_path / "spool-0.sqlite3").hit_ids()) == 100


def test_without_room_no_hit_is_written_and_what_has_begun_may_end(tmp_path: Path) -> None:
    async def scenario() -> tuple[set[str], list[tuple[Hit, Done]]]:
        left = [10**12]
        room = Room(tmp_path, Container(), free=lambda _: left[0])
        spool = Spool(tmp_path / "spool-0.sqlite3")
        spool.keep([keep(state="run", closed=False)], 1.0)
        left[0] = 0
        committer = Committer(spool, room=room)
        with pytest.raises(OutboxFullError, match="the outbox is 100% full: hits are refused"):
            await committer.commit(numbered(1))
        await committer.commit(keep(hit=None))
        found = spool.hit_ids(), spool.open_hits()
        await committer.close()
        return found

    assert asyncio.run(scenario()) == ({"hit-1"}, [])


def test_a_disk_that_fills_up_refuses_and_takes_hits_again_once_it_has_room(tmp_path: Path) -> None:
    async def scenario() -> set[str]:
        room = Room(tmp_path, Container(), free=lambda _: 10**12)
        spool = Spool(tmp_path / "spool-0.sqlite3")
        committer = Committer(spool, room=room)
        await committer.commit(numbered(1))
        spool._database.execute("PRAGMA max_page_count = 1")
        long = msgspec.structs.replace(HIT, id="hit-2", body=b"x" * 100_000)
        with pytest.raises(sqlite3.OperationalError, match="full"):
            await committer.commit(msgspec.structs.replace(numbered(2), hit=long))
        assert room.is_full
        spool._database.execute("PRAGMA max_page_count = 1000000")
        while room.is_full:
            await asyncio.sleep(0.05)
        await committer.commit(numbered(3))
        found = spool.hit_ids()
        await committer.close()
        return found

    assert asyncio.run(scenario()) == {"hit-1", "hit-3"}


def test_a_file_that_is_damaged_while_hits_come_is_mended_and_they_are_kept(tmp_path: Path) -> None:
    async def scenario() -> None:
        spool = Spool(tmp_path / "spool-0.sqlite3")
        committer = Committer(spool)
        for number in range(20):
            await committer.commit(numbered(number))
        spool._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        with spool.path.open("r+b") as file:
            file.seek(8192)
            file.write(b"\xff" * 8192)
        spool._database.execute("PRAGMA shrink_memory")
        await committer.commit(numbered(99))
        await committer.close()

    asyncio.run(scenario())

    assert len(set_aside(tmp_path)) == 1
    assert "hit-99" in Spool(tmp_path / "spool-0.sqlite3").hit_ids()


def test_word_of_damage_has_the_file_mended(tmp_path: Path) -> None:
    async def scenario() -> None:
        spool = Spool(tmp_path / "spool-0.sqlite3")
        committer = Committer(spool)
        await committer.commit(numbered(1))
        word_of_damage(spool.path).touch()
        while not set_aside(tmp_path):
            await asyncio.sleep(0.05)
        await committer.commit(numbered(2))
        await committer.close()

    asyncio.run(scenario())

    assert Spool(tmp_path / "spool-0.sqlite3").hit_ids() == {"hit-1", "hit-2"}


def test_the_durability_is_changed_before_the_next_group(tmp_path: Path) -> None:
    async def scenario() -> int:
        spool = Spool(tmp_path / "spool-0.sqlite3")
        committer = Committer(spool)
        committer.make_durable("memory")
        await committer.commit(numbered(1))
        (synchronous,) = spool._database.execute("PRAGMA synchronous").fetchone()
        await committer.close()
        return int(synchronous)

    assert asyncio.run(scenario()) == 0
