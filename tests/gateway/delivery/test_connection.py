"""How a spool's file is opened, and what its commits survive."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gateway.container import Durability
from gateway.delivery import Spool
from gateway.delivery.connection import Transaction, is_damage, is_full
from tests.gateway.delivery.test_power_loss import numbered
from tests.gateway.delivery.test_spool import keep, request


@pytest.mark.parametrize(("durability", "synchronous"), [("full", 2), ("normal", 1), ("memory", 0)])
def test_each_durability_is_a_setting_of_sqlite(durability: Durability, synchronous: int, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    spool.make_durable(durability)

    assert spool._database.execute("PRAGMA synchronous").fetchone() == (synchronous,)
    spool.close()


def test_what_is_deleted_does_not_stay_behind_its_row(tmp_path: Path) -> None:
    assert Spool(tmp_path / "spool-0.sqlite3")._database.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_a_full_disk_is_no_damage_and_what_was_kept_stays(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    spool.keep([keep(request())], 10.0)
    spool._database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as failed:
        spool.keep([numbered(number) for number in range(1000)], 10.0)

    assert (is_full(failed.value), is_damage(failed.value)) == (True, False)
    assert len(spool.due(10.0)) == 1
    spool.close()


def test_a_transaction_that_fails_takes_everything_back(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    database.execute("CREATE TABLE a (b UNIQUE)")
    with pytest.raises(sqlite3.IntegrityError), Transaction(database):
        database.executemany("INSERT INTO a VALUES (?)", [(1,), (2,), (1,)])

    assert database.execute("SELECT count(*) FROM a").fetchone() == (0,)
    database.close()
