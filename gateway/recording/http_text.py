"""Hits as text, the way HTTP itself is written:

    # A purchase in the web shop: two mugs, consent given.
    # at: 2026-03-01T12:00:00Z
    # from: 203.0.113.7
    POST /g/collect?v=2&tid=G-SHOP1&cid=1.2&en=purchase HTTP/1.1
    Host: data.shop.example

    en=page_view

Lines that begin with `#` before the request are comments; `at`, `from`, `id` and `seed` among them are read. A line `###`
parts one hit from the next. What a file does not say comes from its text, so the same file is the same hit each time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ..errors import CaptureError
from ..hit import Hit
from ..query import printable
from ..redaction import redacted_text

_NOTE = re.compile(r"#\s*(at|from|id|seed):\s*(.+)")
_REQUEST = re.compile(r"([A-Z]{1,20}) (\S+)(?: HTTP/[0-9.]+)?")
_HEADER = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*)")
_ABSOLUTE = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)
_LINE = "`GET /g/collect?v=2 HTTP/1.1`"
_AT = "2026-01-01T00:00:00Z"


def read_hits(path: Path | str) -> list[Hit]:
    """The hits of a file. Raises CaptureError with file and line where it is not such a text."""
    path = Path(path)
    try:
        # Latin-1 gives every byte its sign and back, as a server reads headers; a body is bytes again in the end.
        text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    except OSError as error:
        raise CaptureError(f"{path}: cannot be read: {error.strerror}.") from None
    hits = [
        _Block(lines, path.name, first).hit(position)
        for position, (first, lines) in enumerate(_blocks(text))
        if any(line.strip() and not line.startswith("#") for line in lines)
    ]
    if not hits:
        raise CaptureError(f"{path}: there is no hit in it. A hit begins with a line such as {_LINE}.")
    return hits


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each hit, with the number of the first."""
    first, block = 1, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        if line.rstrip("\r").startswith("###"):
            yield first, block
            first, block = number + 1, []
        else:
            block.append(line)
    yield first, block


class _Block:
    """The lines of one hit."""

    def __init__(self, lines: list[str], file: str, first: int) -> None:
        self._lines, self._file, self._first = lines, file, first

    def hit(self, position: int) -> Hit:
        notes, start = self._notes()
        request = _REQUEST.fullmatch(self._lines[start].strip())
        if request is None:
            raise self._error(start, f'"{_shown(self._lines[start].strip())}" is no request line such as {_LINE}.')
        headers, after = self._headers(start + 1)
        path, _, query = _ABSOLUTE.sub("", request.group(2)).partition("?")
        text = "\n".join(self._lines).encode("latin-1")
        digest = hashlib.sha256(text + str(position).encode()).hexdigest()
        return Hit(
            method=request.group(1),
            path=printable(path.encode("latin-1")) or "/",
            query=printable(query.encode("latin-1")),
            headers=headers,
            # All that follows, less the line end of the file itself and empty lines before a separator.
            body="\n".join(self._lines[after:]).rstrip("\r\n").encode("latin-1"),
            ip=notes.get("from", (0, "127.0.0.1"))[1],
            id=notes.get("id", (0, digest[:32]))[1],
            at=self._milliseconds(*notes.get("at", (0, _AT))),
            seed=self._seed(*notes.get("seed", (0, str(int(digest[32:40], 16))))),
        )

    def _notes(self) -> tuple[dict[str, tuple[int, str]], int]:
        """What the comments say, each with its line, and the line of the request."""
        notes = {}
        for number, line in enumerate(self._lines):
            if line.startswith("#"):
                if note := _NOTE.match(line):
                    notes[note.group(1)] = (number, note.group(2).strip())
            elif line.strip():
                return notes, number
        raise AssertionError("a block without a request was let through")

    def _headers(self, start: int) -> tuple[tuple[tuple[str, str], ...], int]:
        headers: list[tuple[str, str]] = []
        for number in range(start, len(self._lines)):
            line = self._lines[number].rstrip("\r")
            if not line:
                return tuple(headers), number + 1
            header = _HEADER.fullmatch(line)
            if header is None:
                raise self._error(number, f'"{_shown(line)}" is no header. A body follows an empty line.')
            headers.append((header.group(1).lower(), header.group(2)))
        return tuple(headers), len(self._lines)

    def _milliseconds(self, number: int, text: str) -> int:
        try:
            moment = datetime.fromisoformat(text)
            return round(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000)
        except (ValueError, OverflowError):
            raise self._error(number, f'"# at: {_shown(text)}" is no time such as 2026-03-01T12:00:00Z.') from None

    def _seed(self, number: int, text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,20}", text):
            raise self._error(number, f'"# seed: {_shown(text)}" is no whole number.')
        return int(text)

    def _error(self, number: int, what: str) -> CaptureError:
        return CaptureError(f"{self._file}:{self._first + number}: {what}")


def _shown(text: str) -> str:
    """The beginning of a line, harmless for a terminal."""
    return redacted_text(text.rstrip("\r\n")[:60].encode("latin-1").decode("utf-8", "replace"))
