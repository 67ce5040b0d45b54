"""Failures and a sample of all other traces, on disk: what somebody looks for tomorrow. Masked, as the page shows them."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FILE = "traces.sqlite3"
_log = logging.getLogger("sgtm")
MOST_BYTES = 200_000_000
KEPT_FOR = 14 * 86_400.0
"""Seconds a trace stays, as long as what was sent of it."""
_SWEPT_EVERY = 200

_SCHEMA = """
CREATE TABLE IF NOT EXISTS traces (
    id TEXT PRIMARY KEY, kept_at REAL NOT NULL, row TEXT NOT NULL, document BLOB NOT NULL, size INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS by_time ON traces (kept_at);
"""


def opened(folder: Path) -> Archive | None:
    """The archive of a data folder. One that cannot be read is set aside; where none can be had the preview does without."""
    try:
        return Archive(folder)
    except (sqlite3.Error, OSError) as error:
        aside = folder / f"{FILE}.damaged-{time.time():.0f}"
        _log.error("%s cannot be read (%s): it is set aside as %s", FILE, error, aside.name)
    try:
        for suffix in ("", "-wal", "-shm"):
            if (file := folder / f"{FILE}{suffix}").exists():
                file.rename(f"{aside}{suffix}")
        return Archive(folder)
    except (sqlite3.Error, OSError) as error:
        _log.error("failures are not kept on disk for the preview: %s", error)
        return None


class Archive:
    """One SQLite file. Several threads may use it, one at a time."""

    def __init__(self, folder: Path, *, most: int = MOST_BYTES, clock: Callable[[], float] = time.time) -> None:
        self._most, self._clock = most, clock
        path = folder / FILE
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_SCHEMA)
        self._using = threading.Lock()
        self._is_open = True
        self._since_swept = _SWEPT_EVERY

    def keep(self, row: dict[str, Any], document: dict[str, Any]) -> None:
        """Keep a trace; the oldest go once all are too large together. What is told after the end is not kept."""
        packed, listed = zlib.compress(json.dumps(document).encode()), json.dumps(row)
        with self._using:
            if not self._is_open:
                return
            self._database.execute(
                "INSERT OR REPLACE INTO traces VALUES (?, ?, ?, ?, ?)",
                (row["id"], self._clock(), listed, packed, len(packed) + len(listed)),
            )
            self._since_swept += 1
            if self._since_swept >= _SWEPT_EVERY:
                self._sweep()

    def rows(self, most: int) -> list[dict[str, Any]]:
        """The rows of the last ones, the newest first."""
        with self._using:
            found = self._database.execute("SELECT row FROM traces ORDER BY kept_at DESC LIMIT ?", (most,)).fetchall()
        return [json.loads(listed) for (listed,) in found]

    def rows_of(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of the hits of these ids that are there."""
        signs = ", ".join("?" * len(names))
        with self._using:
            found = self._database.execute(f"SELECT row FROM traces WHERE id IN ({signs})", tuple(names)).fetchall()
        return [json.loads(listed) for (listed,) in found]

    def document(self, name: str) -> dict[str, Any] | None:
        """The document of the hit of this id."""
        with self._using:
            found = self._database.execute("SELECT document FROM traces WHERE id = ?", (name,)).fetchone()
        return None if found is None else dict(json.loads(zlib.decompress(found[0])))

    def close(self) -> None:
        """Close the file."""
        with self._using:
            self._is_open = False
            self._database.close()

    def _sweep(self) -> None:
        """Delete what is too old, and of the rest the oldest until it is small enough."""
        self._since_swept = 0
        self._database.execute("DELETE FROM traces WHERE kept_at < ?", (self._clock() - KEPT_FOR,))
        (size,) = self._database.execute("SELECT coalesce(sum(size), 0) FROM traces").fetchone()
        for name, each in self._database.execute("SELECT id, size FROM traces ORDER BY kept_at").fetchall():
            if size <= self._most:
                break
            self._database.execute("DELETE FROM traces WHERE id = ?", (name,))
            size -= each
