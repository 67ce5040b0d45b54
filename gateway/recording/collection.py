"""A folder that collects hits as files, bounded in number and bytes: the oldest stay, what comes once it is full is left out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from ..errors import GatewayError
from .hit_file import ENDING

MOST = 1000
MOST_BYTES = 256 * 1024 * 1024
KEY = ".key"

_IGNORED = ".gitignore"


class Collection:
    """Several processes may write into one folder, each as one of so many writers: it is full for all of them."""

    def __init__(self, folder: Path, *, most: int = MOST, most_bytes: int = MOST_BYTES, writers: int = 1) -> None:
        self.folder, self._most, self._most_bytes, self._writers = folder, most, most_bytes, writers
        self._files = self._bytes = 0
        self.is_full = False

    def add(self, files: Mapping[str, bytes]) -> bool:
        """Write the files of one hit, unless it is there already; False where there is no room any more. Raises OSError."""
        hit = next(name for name in files if name.endswith(ENDING))
        size = sum(map(len, files.values()))
        if self.is_full or not self._has_room(size):
            self.is_full = True
            return False
        if not (self.folder / hit).exists():
            for name, content in files.items():
                self.write(name, content)
            self._files -= 1
            self._bytes -= size
        return True

    def write(self, name: str, content: bytes) -> None:
        """Write a file, which is there as a whole or not at all. Raises OSError."""
        half = self.folder / f".{name}.{secrets.token_hex(4)}"
        try:
            half.write_bytes(content)
            half.replace(self.folder / name)
        finally:
            half.unlink(missing_ok=True)

    def _has_room(self, size: int) -> bool:
        """What is left is looked up anew when this writer's share of it is used up."""
        if self._files < 1 or self._bytes < size:
            files, taken = self._there()
            left, left_bytes = self._most - files, self._most_bytes - taken
            if left < 1 or left_bytes < size:
                return False
            self._files = max(1, left // self._writers)
            self._bytes = max(size, left_bytes // self._writers)
        return True

    def _there(self) -> tuple[int, int]:
        """How many hits there are, and the bytes of all files."""
        with os.scandir(self.folder) as found:
            sizes = [(entry.name, entry.stat().st_size) for entry in found if entry.is_file()]
        hits = sum(name.endswith(ENDING) and not name.startswith(".") for name, _ in sizes)
        return hits, sum(size for _, size in sizes)


def key_of(folder: Path) -> bytes:
    """The key of the folder's stand-ins, drawn where there is none: with it, one person is the same stand-in in each run.

    The folder is made where there is none. Raises GatewayError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / KEY).exists():
            _draw(folder)
        key = (folder / KEY).read_bytes()
    except OSError as error:
        raise GatewayError(f"{folder} cannot be used for hits: {error.strerror or error}.") from None
    if len(key) < 16:
        raise GatewayError(f"{folder / KEY} is no key: it is too short. Delete it, and another one is drawn.")
    return key


def _draw(folder: Path) -> None:
    """Who has the key could try out who stands behind a stand-in: only its owner reads it, and git is told to leave it."""
    half = folder / f"{KEY}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
        opened.write(secrets.token_bytes(32))
    half.rename(folder / KEY)
    if not (folder / _IGNORED).exists():
        (folder / _IGNORED).write_text(f"{KEY}\n", "utf-8")
