"""One SQLite file that holds hits and what their tags want sent. WAL and synchronous=FULL: a commit survives power loss.

hits         each accepted hit; `open` until its trip has ended
runs         of open hits only: the tag runs that wait for an answer, are done or have failed
deliveries   each request: waiting, accepted, refused, given up or dropped, with its last reply
attempts     the sendings that did not end their delivery
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from ..pipeline import Done, Keep, Row

_SCHEMA = """
CREATE TABLE IF NOT EXISTS hits (
    id TEXT PRIMARY KEY, rules TEXT NOT NULL, hit BLOB NOT NULL, open INTEGER NOT NULL, kept_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS open_hits ON hits (kept_at) WHERE open = 1;
CREATE TABLE IF NOT EXISTS runs (
    hit TEXT NOT NULL, event INTEGER NOT NULL, key TEXT NOT NULL, tag TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (hit, event, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (
    id TEXT PRIMARY KEY, hit TEXT NOT NULL, event INTEGER NOT NULL, tag TEXT NOT NULL, type TEXT NOT NULL,
    destination TEXT NOT NULL, request BLOB NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    due REAL NOT NULL, kept_at REAL NOT NULL, ended_at REAL, reply BLOB, why TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS attempts (
    delivery TEXT NOT NULL, number INTEGER NOT NULL, at REAL NOT NULL, reply BLOB NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS due ON deliveries (due) WHERE state = 'waiting';
PRAGMA user_version = 1;
"""
_VERSION = 1
_INSERT_HIT = "INSERT OR IGNORE INTO hits VALUES (?, ?, ?, ?, ?)"
_CLOSE_HIT = "UPDATE hits SET open = 0 WHERE id = ?"
_FORGET_RUNS = "DELETE FROM runs WHERE hit = ?"
_INSERT_RUN = "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)"
_INSERT_DELIVERY = "INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, NULL, NULL, '')"

_OF_DELIVERY = "id, hit, tag, type, destination, request, attempts, kept_at"

_encode = msgspec.msgpack.Encoder().encode
unpacked_hit = msgspec.msgpack.Decoder(Hit).decode
unpacked_request = msgspec.msgpack.Decoder(OutgoingRequest).decode
unpacked_reply = msgspec.msgpack.Decoder(Reply).decode


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request of the queue that is due. Times are in seconds since 1970."""

    id: str
    hit: str
    tag: str
    type_name: str
    destination: str
    request: OutgoingRequest
    attempts: int
    kept_at: float


class Spool:
    """A connection to one file. Workers keep, the delivery process marks; several may have the file open."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        """`durable` commits survive power loss; without it (for marks) the worst is that a request is sent again."""
        self.path = path
        self._file = _create_private(path)
        self._database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA page_size = 8192")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        self._check_version()
        self._database.executescript(_SCHEMA)

    def is_in_place(self) -> bool:
        """Whether the file still is where it was opened: SQLite would go on writing into a deleted one."""
        try:
            return os.stat(self.path).st_ino == self._file
        except OSError:
            return False

    def keep(self, keeps: Sequence[Keep], now: float) -> None:
        """Commit several Keeps in one transaction. Each delivery has a stable id, so keeping it twice keeps it once."""
        if not self.is_in_place():
            raise sqlite3.OperationalError(f"{self.path.name} is gone from the data folder: start the gateway again")
        hits = [
            (keep.hit.id, keep.rules, _encode(keep.hit), int(not keep.closed), now)
            for keep in keeps
            if keep.hit is not None
        ]
        closed = [(keep.hit_id,) for keep in keeps if keep.closed and keep.hit is None]
        deliveries = [_delivery(keep, row, each, now) for keep in keeps for row in keep.rows for each in row.requests]
        runs = [
            (keep.hit_id, row.event, row.key, row.tag, row.state)
            for keep in keeps
            if not keep.closed
            for row in keep.rows
        ]
        with _Transaction(self._database) as database:
            database.executemany(_INSERT_HIT, hits)
            database.executemany(_INSERT_DELIVERY, deliveries)
            if runs:
                database.executemany(_INSERT_RUN, runs)
            if closed:
                database.executemany(_CLOSE_HIT, closed)
                database.executemany(_FORGET_RUNS, closed)

    def open_hits(self) -> list[tuple[Hit, Done]]:
        """The hits whose trip a crash cut off, each with the tag runs that had ended."""
        found = self._database.execute("SELECT id, hit FROM hits WHERE open = 1 ORDER BY kept_at").fetchall()
        return [(unpacked_hit(blob), self._ended_runs(name)) for name, blob in found]

    def due(self, now: float, *, without: Iterable[str] = (), limit: int = 100) -> list[Delivery]:
        """The deliveries due by now, the oldest first, but for those of some destinations."""
        barred = list(without)
        signs = ", ".join("?" * len(barred))
        rows = self._database.execute(
            f"SELECT {_OF_DELIVERY} FROM deliveries "
            f"WHERE state = 'waiting' AND due <= ? AND destination NOT IN ({signs}) ORDER BY due LIMIT ?",
            (now, *barred, limit),
        )
        return list(map(_read, rows))

    def end(self, delivery: str, state: str, reply: Reply | None, why: str, now: float) -> None:
        """A delivery has ended: accepted, refused or given up."""
        self._database.execute(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1, reply = ?, why = ?, ended_at = ? WHERE id = ?",
            (state, _encode(reply), why, now, delivery),
        )

    def postpone(self, delivery: str, due: float, reply: Reply, why: str, now: float) -> None:
        """A delivery is to be tried again."""
        packed = _encode(reply)
        with _Transaction(self._database) as database:
            database.execute(
                "INSERT OR REPLACE INTO attempts SELECT id, attempts, ?, ?, ? FROM deliveries WHERE id = ?",
                (now, packed, why, delivery),
            )
            database.execute(
                "UPDATE deliveries SET due = ?, attempts = attempts + 1, reply = ?, why = ? WHERE id = ?",
                (due, packed, why, delivery),
            )

    def give_up(self, delivery: str, why: str, now: float) -> Reply:
        """End a delivery that was tried before without another try; returns the last reply, which stays."""
        row = self._database.execute(
            "UPDATE deliveries SET state = 'given up', why = ?, ended_at = ? WHERE id = ? RETURNING reply",
            (why, now, delivery),
        ).fetchone()
        return Reply(0) if row is None or row[0] is None else unpacked_reply(row[0])

    def delivery(self, delivery: str) -> Delivery | None:
        """The delivery of this id, whatever its state."""
        rows = self._database.execute(f"SELECT {_OF_DELIVERY} FROM deliveries WHERE id = ?", (delivery,))
        return next(map(_read, rows), None)

    def retry(self, delivery: str, now: float) -> str | None:
        """Send it now, whatever became of it before; returns its destination, None where it is not here or was accepted."""
        with _Transaction(self._database) as database:
            database.execute(
                "INSERT OR REPLACE INTO attempts SELECT id, attempts - 1, ended_at, reply, why FROM deliveries "
                "WHERE id = ? AND ended_at IS NOT NULL AND reply IS NOT NULL AND state != 'accepted'",
                (delivery,),
            )
            changed = database.execute(
                "UPDATE deliveries SET state = 'waiting', due = ?, ended_at = NULL WHERE id = ? AND state != 'accepted' "
                "RETURNING destination",
                (now, delivery),
            ).fetchone()
            return None if changed is None else str(changed[0])

    def drop(self, delivery: str, now: float) -> bool:
        """Never send it; False where it is not here or does not wait."""
        changed = self._database.execute(
            "UPDATE deliveries SET state = 'dropped', why = 'dropped by hand', ended_at = ? WHERE id = ? AND state = 'waiting'",
            (now, delivery),
        )
        return changed.rowcount > 0

    def release(self, destination: str, now: float) -> None:
        """The destination works again: what waits for it is due now."""
        self._database.execute(
            "UPDATE deliveries SET due = ? WHERE state = 'waiting' AND destination = ? AND due > ?",
            (now, destination, now),
        )

    def clean(self, before: float) -> int:
        """Delete what ended before this time; returns how many rows went."""
        with _Transaction(self._database) as database:
            database.execute(
                "DELETE FROM attempts WHERE delivery IN "
                "(SELECT id FROM deliveries WHERE state != 'waiting' AND ended_at < ?)",
                (before,),
            )
            gone = database.execute(
                "DELETE FROM deliveries WHERE state != 'waiting' AND ended_at < ?", (before,)
            ).rowcount
            return (
                gone
                + database.execute(
                    "DELETE FROM hits WHERE open = 0 AND kept_at < ? AND NOT EXISTS "
                    "(SELECT 1 FROM deliveries WHERE deliveries.hit = hits.id AND state = 'waiting')",
                    (before,),
                ).rowcount
            )

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        return dict(self._database.execute("SELECT state, count(*) FROM deliveries GROUP BY state"))

    def hit_ids(self) -> set[str]:
        """The ids of all hits that are kept."""
        return {name for (name,) in self._database.execute("SELECT id FROM hits")}

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _ended_runs(self, hit: str) -> Done:
        rows = self._database.execute("SELECT event, key, state FROM runs WHERE hit = ? AND state != 'run'", (hit,))
        return {(event, key): state for event, key, state in rows}

    def _check_version(self) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise sqlite3.DatabaseError(f"{self.path} was written by a newer sgtm (version {version} of its tables)")


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK where something failed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> sqlite3.Connection:
        self._database.execute("BEGIN IMMEDIATE")
        return self._database

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is None:
            self._database.execute("COMMIT")
        elif self._database.in_transaction:
            self._database.execute("ROLLBACK")


def _delivery(keep: Keep, row: Row, numbered: tuple[str, OutgoingRequest], now: float) -> tuple[object, ...]:
    name, request = numbered
    destination = request.destination
    return (name, keep.hit_id, row.event, row.tag, row.type_name, destination, _encode(request), now, now)


def _read(row: tuple[Any, ...]) -> Delivery:
    name, hit, tag, kind, destination, request, attempts, kept_at = row
    return Delivery(name, hit, tag, kind, destination, unpacked_request(request), attempts, kept_at)


def _create_private(path: Path) -> int:
    """The outbox holds hits in the clear, so only its owner may read it; returns its inode. SQLite's other files follow."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        return os.fstat(opened).st_ino
    finally:
        os.close(opened)
