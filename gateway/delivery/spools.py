"""The spools of a data folder: one for each gateway process, opened as they come and let go when their file is gone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .spool import Spool


class Spools:
    """The queues of the delivery process; their marks need no fsync."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[Path, Spool] = {}

    def all(self) -> Sequence[Spool]:
        """Those there are now."""
        for path in sorted(self._folder.glob("spool-*.sqlite3")):
            if path in self._open and not self._open[path].is_in_place():
                self._open.pop(path).close()
            if path not in self._open:
                self._open[path] = Spool(path, durable=False)
        return list(self._open.values())

    def close(self) -> None:
        """Close the files."""
        for spool in self._open.values():
            spool.close()
        self._open.clear()
