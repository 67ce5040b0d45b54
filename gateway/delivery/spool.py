"""One SQLite file that holds hits and what their tags want sent. WAL and synchronous=FULL: a commit survives power loss."""

from __future__ import annotations

import ctypes
import functools
import logging
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from ..container import Durability
from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from ..pipeline import Done, Keep, Row
from .connection import Connect, Transaction, connect, create_private, is_damage, make_durable, set_up
from .schema import prepare
from .seal import DamagedRowError, sealed, unsealed_hit, unsealed_reply, unsealed_request

P = ParamSpec("P")
R = TypeVar("R")
_Method: TypeAlias = "Callable[Concatenate[Spool, P], R]"

_INSERT_HIT = "INSERT OR IGNORE INTO hits VALUES (?, ?, ?, ?, ?)"
_CLOSE_HIT = "UPDATE hits SET open = 0 WHERE id = ?"
_FORGET_RUNS = "DELETE FROM runs WHERE hit = ?"
_INSERT_RUN = "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)"
_INSERT_DELIVERY = "INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?, NULL, NULL, '')"

_WAITED_FOR = """
WITH RECURSIVE each (name) AS (
    SELECT min(destination) FROM deliveries WHERE state = 'waiting'
    UNION ALL SELECT (SELECT min(destination) FROM deliveries WHERE state = 'waiting' AND destination > name)
    FROM each WHERE name IS NOT NULL
) SELECT name FROM each WHERE name IS NOT NULL
"""
_OF_DELIVERY = "id, hit, tag, type, destination, request, attempts, kept_at, rowid"

_log = logging.getLogger("sgtm")


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


def _nothing() -> None: ...


def _or(otherwise: Callable[[], Any]) -> Callable[[_Method[P, R]], _Method[P, R]]:
    """Leave a damaged file alone: this much comes of it until its owner has mended it."""

    def decorated(method: _Method[P, R]) -> _Method[P, R]:
        @functools.wraps(method)
        def guarded(spool: Spool, /, *arguments: P.args, **more: P.kwargs) -> R:
            try:
                if not spool.damaged:
                    return method(spool, *arguments, **more)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                spool.tell_damage(error)
            kept: R = otherwise()
            return kept

        return guarded

    return decorated


