"""A disk that loses power: an SQLite file system whose writes are lost unless they were synced."""

from __future__ import annotations

import math
import random
import sqlite3
from pathlib import Path
from typing import Any, cast

import apsw


class PowerLossError(Exception):
    """The machine is off."""


class Disk:
    """What lies on a disk for certain, and what was written since."""

    def __init__(self, name: str) -> None:
        self._left: float = math.inf
        self._synced: dict[str, bytearray] = {}
        self._unsynced: dict[str, list[tuple[int, bytes | None]]] = {}
        self._files = _Files(name, self)

    def power_lasts_for(self, operations: float) -> None:
        """So many writes and syncs from now on."""
        self._left = operations

    def operate(self) -> None:
        """One write or sync."""
        self._left -= 1
        if self._left < 0:
            raise PowerLossError

    def opened(self, path: str) -> None:
        """What is in a file when it is opened is on the disk."""
        if path not in self._synced:
            self._synced[path] = bytearray(Path(path).read_bytes())
            self._unsynced[path] = []

    def written(self, path: str, at: int, data: bytes | None) -> None:
        """Bytes at a place, or the end of the file there."""
        self._unsynced[path].append((at, data))

    def synced(self, path: str) -> None:
        """All that was written to a file is on the disk now."""
        self._apply(self._synced[path], self._unsynced[path])
        self._unsynced[path] = []

    def deleted(self, path: str) -> None:
        """A file that is gone is gone at once."""
        self._synced.pop(path, None)
        self._unsynced.pop(path, None)

    def after_the_loss(self, folder: Path, chance: random.Random) -> None:
        """The files as they lie there then: of what was not synced, some writes and not others, or none."""
        folder.mkdir()
        self.power_lasts_for(math.inf)
        for path, content in self._synced.items():
            left = bytearray(content)
            luck = chance.choice((0.0, 0.0, 0.5))
            self._apply(left, [write for write in self._unsynced[path] if chance.random() < luck])
            folder.joinpath(Path(path).name).write_bytes(left)

    def connect(self, path: Path) -> sqlite3.Connection:
        """A connection with this disk below it, as Python's own would be."""
        return cast(sqlite3.Connection, _Connection(str(path), vfs=self._files.name))

    @staticmethod
    def _apply(content: bytearray, writes: list[tuple[int, bytes | None]]) -> None:
        for at, data in writes:
            if data is None:
                del content[at:]
                continue
            content.extend(b"\0" * (at - len(content)))
            content[at : at + len(data)] = data


class _Connection(apsw.Connection):
    """Apsw's connection by the names of Python's. It looks often for pages to move, as a long load would."""

    def __init__(self, path: str, vfs: str) -> None:
        super().__init__(path, vfs=vfs)
        self.text_factory: object = None
        self.execute("PRAGMA wal_autocheckpoint = 12")


class _Files(apsw.VFS):
    def __init__(self, name: str, disk: Disk) -> None:
        self.name, self._disk = name, disk
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802 - SQLite's name
        """A file of the database, or its log."""
        return _File(name, flags, self._disk)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 - as above
        """A log that is no longer needed."""
        super().xDelete(filename, syncdir)
        self._disk.deleted(filename)


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], disk: Disk) -> None:
        self._path, self._disk = name.filename() if isinstance(name, apsw.URIFilename) else str(name), disk
        super().__init__("", name, flags)
        disk.opened(self._path)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - as above
        """Bytes that may be lost."""
        self._disk.operate()
        super().xWrite(data, offset)
        self._disk.written(self._path, offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - as above
        """A shorter file."""
        self._disk.operate()
        super().xTruncate(newsize)
        self._disk.written(self._path, newsize, None)

    def xSync(self, flags: int) -> None:  # noqa: N802 - as above
        """Nothing of this file is lost any more."""
        self._disk.operate()
        super().xSync(flags)
        self._disk.synced(self._path)
