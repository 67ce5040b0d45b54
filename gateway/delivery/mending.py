"""A damaged file: it is set aside under another name, and what can be read of it goes into a new one.

The new file is made beside it and complete before anything is renamed, so a crash in between leaves one of the two.
SQLite's own integrity_check finds what is damaged before rows are missed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from .connection import connect, is_damage, set_up
from .log import tell_what_breaks_off
from .schema import TABLES
from .spool import Spool, word_of_damage

_log = logging.getLogger("sgtm")
_MOST_MISSED, _STRIDE = 1000, 64
"""Rows in a row that cannot be read, in strides that grow by one each 64, after which what lies behind is given up."""


class Salvaged(NamedTuple):
    """Where the damaged file is now, and how many hits and deliveries of it could be read."""

    aside: Path
    hits: int
    deliveries: int


def opened(path: Path, now: float) -> Spool:
    """The spool of whoever owns it: one that is damaged is mended first, and that is told."""
    _finish(path)
    tell_what_breaks_off(path, _beside(_aside(path, now), "-wal"))
    spool, damage = None, ""
    try:
        spool = Spool(path)
        damage = spool.check()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        damage = str(error)
    if damage or spool is None:
        mend(path, damage, now)
        if spool is not None:
            spool.close()
        return Spool(path)
    return spool


def mend(path: Path, damage: str, now: float) -> Salvaged:
    """Set a damaged file aside and put what can be read of it in its place."""
    fresh = _fresh(path)
    _delete(fresh)
    salvaged = _salvage(path, fresh)
    aside = _aside(path, now)
    os.replace(path, aside)
    for end in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.replace(_beside(path, end), _beside(aside, end))
    _finish(path)
    word_of_damage(path).unlink(missing_ok=True)
    _log.error(
        "%s is damaged: %s. It is now %s; %d hits and %d deliveries could be read and go on. Look after the disk.",
        *(path.name, damage, aside.name, *salvaged),
    )
    return Salvaged(aside, *salvaged)


def set_aside(folder: Path) -> list[Path]:
    """The damaged files of a data folder. Nobody reads them again, but they hold hits."""
    return sorted(folder.glob("damaged-spool-*.sqlite3"))


def _finish(path: Path) -> None:
    """Put the new file in its place, where the damaged one has left it: also after a crash in between."""
    if path.exists() or not _fresh(path).exists():
        return
    for end in ("-wal", "-shm"):
        _beside(path, end).unlink(missing_ok=True)
    os.replace(_fresh(path), path)


def _salvage(path: Path, fresh: Path) -> tuple[int, int]:
    """Copy every row that can be read; returns how many hits and deliveries."""
    into = Spool(fresh)
    target = connect(fresh)
    set_up(target)
    copied = dict.fromkeys(TABLES, 0)
    with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(connect(path)) as source:
        source.text_factory = target.text_factory
        for table in TABLES:
            target.execute("BEGIN")
            for row in _rows(source, table):
                with contextlib.suppress(sqlite3.Error):
                    copied[table] += _insert(target, table, row)
            target.execute("COMMIT")
    target.close()
    into.close()
    return copied["hits"], copied["deliveries"]


def _insert(target: sqlite3.Connection, table: str, row: tuple[Any, ...]) -> int:
    signs = ", ".join("?" * len(row))
    return target.execute(f"INSERT OR IGNORE INTO {table} VALUES ({signs})", row).rowcount


def _rows(source: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in their order, less those on pages that cannot be read."""
    if table in ("runs", "attempts"):
        with contextlib.suppress(sqlite3.DatabaseError):
            yield from source.execute(f"SELECT * FROM {table}")
        return
    last, missed = _least(source, table), 0
    while missed < _MOST_MISSED:
        try:
            # NOT INDEXED: an index may be damaged where the table is not.
            rows = source.execute(f"SELECT rowid, * FROM {table} NOT INDEXED WHERE rowid > ? ORDER BY rowid", (last,))
            for rowid, *row in rows:
                last, missed = rowid, 0
                yield tuple(row)
        except sqlite3.DatabaseError:
            last, missed = last + 1 + missed // _STRIDE, missed + 1
        else:
            return


def _least(source: sqlite3.Connection, table: str) -> int:
    try:
        return int(source.execute(f"SELECT min(rowid) FROM {table}").fetchone()[0] or 1) - 1
    except sqlite3.DatabaseError:
        return 0


def _aside(path: Path, now: float) -> Path:
    """A name that nobody takes for a spool's."""
    at = f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%S}"
    number, aside = 1, path.with_name(f"damaged-{path.stem}-{at}.sqlite3")
    while aside.exists():
        number += 1
        aside = path.with_name(f"damaged-{path.stem}-{at}-{number}.sqlite3")
    return aside


def _fresh(path: Path) -> Path:
    return path.with_name(f"fresh-{path.name}")


def _beside(path: Path, end: str) -> Path:
    return path.with_name(f"{path.name}{end}")


def _delete(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        _beside(path, end).unlink(missing_ok=True)
