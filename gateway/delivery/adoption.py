"""Who owns a spool: one process at a time, which mends it, goes on with it, and is followed by the next."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ..errors import GatewayError

_PATIENCE = 10.0
"""Seconds a process that was killed, or whose parent was, may take to end."""


class Ownership:
    """Holds a spool until closed or until this process ends, however it ends."""

    def __init__(self, path: Path, *, patience: float = _PATIENCE) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            # As with the data folder; beside the spool, for its own locks are for commits.
            self._lock = sqlite3.connect(path.with_name(f"lock-{path.name}"), timeout=patience, isolation_level=None)
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise GatewayError(f"{path} has another owner: {error}. See which process still runs.") from None

    def close(self) -> None:
        """Let go of it."""
        self._lock.close()


def own_spools(folder: Path, number: int, workers: int) -> list[Path]:
    """The spool of this worker process; the first one also adopts those of workers there no longer are."""
    own = folder / f"spool-{number}.sqlite3"
    if number:
        return [own]
    kept = {folder / f"spool-{other}.sqlite3" for other in range(workers)}
    return [own, *sorted(path for path in folder.glob("spool-*.sqlite3") if path not in kept)]
