"""A gzip archive as the bytes in it: also of one that is cut off or damaged, all that is before that."""

from __future__ import annotations

import io
import zlib

_CHUNK = 64 * 1024
_GZIP = 31
"""What zlib calls the format, by the size of its window."""


class Unpacked(io.RawIOBase):
    """Ends where the archive does, and `is_whole` says whether that is its end."""

    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed, self._zlib, self._rest, self._ended = packed, zlib.decompressobj(_GZIP), b"", False
        self.is_whole = True

    def readable(self) -> bool:
        """So that it can be buffered."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override] # what io calls a buffer has no name before 3.12
        """Fill the buffer, as far as there is something."""
        filled = 0
        while filled < len(buffer) and not self._ended:
            piece = self._piece(len(buffer) - filled)
            buffer[filled : filled + len(piece)] = piece
            filled += len(piece)
        return filled

    def _piece(self, most: int) -> bytes:
        packed = self._zlib.unconsumed_tail or self._rest or self._packed.read(_CHUNK)
        self._rest = b""
        try:
            piece = self._zlib.decompress(packed, most)
        except zlib.error:
            self._ended, self.is_whole = True, False
            return b""
        if self._zlib.eof:
            # Several archives, one after the other, are one; zeros fill up a block of a tape.
            self._rest = (self._zlib.unused_data or self._packed.read(_CHUNK)).lstrip(b"\0")
            self._zlib, self._ended = zlib.decompressobj(_GZIP), not self._rest
        elif not packed and not piece:
            self._ended, self.is_whole = True, False
        return piece
