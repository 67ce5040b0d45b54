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
from urllib.parse import urlsplit

from ..errors import CaptureError
from ..hit import Hit
from ..query import printable

_NOTE = re.compile(r"#\s*(at|from|id|seed):\s*(.+)")
_REQUEST = re.compile(r"([A-Z]{1,20}) (\S+)(?: HTTP/[0-9.]+)?")
_HEADER = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*)")
_AT = "2026-01-01T00:00:00Z"


def read_hits(path: Path | str) -> list[Hit]:
    """The hits of a file. Raises CaptureError with file and line where it is not such a text."""
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise CaptureError(f"{path}: cannot be read: {error.strerror}.") from None
    hits = [
        _hit(block, f"{path.name}:{{}}", position, first)
        for position, (first, block) in enumerate(_blocks(text))
        if any(line.strip() and not line.startswith("#") for line in block)
    ]
    if not hits:
        raise CaptureError(
            f"{path}: there is no hit in it. A hit begins with a line such as `GET /g/collect?v=2 HTTP/1.1`."
        )
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


def _hit(block: list[str], where: str, position: int, first: int) -> Hit:
    notes, start = _notes(block)
    request = _REQUEST.fullmatch(block[start].strip())
    if request is None:
        shown = block[start].strip()[:60]
        raise CaptureError(
            f'{where.format(first + start)}: "{shown}" is no request line such as `GET /g/collect?v=2 HTTP/1.1`.'
        )
    headers, after = _headers(block, start + 1, where, first)
    url = urlsplit(request.group(2).encode("utf-8", "surrogateescape"))
    body = _body(block[after:])
    digest = hashlib.sha256("\n".join(block).encode("utf-8", "surrogateescape") + str(position).encode()).hexdigest()
    return Hit(
        method=request.group(1),
        path=url.path.decode("utf-8", "replace"),
        query=printable(url.query),
        headers=headers,
        body=body,
        ip=notes.get("from", "127.0.0.1"),
        id=notes.get("id", digest[:32]),
        at=_milliseconds(notes.get("at", _AT), where.format(first)),
        seed=_seed(notes.get("seed", str(int(digest[32:40], 16))), where.format(first)),
    )


def _notes(block: list[str]) -> tuple[dict[str, str], int]:
    """What the comments say, and the line of the request."""
    notes = {}
    for number, line in enumerate(block):
        if line.startswith("#"):
            if note := _NOTE.match(line):
                notes[note.group(1)] = note.group(2).strip()
        elif line.strip():
            return notes, number
    raise AssertionError("a block without a request was let through")


def _headers(block: list[str], start: int, where: str, first: int) -> tuple[tuple[tuple[str, str], ...], int]:
    headers: list[tuple[str, str]] = []
    for number in range(start, len(block)):
        line = block[number].rstrip("\r")
        if not line:
            return tuple(headers), number + 1
        header = _HEADER.fullmatch(line)
        if header is None:
            raise CaptureError(
                f'{where.format(first + number)}: "{line[:60]}" is no header. A body follows an empty line.'
            )
        headers.append((header.group(1).lower(), header.group(2)))
    return tuple(headers), len(block)


def _body(lines: list[str]) -> bytes:
    """All that follows, less the line end of the file itself and empty lines before a separator."""
    return "\n".join(lines).rstrip("\r\n").encode("utf-8", "surrogateescape")


def _milliseconds(text: str, where: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CaptureError(f'{where}: "# at: {text}" is no time such as 2026-03-01T12:00:00Z.') from None
    return round(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000)


def _seed(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise CaptureError(f'{where}: "# seed: {text}" is no whole number.') from None
