"""The requests of a HAR 1.2 file, as browsers and proxies export it. Of a file that is cut off, those that are whole are read.

Source: W3C, "HTTP Archive (HAR) format". `_hit` is what `har_archive.py` adds: `{id, at, seed, ip}`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from ...hit import Hit
from ..stamp import Stamp
from . import fields
from .attachments import attached, shown
from .captured import Captured, Found, NoHitError, Sieve, Skipped
from .har_mending import mended
from .sieve import NO_EVENT, names_event
from .source import Source
from .target import Target

BEGINNING = re.compile(rb'\s*\{\s*"log"\s*:\s*\{')
A_TAGS = "what a tag sent, not what came in"
NO_BODY = "a POST whose events were in its body, which is not in the file (browsers leave out what is no text)"
CUT_OFF = "it is cut off here, or damaged; what follows is lost."
_ENTRIES = re.compile(r'"entries"\s*:\s*\[')
NO_ENTRIES = "there are no entries in it."
AFTER = "what stands here after the archive is no other archive, and is not read."
_NEXT = re.compile(r"[\s,]*")
_IN_OBJECT = re.compile(r"[\s,:]*")


class _Pair(msgspec.Struct):
    name: str = ""
    value: str = ""


class _PostData(msgspec.Struct):
    text: str | None = None
    encoding: str | None = None
    params: list[_Pair] | None = None
    file: Any = msgspec.field(name="_file", default=None)


class _Request(msgspec.Struct):
    method: str
    url: str
    headers: list[_Pair] = []
    cookies: list[_Pair] = []
    body_size: Any = msgspec.field(name="bodySize", default=-1)
    post_data: _PostData | None = msgspec.field(name="postData", default=None)


class _Said(msgspec.Struct):
    id: str
    seed: int
    ip: str
    at: int


class _Entry(msgspec.Struct):
    request: _Request
    started: str = msgspec.field(name="startedDateTime", default="")
    hit: _Said | None = msgspec.field(name="_hit", default=None)
    tag: str = msgspec.field(name="_tag", default="")


class _Place(NamedTuple):
    """Where an entry stands, and in which folder the file lies."""

    text: str
    number: int
    folder: Path | None


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]


class _Archive(msgspec.Struct):
    log: _Log


_archive = msgspec.json.Decoder(_Archive)
_entry = msgspec.json.Decoder(_Entry, strict=False)


def har_entries(source: Source, sieve: Sieve) -> Iterator[Found]:
    """The hits of a file."""
    written = source.whole()
    try:
        entries = _archive.decode(written).log.entries
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        yield from _salvaged(written.decode("utf-8", "replace"), source, sieve)
        return
    if not entries:
        yield Skipped(source.name, NO_ENTRIES, unreadable=True)
    for number, raw in enumerate(entries, 1):
        yield _found(bytes(raw), _Place(f"{source.name}:entry {number}", number, source.folder), sieve)


def _salvaged(text: str, source: Source, sieve: Sieve) -> Iterator[Found]:
    """One entry after the other, as far as they can be read."""
    begun = _ENTRIES.search(text)
    if begun is None:
        yield Skipped(source.name, NO_ENTRIES, unreadable=True)
        return
    decoder, at, number = json.JSONDecoder(strict=False, parse_constant=lambda _: None), _after(text, begun.end()), 1
    while True:
        place = _Place(f"{source.name}:entry {number}", number, source.folder)
        try:
            while text[at : at + 1] == "]":
                at = _closed(decoder, text, at + 1)
                if at == len(text):
                    return
                begun = _ENTRIES.search(text, at) if text[at] == "{" else None
                if begun is None:
                    yield Skipped(place.text, AFTER, unreadable=True)
                    return
                at = _after(text, begun.end())
            entry, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield Skipped(place.text, CUT_OFF, unreadable=True)
            return
        # Half a sign, which JSON may hold and UTF-8 may not, is written as JSON writes it.
        yield _found(_rewritten(entry), place, sieve)
        at, number = _after(text, end), number + 1


def _closed(decoder: json.JSONDecoder, text: str, at: int) -> int:
    """Where what follows an archive begins, whose entries end here. Raises ValueError."""
    depth = 2
    while depth and (at := _after(text, at, _IN_OBJECT)) < len(text):
        if text[at] == "}":
            depth, at = depth - 1, at + 1
        else:
            _, at = decoder.raw_decode(text, at)
    return _after(text, at)


def _after(text: str, at: int, signs: re.Pattern[str] = _NEXT) -> int:
    found = signs.match(text, at)
    return found.end() if found else at


def _rewritten(entry: Any) -> bytes:
    text = json.dumps(entry, ensure_ascii=False)
    return text.encode("utf-8", "replace")


def _found(raw: bytes, place: _Place, sieve: Sieve) -> Found:
    try:
        entry = _decoded(raw)
        if entry.tag:
            return Skipped(place.text, A_TAGS)
        hit = _hit(entry, raw, place)
        return _with_its_body(entry.request, hit, sieve(Captured(hit, place.text)))
    except NoHitError as error:
        return error.at(place.text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Skipped(place.text, f"it is no entry of a HAR file: {error}.", unreadable=True)


def _decoded(raw: bytes) -> _Entry:
    try:
        return _entry.decode(raw)
    except msgspec.ValidationError:
        return _entry.decode(mended(raw))


def _with_its_body(request: _Request, hit: Hit, found: Found) -> Found:
    """What was found, unless its events were in a body that is not there."""
    if hit.body or hit.method != "POST" or names_event(hit.query):
        return found
    if isinstance(found, Skipped) and found.why != NO_EVENT:
        return found
    if request.post_data and isinstance(file := request.post_data.file, str):
        why = f'its body is in "{shown(file)}", and no such file lies beside the HAR.'
        return Skipped(found.place, why, unreadable=True)
    return Skipped(found.place, NO_BODY) if _had_body(request, hit) else found


def _had_body(request: _Request, hit: Hit) -> bool:
    size, length = request.body_size, hit.header("content-length") or ""
    return (isinstance(size, int | float) and size > 0) or length.strip("0 ").isdecimal()


def _hit(entry: _Entry, raw: bytes, place: _Place) -> Hit:
    request, said = entry.request, entry.hit
    target = Target.of(request.url.encode("utf-8"))
    stamp = Stamp.of(raw, place.number) if said is None else Stamp(fields.word(said.id, "id"), fields.seed(said.seed))
    headers = _headers(request)
    return Hit(
        method=fields.method(request.method.upper()),
        path=target.path,
        query=target.query,
        # Whoever wrote `_hit` knows whether there was a host.
        headers=target.with_host(headers) if said is None else tuple(headers),
        body=_body(request.post_data, place.folder),
        ip=fields.IP if said is None else fields.word(said.ip, "ip"),
        id=stamp.id,
        at=_at(entry.started) if said is None else fields.moment(said.at),
        seed=stamp.seed,
    )


def _headers(request: _Request) -> list[tuple[str, str]]:
    """As a server gets them: HTTP/2 has the host in `:authority`, and cookies may stand apart."""
    authority = [("host", _as_server_reads(pair.value)) for pair in request.headers if pair.name == ":authority"]
    headers = [
        (pair.name.lower(), _as_server_reads(pair.value)) for pair in request.headers if not pair.name.startswith(":")
    ]
    names = {name for name, _ in headers}
    if "cookie" not in names and request.cookies:
        cookies = "; ".join(f"{pair.name}={pair.value}" for pair in request.cookies)
        headers.append(("cookie", _as_server_reads(cookies)))
    return headers if "host" in names else [*authority, *headers]


def _as_server_reads(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8").decode("latin-1")


def _body(posted: _PostData | None, folder: Path | None) -> bytes:
    if posted is None:
        return b""
    if not posted.text and isinstance(posted.file, str):
        return attached(folder, posted.file)
    if posted.text is None or (not posted.text and posted.params):
        return urlencode([(pair.name, pair.value) for pair in posted.params or ()]).encode()
    if (posted.encoding or "").lower() != "base64":
        return posted.text.encode("utf-8")
    try:
        return base64.b64decode(posted.text, validate=True)
    except (binascii.Error, ValueError):
        raise NoHitError("its body is no base64.") from None


def _at(started: str) -> int:
    return fields.milliseconds(started) if started else fields.AT
