"""The data folder, held by one gateway at a time, and what of the outbox lies in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ..errors import GatewayError, InUse

HELD = "held.sqlite3"
"""What a worker has taken from a broker."""


def outbox_files(folder: Path) -> list[Path]:
    """The spools of a folder, and what its worker has taken from a broker."""
    return [*sorted(folder.glob("spool-*.sqlite3")), *folder.glob(HELD)]


class DataFolder:
    """Holds the folder until closed or until this process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            # A lock of SQLite's works on every system and is gone with its process.
            self._lock = sqlite3.connect(path / "lock.sqlite3", timeout=0, isolation_level=None)
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise InUse(
                    f"the data folder {path} is in use by another gateway. Take another with --data-dir."
                ) from None
            raise GatewayError(f"the data folder {path} cannot be used: {error}.") from None
        except OSError as error:
            raise GatewayError(f"the data folder {path} cannot be used: {error.strerror}.") from None

    def close(self) -> None:
        """Let go of the folder."""
        self._lock.close()
