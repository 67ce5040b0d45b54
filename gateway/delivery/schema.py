"""The tables of a spool, their version, and how a file of an older version becomes one of this.

hits         each accepted hit; `open` until its trip has ended (-1: damaged)
runs         of open hits only: the tag runs that wait for an answer, are done or have failed
deliveries   each request: waiting, accepted, refused, given up, dropped or damaged, with its last reply
attempts     the sendings that did not end their delivery

`hit`, `request` and `reply` are sealed (seal.py).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

VERSION = 2
"""1 had no checksums. Its rows stay as they are, and an older sgtm no longer opens the file."""

_TABLES = """
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
CREATE INDEX IF NOT EXISTS waiting ON deliveries (destination, due) WHERE state = 'waiting';
"""
_MIGRATIONS = {1: f"{_TABLES} DROP INDEX IF EXISTS due;"}
"""From each version, the statements that make the next one of it. The first files of version 1 had no attempts."""

TABLES = ("hits", "runs", "deliveries", "attempts")


def prepare(database: sqlite3.Connection, path: Path) -> None:
    """Give a file its tables, in one transaction. Raises sqlite3.DatabaseError for one that a newer sgtm wrote."""
    if _version(database, path) == VERSION:
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been faster.
        for statement in _statements(_version(database, path)):
            database.execute(statement)
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _version(database: sqlite3.Connection, path: Path) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise sqlite3.DatabaseError(
            f"{path} was written by a newer sgtm (version {version} of its tables). Start that one, or take another --data-dir."
        )
    return int(version)


def _statements(version: int) -> list[str]:
    steps = [_TABLES] if version == 0 else [_MIGRATIONS[each] for each in range(version, VERSION)]
    statements = [one.strip() for step in steps for one in step.split(";") if one.strip()]
    return [*statements, f"PRAGMA user_version = {VERSION}"] if statements else []
