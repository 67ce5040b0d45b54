"""Objects of JSON, one a line or all in one document, each read as what it is: a hit, a body of events, a line of a log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from ..stamp import Stamp
from .captured import Captured, Found, NoHitError, Sieve, Skipped
from .har_entries import har_entries
from .log_entries import found_in_entry, is_log_entry
from .mp_bodies import hit_of_body, is_body
from .own_lines import hit_of_line, is_own_line, quick_hit
from .source import LONGEST_LINE, Source
from .strangers import CHARLES

UNKNOWN = "it is no hit: there is neither method and path, nor events or event_name, nor a log's Type and TraceId or httpRequest."
_OF_CLOUDWATCH = frozenset(("searchedLogStreams", "nextForwardToken", "nextToken"))
FOREIGN = "JSON that is no capture: neither method and path, nor events, nor the entry of a log"


def json_lines(source: Source, sieve: Sieve) -> Iterator[Found]:
    """An object a line, each of its own kind."""
    for number, line in source.lines():
        written = line.strip()
        if written:
            yield _found(written, f"{source.name}:{number}", number, sieve)


def json_document(source: Source, sieve: Sieve) -> Iterator[Found]:
    """One object, or a list of them; a HAR file that does not begin as one is known by its log."""
    written = source.whole()
    try:
        said = msgspec.json.decode(written, type=list[msgspec.Raw] | dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        if b'"entries"' in written:
            yield from har_entries(Source.of(written, source.name, folder=source.folder), sieve)
        else:
            yield Skipped(f"{source.name}:1", _no_json(error), unreadable=True)
        return
    if isinstance(said, list):
        yield from _items(said, source.name, sieve)
    elif bytes(said.get("log", b"")).startswith(b"{"):
        yield from har_entries(Source.of(written, source.name, folder=source.folder), sieve)
    elif not _OF_CLOUDWATCH.isdisjoint(said) and bytes(said.get("events", b"")).startswith(b"["):
        yield from _items(msgspec.json.decode(said["events"], type=list[msgspec.Raw]), source.name, sieve)
    else:
        found = _found(written.strip(), f"{source.name}:1", 1, sieve)
        # A folder of captures may have other documents in it: nothing is wrong with them.
        yield Skipped(found.place, FOREIGN) if isinstance(found, Skipped) and found.why == UNKNOWN else found


def _items(said: list[msgspec.Raw], name: str, sieve: Sieve) -> Iterator[Found]:
    for number, raw in enumerate(said, 1):
        found = _found(bytes(raw), f"{name}:item {number}", number, sieve)
        yield found
        if isinstance(found, Skipped) and found.why == CHARLES:
            return


def _found(written: bytes, place: str, position: int, sieve: Sieve) -> Found:
    if len(written) > LONGEST_LINE:
        return Skipped(place, f"it is more than {LONGEST_LINE // 1024 // 1024} MiB long.", unreadable=True)
    try:
        if (hit := quick_hit(written, position)) is not None:
            return Captured(hit, place)
        said = _decoded(written)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return Skipped(place, _no_json(error), unreadable=True)
    if not isinstance(said, dict):
        return Skipped(place, "it is no object of JSON.", unreadable=True)
    try:
        return _read(said, written, place, position, sieve)
    except NoHitError as error:
        return error.at(place)


def _decoded(written: bytes) -> Any:
    try:
        return msgspec.json.decode(written)
    except msgspec.DecodeError:
        if b"\\u" not in written:
            raise
        # Half a sign, which JavaScript's texts may hold: only the standard library takes it.
        return json.loads(written)


def _read(said: dict[str, Any], written: bytes, place: str, position: int, sieve: Sieve) -> Found:
    if is_own_line(said):
        # Somebody wrote it as a hit, so it is not sifted.
        return Captured(hit_of_line(said, written, position), place)
    if is_log_entry(said):
        return found_in_entry(said, Stamp.of(written, position), place, sieve)
    if is_body(said):
        return Captured(hit_of_body(said, written, position), place)
    return Skipped(place, UNKNOWN, unreadable=True)


def _no_json(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep."
    if isinstance(error, UnicodeDecodeError):
        return "it is no UTF-8."
    return f"it is no JSON: {error}."
