"""How each destination stands: kept in `destinations.sqlite3`, so that a restart does not storm who does not answer."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

_log = logging.getLogger("sgtm")
_FILE = "destinations.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS destinations (
    destination TEXT PRIMARY KEY, state TEXT NOT NULL, since REAL NOT NULL, until REAL NOT NULL, wait REAL NOT NULL,
    why TEXT NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one destination. Times are in seconds since 1970; `until` is when its next probe, or its next request, goes.

    closed: all is sent. resting: the vendor asked for a pause. open: it does not answer. held: it refuses our credential.
    half-open: a probe is under way.
    """

    destination: str
    state: Literal["closed", "resting", "open", "half-open", "held"]
    since: float
    until: float = 0.0
    wait: float = 0.0
    why: str = ""


def standings(folder: Path) -> list[Standing]:
    """The destinations of a data folder that do not get all that waits for them, as any process may read them."""
    path = folder / _FILE
    if not path.is_file():
        return []
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=1)) as database:
            return _read(database)
    except sqlite3.Error:
        return []


def held_in(folder: Path) -> frozenset[str]:
    """The destinations of a data folder that refuse our credential."""
    return frozenset(standing.destination for standing in standings(folder) if standing.state == "held")


class Standings:
    """The file, as its one writer has it. Without it the gateway delivers all the same, and only forgets at a restart."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._database: sqlite3.Connection | None = None
        self.before: dict[str, Standing] = {}
        with self._told():
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            self._database = sqlite3.connect(self._path, timeout=1, isolation_level=None)
            self._database.executescript(_SCHEMA)
            self.before = {standing.destination: standing for standing in _read(self._database)}

    def note(self, standing: Standing) -> None:
        """It stands so from now on."""
        if self._database is None:
            return
        with self._told():
            if standing.state == "closed":
                self._database.execute("DELETE FROM destinations WHERE destination = ?", (standing.destination,))
            else:
                self._database.execute(
                    "INSERT OR REPLACE INTO destinations VALUES (?, ?, ?, ?, ?, ?)", astuple(standing)
                )

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            _log.error(
                "%s cannot be used: %s. How the destinations stand is forgotten at a restart.", self._path, error
            )


def _read(database: sqlite3.Connection) -> list[Standing]:
    return [Standing(*row) for row in database.execute("SELECT * FROM destinations ORDER BY destination")]
