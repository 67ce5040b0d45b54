"""Files of earlier versions become files of this one, with all that is in them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from gateway import Reply
from gateway.delivery import Spool
from gateway.delivery.inventory import kept_deliveries
from gateway.delivery.schema import VERSION
from tests.gateway.delivery.test_spool import HIT, keep, request

FIRST = """
CREATE TABLE hits (
    id TEXT PRIMARY KEY, rules TEXT NOT NULL, hit BLOB NOT NULL, open INTEGER NOT NULL, kept_at REAL NOT NULL
);
CREATE INDEX open_hits ON hits (kept_at) WHERE open = 1;
CREATE TABLE runs (
    hit TEXT NOT NULL, event INTEGER NOT NULL, key TEXT NOT NULL, tag TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (hit, event, key)
) WITHOUT ROWID;
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, hit TEXT NOT NULL, event INTEGER NOT NULL, tag TEXT NOT NULL, type TEXT NOT NULL,
    destination TEXT NOT NULL, request BLOB NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    due REAL NOT NULL, kept_at REAL NOT NULL, ended_at REAL, reply BLOB, why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX due ON deliveries (due) WHERE state = 'waiting';
PRAGMA user_version = 1;
"""
"""A file as the first sgtm wrote it: no table of attempts, no checksums."""


def first_file(path: Path) -> None:
    pack = msgspec.msgpack.encode
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(FIRST)
        database.execute("INSERT INTO hits VALUES ('hit-1', 'v1', ?, 1, 5.0)", (pack(HIT),))
        database.execute(
            "INSERT INTO deliveries VALUES ('delivery-0', 'hit-1', 0, 'TikTok', 'tiktok', 'vendor.example TOKEN', ?, "
            "'waiting', 1, 5.0, 5.0, NULL, ?, 'HTTP 500')",
            (pack(request()), pack(Reply(500))),
        )
    database.close()


def test_a_file_of_version_1_goes_on(tmp_path: Path) -> None:
    first_file(tmp_path / "spool-0.sqlite3")
    spool = Spool(tmp_path / "spool-0.sqlite3")

    assert spool.open_hits() == [(HIT, {})]
    assert [(one.id, one.request, one.attempts) for one in spool.due(9.0)] == [("delivery-0", request(), 1)]
    spool.postpone("delivery-0", 20.0, Reply(503), "HTTP 503", 10.0)
    spool.end("delivery-0", "accepted", Reply(200), "", 30.0)
    (kept,) = kept_deliveries(tmp_path, ["delivery-0"]).values()
    assert [attempt.reply.status for attempt in kept.attempts] == [503, 200]
    assert spool._database.execute("PRAGMA user_version").fetchone() == (VERSION,)
    spool.close()


def test_a_file_of_this_version_is_opened_as_it_is(tmp_path: Path) -> None:
    for _ in range(2):
        spool = Spool(tmp_path / "spool-0.sqlite3")
        spool.keep([keep(request())], 10.0)
        spool.close()

    assert len(Spool(tmp_path / "spool-0.sqlite3").due(10.0)) == 1


def test_a_newer_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "spool-0.sqlite3"
    Spool(path).close()
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    before = path.read_bytes()

    with pytest.raises(sqlite3.DatabaseError, match=r"newer sgtm \(version .* of its tables\)\. Start that one"):
        Spool(path)
    assert path.read_bytes() == before
