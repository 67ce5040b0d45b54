"""Hits as text, the way HTTP itself is written:

    # A purchase in the web shop: two mugs, consent given.
    # at: 2026-03-01T12:00:00Z
    # from: 203.0.113.7
    POST /g/collect?v=2&tid=G-SHOP1&cid=1.2&en=purchase HTTP/1.1
    Host: data.shop.example

    en=page_view

Lines that begin with `#` before the request are comments; `at`, `from`, `id` and `seed` among them are read. A line `###`
parts one hit from the next. What a file does not say comes from its text, so the same file is the same hit each time.

What such a text cannot hold as it is, `http_writer.py` notes, and it is read back to the byte:

    # from: -                      a hit without an address; so with `id`
    # headers: percent-encoded     %XX in names and values of the headers are bytes of UTF-8
    # body: base64                 the body ends in a line end, has a line of ###, or is no text
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import unquote_to_bytes

from ..errors import CaptureError
from ..hit import Hit
from ..query import printable
from ..redaction import redacted_text
from .stamp import Stamp

NOTE = re.compile(r"#\s*(at|from|id|seed|headers|body):\s*(.+)")
"""A comment that is read."""
NOTHING = "-"
ENCODED_HEADERS, ENCODED_BODY = "percent-encoded", "base64"

_REQUEST = re.compile(r"([A-Z]{1,20}) (\S+)(?: HTTP/[0-9.]+)?")
_HEADER = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*)")
_ABSOLUTE = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#]*)", re.IGNORECASE)
_WORD = re.compile(r" {0,20}[A-Za-z-]{1,20}(?![\w+/.~])")
_LINE = "`GET /g/collect?v=2 HTTP/1.1`"
NO_HIT = f"there is no hit in it. A hit begins with a line such as {_LINE}."
LONGEST_BLOCK = 8 * 1024 * 1024
_AT = 1_767_225_600_000
"""2026-01-01, in milliseconds since 1970."""


def hits_of(written: bytes, name: str = "hit.http", *, at: int = _AT) -> list[Hit]:
    """The hits of such a text, under the name it is told by. Raises CaptureError with line where it is not such a text.

    `at` is when a hit came that does not say it.
    """
    # Latin-1 gives every byte its sign and back, as a server reads headers; a body is bytes again in the end.
    text = written.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    hits = [block.hit(at) for block in blocks(text.split("\n"), name) if not block.is_empty]
    if not hits:
        raise CaptureError(f"{name}: {NO_HIT}")
    return hits


def blocks(lines: Iterable[str], name: str) -> Iterator[Block]:
    """What may be a hit each, of lines without their line ends."""
    position, first, block, size = 0, 1, list[str](), 0
    for number, line in enumerate(lines, 1):
        if line.startswith("###"):
            yield Block(block, name, first, position)
            position, first, block, size = position + 1, number + 1, [], 0
        elif size <= LONGEST_BLOCK:
            block.append(line)
            size += len(line) + 1
    yield Block(block, name, first, position)


def parted(address: str) -> tuple[str, str]:
    """The host of an address, empty where it has none, and its path and query."""
    found = None if address[:1] == "/" else _ABSOLUTE.match(address)
    return (found.group(1), address[found.end() :]) if found else ("", address)


def with_host(headers: tuple[tuple[str, str], ...], host: str) -> tuple[tuple[str, str], ...]:
    """The headers, the host of the address before them where they do not say one."""
    if not host or any(name == "host" for name, _ in headers):
        return headers
    return (("host", host), *headers)


class NotAHitError(CaptureError):
    """A place in a text, and why there is no hit."""

    def __init__(self, place: str, why: str) -> None:
        self.place, self.why = place, why
        super().__init__(f"{place}: {why}")


class Block:
    """The lines of one hit."""

    def __init__(self, lines: list[str], file: str, first: int, position: int) -> None:
        self._lines, self._file, self._first, self._position = lines, file, first, position

    @property
    def place(self) -> str:
        """Where it begins."""
        return f"{self._file}:{self._first}"

    @property
    def is_empty(self) -> bool:
        """Whether there are only comments in it."""
        return all(line.startswith("#") or not line.strip() for line in self._lines)

    def hit(self, at: int = _AT) -> Hit:
        """The hit. Raises NotAHitError."""
        if sum(map(len, self._lines)) + len(self._lines) > LONGEST_BLOCK:
            raise self._error(0, f"the hit is more than {LONGEST_BLOCK // 1024 // 1024} MiB long.")
        notes, start = self._notes()
        request = _REQUEST.fullmatch(self._lines[start].strip())
        if request is None:
            raise self._error(start, f'"{_begun(self._lines[start].strip())}" is no request line such as {_LINE}.')
        headers, after = self._headers(start + 1)
        if "headers" in notes:
            headers = self._decoded(headers, *notes["headers"])
        host, rest = parted(request.group(2))
        path, _, query = rest.partition("?")
        text = "\n".join(self._lines).encode("latin-1")
        stamp = Stamp.of(text, self._position)
        return Hit(
            method=request.group(1),
            path=printable(path.encode("latin-1")) or "/",
            query=printable(query.encode("latin-1")),
            headers=with_host(headers, printable(host.encode("latin-1"))),
            # All that follows, less the line end of the file itself and empty lines before a separator.
            body=self._body("\n".join(self._lines[after:]).rstrip("\r\n").encode("latin-1"), notes.get("body")),
            ip=_something(notes.get("from", (0, "127.0.0.1"))[1]),
            id=_something(notes.get("id", (0, stamp.id))[1]),
            at=self._milliseconds(*notes["at"]) if "at" in notes else at,
            seed=self._seed(*notes.get("seed", (0, str(stamp.seed)))),
        )

    def _notes(self) -> tuple[dict[str, tuple[int, str]], int]:
        """What the comments say, each with its line, and the line of the request."""
        notes = {}
        for number, line in enumerate(self._lines):
            if line.startswith("#"):
                if note := NOTE.match(line):
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
                raise self._error(number, f'"{_begun(line)}" is no header. A body follows an empty line.')
            headers.append((header.group(1).lower(), header.group(2)))
        return tuple(headers), len(self._lines)

    def _decoded(self, headers: tuple[tuple[str, str], ...], number: int, how: str) -> tuple[tuple[str, str], ...]:
        if how != ENCODED_HEADERS:
            raise self._error(number, f'"# headers: {_shown(how)}" is not understood: there is {ENCODED_HEADERS}.')
        try:
            return tuple([(_unquoted(name), _unquoted(value)) for name, value in headers])
        except UnicodeDecodeError:
            raise self._error(number, "the headers are no percent-encoded UTF-8.") from None

    def _body(self, written: bytes, note: tuple[int, str] | None) -> bytes:
        if note is None:
            return written
        number, how = note
        if how != ENCODED_BODY:
            raise self._error(number, f'"# body: {_shown(how)}" is not understood: there is {ENCODED_BODY}.')
        try:
            return base64.b64decode(b"".join(written.split()), validate=True)
        except binascii.Error:
            raise self._error(number, "the body is no base64.") from None

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

    def _error(self, number: int, what: str) -> NotAHitError:
        return NotAHitError(f"{self._file}:{self._first + number}", what)


def _something(text: str) -> str:
    return "" if text == NOTHING else text


def _unquoted(text: str) -> str:
    # Lone surrogates are no UTF-8, yet a header built in Python may hold one.
    return unquote_to_bytes(text.encode("latin-1")).decode("utf-8", "surrogatepass")


def _begun(text: str) -> str:
    """The first word of a line nobody understands: behind it may be a cookie or a token, under no name we would know."""
    shown = _WORD.match(text)
    word = shown.group() if shown else ""
    return word if word == text.rstrip() else f"{word}…"


def _shown(text: str) -> str:
    """The beginning of a line, harmless for a terminal. Cut only after masking: half an address is not known as one."""
    shown = redacted_text(text.rstrip("\r\n").encode("latin-1").decode("utf-8", "replace"))
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
