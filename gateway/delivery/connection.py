"""A connection to the file of a spool: how it is opened, and how durable its commits are."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from ..container import Durability

Connect: TypeAlias = Callable[[Path], sqlite3.Connection]

_SYNCHRONOUS: dict[Durability, str] = {"full": "FULL", "normal": "NORMAL", "memory": "OFF"}
_DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))


def connect(path: Path) -> sqlite3.Connection:
    """A connection of Python's own SQLite, with a transaction only where we begin one."""
    return sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)


def set_up(database: sqlite3.Connection) -> None:
    """What every connection to a spool has."""
    database.execute("PRAGMA page_size = 8192")
    database.execute("PRAGMA journal_mode = WAL").fetchone()
    # Persons' data does not stay in the file behind a row that is deleted.
    database.execute("PRAGMA secure_delete = ON").fetchone()
    # Only macOS: there fsync alone leaves data in the disk's own memory.
    database.execute("PRAGMA fullfsync = ON")
    database.execute("PRAGMA checkpoint_fullfsync = ON")
    # A damaged name is a damaged row, and no error of its own.
    database.text_factory = _text


def make_durable(database: sqlite3.Connection, durability: Durability) -> None:
    """Commits from now on: `full` survive power loss, `normal` may lose the last ones to it, `memory` all of them."""
    database.execute(f"PRAGMA synchronous = {_SYNCHRONOUS[durability]}")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is no longer what SQLite wrote; a full disk, say, is no damage."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def is_full(error: BaseException) -> bool:
    """Whether there was no room to write."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def create_private(path: Path) -> int:
    """The outbox holds hits in the clear, so only its owner may read it; returns its inode. SQLite's other files follow."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # To open and close a file that is there would end all locks that SQLite has on it in this process.
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return path.stat().st_ino


class Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK where something failed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> sqlite3.Connection:
        self._database.execute("BEGIN IMMEDIATE")
        return self._database

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if kind is None:
            self._commit()
        elif self._database.in_transaction:
            self._database.execute("ROLLBACK")

    def _commit(self) -> None:
        try:
            self._database.execute("COMMIT")
        except BaseException:
            # A disk that is full only now: the transaction would stay open, and the next one could not begin.
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise


def _text(stored: bytes) -> str:
    return str(stored, "utf-8", "replace")
