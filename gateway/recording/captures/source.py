"""The bytes of a capture: unpacked, as UTF-8 without a byte order mark, and bounded, whatever the file holds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from ...errors import CaptureError
from .unpacking import Unpacked

LONGEST_LINE = 8 * 1024 * 1024
LONGEST_WHOLE = 256 * 1024 * 1024
"""Of a format that has to be in memory as a whole."""
LONGEST_PACKED, MOST_PACKED = 512 * 1024 * 1024, 500
"""What an archive may give whatever its size, and beyond that how many times its size: a bomb gives a thousand times."""
HEAD = 64 * 1024
MOST_EMPTY = 1_000_000
"""Empty lines and comments, one after the other: no capture has them, and a small archive holds any number."""
DAMAGED = "the archive is cut off or damaged here; what follows is lost."

_NOTHING = (b"", b"{}")
_GZIP = b"\x1f\x8b"
_PACKED = {b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_UTF_8, _UTF_16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The file to read from. Raises CaptureError where there is none, or a packed one we do not unpack."""
    try:
        with _buffered(io.FileIO(path)) as file:
            if file.peek(2).startswith(_GZIP):
                longest = max(LONGEST_PACKED, MOST_PACKED * path.stat().st_size)
                yield Source(Unpacked(file), str(path), longest=longest, folder=path.parent)
            else:
                yield Source(file, str(path), folder=path.parent)
    except OSError as error:
        raise CaptureError(f"{path}: cannot be read: {error.strerror or error}.") from None


class Source:
    """What there is to read, line by line or as a whole."""

    def __init__(
        self,
        stream: io.BufferedReader | Unpacked,
        name: str,
        *,
        longest: int | None = None,
        longest_whole: int = LONGEST_WHOLE,
        folder: Path | None = None,
    ) -> None:
        self.name, self.folder = name, folder
        self._unpacked = stream if isinstance(stream, Unpacked) else None
        self._stream = _buffered(stream) if isinstance(stream, Unpacked) else stream
        self._longest, self._longest_whole = longest, longest_whole
        self._read_so_far, self._ends_empty = 0, False
        self._begin()

    @classmethod
    def of(
        cls,
        written: bytes,
        name: str,
        *,
        longest: int | None = None,
        longest_whole: int = LONGEST_WHOLE,
        folder: Path | None = None,
    ) -> Source:
        """The bytes themselves, as they would lie in this folder."""
        return cls(_buffered(io.BytesIO(written)), name, longest=longest, longest_whole=longest_whole, folder=folder)

    @property
    def damage(self) -> str:
        """Why it ended early, once it is read."""
        if self._is_too_long:
            return f"it unpacks to more than {MOST_PACKED} times its size; what follows was not read."
        if self._ends_empty:
            return f"there are more than {MOST_EMPTY} empty lines or comments here; what follows was not read."
        return DAMAGED if self._unpacked is not None and not self._unpacked.is_whole else ""

    def head(self) -> bytes:
        """Its beginning, which is not yet read."""
        return self._stream.peek(HEAD)[:HEAD]

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Each line with its number and its line end. One that is too long comes as its first LONGEST_LINE + 1 bytes."""
        number = empty = 0
        while line := self._line():
            number += 1
            empty = empty + 1 if line[:1] == b"#" or line.strip() in _NOTHING else 0
            if empty > MOST_EMPTY:
                self._ends_empty = True
                return
            yield number, line
            while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                line = self._line()

    def whole(self) -> bytes:
        """All of it. Raises CaptureError where that is more than LONGEST_WHOLE."""
        parts = []
        while part := self._taken(lambda: self._stream.read(1024 * 1024)):
            parts.append(part)
            if self._read_so_far > self._longest_whole:
                limit = self._longest_whole // 1024 // 1024
                raise CaptureError(f"{self.name}: is more than {limit} MiB long. Part it, or convert it to JSON lines.")
        return b"".join(parts)

    def _line(self) -> bytes:
        return self._taken(lambda: self._stream.readline(LONGEST_LINE + 1))

    def _taken(self, take: Callable[[], bytes]) -> bytes:
        if self._is_too_long:
            return b""
        taken = take()
        self._read_so_far += len(taken)
        return taken

    @property
    def _is_too_long(self) -> bool:
        return self._longest is not None and self._read_so_far > self._longest

    def _begin(self) -> None:
        head = self.head()
        for magic, name in _PACKED.items():
            if head.startswith(magic):
                raise CaptureError(f"{self.name}: is packed ({name}). Unpack it first; gzip is read as it is.")
        if head.startswith(_UTF_8):
            self._stream.read(len(_UTF_8))
        elif head.startswith(_UTF_16):
            # A shell of Windows writes what it redirects so.
            text = self.whole().decode("utf-16", "replace")
            self._stream = _buffered(io.BytesIO(text.encode("utf-8", "replace")))


def _buffered(stream: io.FileIO | io.BytesIO | Unpacked) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, stream), HEAD)
