"""In which format a capture is written, known by how it begins and never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

import msgspec

from .access_log import access_log, is_line
from .addresses import addresses
from .captured import Found, Sieve
from .curl_commands import curl_commands
from .har_entries import BEGINNING, har_entries
from .http_hits import http_hits
from .json_entries import json_document, json_lines
from .sieve import chosen, every, likely
from .source import Source
from .strangers import is_stranger, told_stranger

Reader: TypeAlias = Callable[[Source, Sieve], Iterator[Found]]

_REQUEST = re.compile(rb"[A-Z]{1,20} \S+(?: HTTP/[0-9.]+)?\s*")
_CURL = re.compile(
    rb"[ \t]*(?:[$>%] ?)?(?:(?:sudo|env|[A-Za-z_]\w*+=[^\s;&|(){}'\"]*+)[ \t]+)*+(?:curl(?:\.exe)?|printf)[ \t\\^]"
)
# A HAR file whose log comes after texts of its own.
_LATE_LOG = re.compile(
    rb'\s*\{(?:\s*+"[^"\\]*+"\s*+:\s*+"[^"\\]*+(?:\\.[^"\\]*+)*+"\s*+,)++\s*+"log"\s*:\s*\{'
    rb'\s*"(?:version|creator|browser|pages|entries|comment)"'
)
_CLOUDWATCH = re.compile(rb'\s*\{\s*"events"\s*:\s*\[\s*\{\s*"(?:logStreamName|timestamp)"')
_PARTED = re.compile(rb"[;&][ \t]*\r?\n[ \t]*curl(?:\.exe)?[ \t^]")
_ADDRESS = re.compile(rb"(?:https?://|/)\S*\s*", re.IGNORECASE)
_LOOKED_AT = 50
"""Lines: the first may be a cut one."""


def reader_of(source: Source) -> tuple[Reader, Sieve]:
    """How to read it, and how its hits are told from all else. What nothing is known of is taken for a text of hits."""
    head = source.head()
    # `kubectl logs --prefix` puts a bracket before each line.
    if head.lstrip()[:1] in (b"{", b"[") and not head.startswith(b"[pod/"):
        return _of_json(head), likely
    for line in head.split(b"\n")[:_LOOKED_AT]:
        if line.strip() and not line.startswith(b"#"):
            for begins, reader, sieve in _BY_LINE:
                if begins(line):
                    return reader, likely if reader is curl_commands and _is_recording(head) else sieve
    return http_hits, every


def _is_recording(head: bytes) -> bool:
    """Whether a browser copied all its requests as commands: three or more, each parted from the next by `;` or `&`."""
    return len(_PARTED.findall(head)) > 1


def _of_json(head: bytes) -> Reader:
    if BEGINNING.match(head) or _LATE_LOG.match(head):
        return har_entries
    if _CLOUDWATCH.match(head):
        return json_document
    lines = [line for line in head.split(b"\n") if line.strip()]
    one_a_line = (
        len(lines) > 1 and lines[1].startswith(b"{") and lines[0].startswith(b"{") and len(lines[0].strip()) > 1
    )
    return json_lines if one_a_line or _is_object(lines[0]) else json_document


def _is_object(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # Half a sign of JavaScript's is nothing the fast reader takes.
        return b"\\u" in line and line.rstrip().endswith(b"}")
    return True


_BY_LINE: tuple[tuple[Callable[[bytes], object], Reader, Sieve], ...] = (
    (_REQUEST.fullmatch, http_hits, every),
    (_CURL.match, curl_commands, chosen),
    (is_line, access_log, likely),
    (_ADDRESS.fullmatch, addresses, chosen),
    (is_stranger, told_stranger, every),
)
