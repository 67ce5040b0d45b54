"""The write-ahead log of a spool: how many transactions SQLite finds in it, and how many were written.

SQLite reads the log up to the first frame whose checksum is wrong, and says nothing of those behind it. After a power loss
that is right: what was not synced was never answered. After anything else it is damage. (SQLite, "WAL-mode File Format".)
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .connection import connect

_log = logging.getLogger("sgtm")
_HEADER = struct.Struct(">4I4s4s8x")
_FRAME = struct.Struct(">2I4s4s8x")


def tell_what_breaks_off(path: Path, aside: Path) -> None:
    """Before a spool is opened: whether SQLite can read all that was written to its log. One that breaks off is kept."""
    many = written(path)
    if not many or (readable := _readable(path, aside)) >= many:
        aside.unlink(missing_ok=True)
        return
    _log.error(
        "%s: its log breaks off at page %d of %d, and what was kept behind it cannot be read. "
        "After a power loss nobody was promised that; else look after the disk. The log is kept as %s",
        *(path.name, readable + 1, many, aside.name),
    )


def written(path: Path) -> int:
    """The number of the last frame that ends a transaction, whether or not SQLite can read up to there."""
    try:
        content = _log_of(path).open("rb")
    except OSError:
        return 0
    with content:
        head = content.read(_HEADER.size)
        if len(head) < _HEADER.size:
            return 0
        _, _, page, _, *salts = _HEADER.unpack(head)
        frames = list(_frames(content, page))
    # Any one salt may be what is damaged. Behind these frames those of earlier logs may lie: both of their salts are others.
    ours = {*salts, *(salt for _, *its in frames[:1] for salt in its)}
    return max((number for number, (ends, *its) in enumerate(frames, 1) if ends and ours & set(its)), default=0)


def _frames(content: BinaryIO, page: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Of each frame whether it ends a transaction, and its salts."""
    while len(frame := content.read(_FRAME.size)) == _FRAME.size:
        _, ends, *salts = _FRAME.unpack(frame)
        yield ends, salts[0], salts[1]
        content.seek(page, 1)


def _readable(path: Path, aside: Path) -> int:
    """How many frames SQLite finds. What it does not find it writes over, so the log is copied first."""
    with contextlib.suppress(OSError):  # a disk that is full must not keep the gateway from its start
        shutil.copyfile(_log_of(path), aside)
        aside.chmod(0o600)
    with contextlib.closing(connect(path)) as database, contextlib.suppress(sqlite3.DatabaseError):
        database.execute("PRAGMA schema_version").fetchone()
        return int(database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])
    return 0


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