class Spool:
    """A connection to one file. Workers keep, the delivery process marks; several may have the file open."""

    def __init__(self, path: Path, *, durable: bool = True, connect: Connect = connect) -> None:
        """`durable` is for who keeps hits: commits survive power loss, and a damaged file is an error.

        Without it (for marks) the worst is that a request is sent again, and a damaged file is left to its owner.
        """
        self.path, self.damaged = path, False
        self._file = create_private(path)
        self._database = connect(path)
        try:
            set_up(self._database)
            make_durable(self._database, "full" if durable else "normal")
            prepare(self._database, path)
        except sqlite3.DatabaseError as error:
            if durable or not is_damage(error):
                self._database.close()
                raise
            self.tell_damage(error)

    def make_durable(self, durability: Durability) -> None:
        """What a commit survives from now on."""
        make_durable(self._database, durability)

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
            (keep.hit.id, keep.rules, sealed(keep.hit, keep.hit.id, keep.rules), int(not keep.closed), now)
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
        with Transaction(self._database) as database:
            database.executemany(_INSERT_HIT, hits)
            database.executemany(_INSERT_DELIVERY, deliveries)
            if runs:
                database.executemany(_INSERT_RUN, runs)
            if closed:
                database.executemany(_CLOSE_HIT, closed)
                database.executemany(_FORGET_RUNS, closed)

    def open_hits(self) -> list[tuple[Hit, Done]]:
        """The hits whose trip a crash cut off, each with the tag runs that had ended. A damaged one is set aside and told."""
        rows = self._database.execute("SELECT id, rules, hit FROM hits WHERE open = 1 ORDER BY kept_at").fetchall()
        found = []
        for name, rules, stored in rows:
            try:
                found.append((unsealed_hit(stored, name, rules), self._ended_runs(name)))
            except DamagedRowError as error:
                _log.error("%s: hit %s is damaged and cannot go on: %s", self.path.name, name, error)
                self._database.execute("UPDATE hits SET open = -1 WHERE id = ?", (name,))
        return found

    @_or(list[str])
    def destinations(self) -> list[str]:
        """Those for which something waits; what one look costs goes by their number, not by how much waits."""
        return [name for (name,) in self._database.execute(_WAITED_FOR)]

    @_or(list[Delivery])
    def due(self, now: float, *, destination: str | None = None, limit: int = 100) -> list[Delivery]:
        """The deliveries due by now, to one destination or to all, the oldest first."""
        which, names = ("", ()) if destination is None else ("AND destination = ? ", (destination,))
        rows = self._database.execute(
            f"SELECT {_OF_DELIVERY} FROM deliveries WHERE state = 'waiting' {which}AND due <= ? ORDER BY due LIMIT ?",
            (*names, now, limit),
        )
        return self._readable(rows.fetchall())

    @_or(_nothing)
    def end(self, delivery: str, state: str, reply: Reply | None, why: str, now: float) -> None:
        """A delivery has ended: accepted, refused or given up."""
        self._database.execute(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1, reply = ?, why = ?, ended_at = ? WHERE id = ?",
            (state, None if reply is None else sealed(reply, delivery), why, now, delivery),
        )

    @_or(_nothing)
    def postpone(self, delivery: str, due: float, reply: Reply, why: str, now: float) -> None:
        """A delivery is to be tried again."""
        packed = sealed(reply, delivery)
        with Transaction(self._database) as database:
            database.execute(
                "INSERT OR REPLACE INTO attempts SELECT id, attempts, ?, ?, ? FROM deliveries WHERE id = ?",
                (now, packed, why, delivery),
            )
            database.execute(
                "UPDATE deliveries SET due = ?, attempts = attempts + 1, reply = ?, why = ? WHERE id = ?",
                (due, packed, why, delivery),
            )

    @_or(lambda: Reply(0))
    def give_up(self, delivery: str, why: str, now: float) -> Reply:
        """End a delivery that was tried before without another try; returns the last reply, which stays."""
        row = self._database.execute(
            "UPDATE deliveries SET state = 'given up', why = ?, ended_at = ? WHERE id = ? RETURNING reply",
            (why, now, delivery),
        ).fetchone()
        try:
            return Reply(0) if row is None or row[0] is None else unsealed_reply(row[0], delivery)
        except DamagedRowError:
            return Reply(0)

    @_or(_nothing)
    def delivery(self, delivery: str) -> Delivery | None:
        """The delivery of this id, whatever its state, unless it is damaged."""
        rows = self._database.execute(f"SELECT {_OF_DELIVERY} FROM deliveries WHERE id = ?", (delivery,))
        return next(iter(self._readable(rows.fetchall())), None)

    @_or(_nothing)
    def retry(self, delivery: str, now: float) -> str | None:
        """Send it now, whatever became of it before; returns its destination, None where it is not here or was accepted."""
        with Transaction(self._database) as database:
            database.execute(
                "INSERT OR REPLACE INTO attempts SELECT id, attempts - 1, ended_at, reply, why FROM deliveries "
                "WHERE id = ? AND ended_at IS NOT NULL AND reply IS NOT NULL AND state != 'accepted'",
                (delivery,),
            )
            changed = database.execute(
                "UPDATE deliveries SET state = 'waiting', due = ?, ended_at = NULL "
                "WHERE id = ? AND state NOT IN ('accepted', 'damaged') "
                "RETURNING destination",
                (now, delivery),
            ).fetchone()
            return None if changed is None else str(changed[0])

    def rebuild(self, delivery: str, request: OutgoingRequest) -> None:
        """Send this request instead, made anew of the same hit."""
        with Transaction(self._database) as database:
            row = database.execute("SELECT hit, tag, type FROM deliveries WHERE id = ?", (delivery,)).fetchone()
            if row is not None:
                destination = request.destination
                packed = sealed(request, delivery, *row, destination)
                database.execute(
                    "UPDATE deliveries SET request = ?, destination = ? WHERE id = ?", (packed, destination, delivery)
                )

    @_or(lambda: False)
    def drop(self, delivery: str, now: float) -> bool:
        """Never send it; False where it is not here or does not wait."""
        changed = self._database.execute(
            "UPDATE deliveries SET state = 'dropped', why = 'dropped by hand', ended_at = ? WHERE id = ? AND state = 'waiting'",
            (now, delivery),
        )
        return changed.rowcount > 0

    @_or(_nothing)
    def pull_in(self, after: float, by: float, latest: float) -> None:
        """What is due after this time is due that many seconds sooner, and not later than `latest`."""
        self._database.execute(
            "UPDATE deliveries SET due = min(due - ?, ?) WHERE state = 'waiting' AND due > ?", (by, latest, after)
        )

    @_or(_nothing)
    def release(self, destination: str, now: float) -> None:
        """The destination works again: what waits for it is due now."""
        self._database.execute(
            "UPDATE deliveries SET due = ? WHERE state = 'waiting' AND destination = ? AND due > ?",
            (now, destination, now),
        )

    @_or(lambda: 0)
    def clean(self, before: float) -> int:
        """Delete what ended before this time; returns how many rows went."""
        with Transaction(self._database) as database:
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

    @_or(dict[str, int])
    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        return dict(self._database.execute("SELECT state, count(*) FROM deliveries GROUP BY state"))

    def hit_ids(self) -> set[str]:
        """The ids of all hits that are kept."""
        return {name for (name,) in self._database.execute("SELECT id FROM hits")}

    def size(self) -> int:
        """The bytes in use, with those of the write-ahead log; pages that are free again do not count."""
        pages, free, each = (
            self._database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        log = self.path.with_name(f"{self.path.name}-wal")
        return int((pages - free) * each) + (log.stat().st_size if log.exists() else 0)

    def check(self) -> str:
        """What SQLite finds wrong with the file, or nothing."""
        (found,) = self._database.execute("PRAGMA integrity_check(1)").fetchone()
        return "" if found == "ok" else str(found)

    def tell_damage(self, error: sqlite3.Error) -> None:
        """Leave the file alone from now on, say so once, and leave word for whoever owns it."""
        self.damaged = True
        _log.error("%s is damaged, and is left alone until it is mended: %s", self.path.name, error)
        if self.is_in_place():
            word_of_damage(self.path).touch(mode=0o600)

    def close(self) -> None:
        """Close the file."""
        if self.is_in_place():
            self._database.close()
        else:
            # SQLite would delete the write-ahead log of whatever stands at this path now, so it must not even be collected.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._database))

    def _readable(self, rows: list[tuple[Any, ...]]) -> list[Delivery]:
        """The deliveries of these rows; a damaged one is never sent, and told once."""
        found = []
        for row in rows:
            try:
                found.append(_read(row))
            except DamagedRowError as error:
                _log.error("%s: delivery %s is damaged, and is not sent: %s", self.path.name, row[0], error)
                self._database.execute(
                    "UPDATE deliveries SET state = 'damaged', why = ? WHERE rowid = ?", (f"damaged: {error}", row[-1])
                )
        return found

    def _ended_runs(self, hit: str) -> Done:
        rows = self._database.execute("SELECT event, key, state FROM runs WHERE hit = ? AND state != 'run'", (hit,))
        return {(event, key): state for event, key, state in rows}


def word_of_damage(path: Path) -> Path:
    """The file that says that a spool needs its owner."""
    return path.with_name(f"{path.name}-damaged")


def _delivery(keep: Keep, row: Row, numbered: tuple[str, OutgoingRequest], now: float) -> tuple[object, ...]:
    name, request = numbered
    names = (name, keep.hit_id, row.tag, row.type_name, request.destination)
    return (name, keep.hit_id, row.event, *names[2:], sealed(request, *names), now, now)


def _read(row: tuple[Any, ...]) -> Delivery:
    name, hit, tag, kind, destination, request, attempts, kept_at, _ = row
    if not isinstance(attempts, int) or not isinstance(kept_at, float):
        raise DamagedRowError("it has no number of attempts, or no time")
    unsealed = unsealed_request(request, name, hit, tag, kind, destination)
    return Delivery(name, hit, tag, kind, destination, unsealed, attempts, kept_at)
