"""Hits as a HAR 1.2 file, hit by hit, and what of a hit that format could not hold.

`_hit` of an entry is what HAR has no place for, `{id, at, seed, ip}`: the format allows names that begin with an underscore.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from ...hit import Hit
from ..har import VERSION, creator
from ..http_writer import moment
from .captured import Captured
from .har_entries import har_entries
from .sieve import every
from .source import Source


def har_beginning() -> bytes:
    """What stands before the first entry."""
    head = {"version": VERSION, "creator": creator(), "pages": []}
    return b'{"log":' + msgspec.json.encode(head)[:-1] + b',"entries":['


def har_end() -> bytes:
    """What stands after the last."""
    return b"]}}\n"


def har_entry(hit: Hit) -> bytes:
    """The hit as an entry."""
    query = f"?{hit.query}" if hit.query else ""
    request: dict[str, Any] = {
        "method": hit.method,
        "url": f"https://{_as_text(hit.header('host') or 'localhost')}{hit.path}{query}",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [
            {"name": name.encode("utf-8", "replace").decode(), "value": _as_text(value)} for name, value in hit.headers
        ],
        "queryString": [{"name": name, "value": value} for name, value in parse_qsl(hit.query, keep_blank_values=True)],
        "headersSize": -1,
        "bodySize": len(hit.body),
    }
    if hit.body:
        request["postData"] = _post_data(hit)
    return msgspec.json.encode(
        {
            "startedDateTime": moment(hit.at),
            "time": 0,
            "request": request,
            "response": _NO_RESPONSE,
            "cache": {},
            "timings": {"send": 0, "wait": 0, "receive": 0},
            "_hit": {"id": hit.id, "at": hit.at, "seed": hit.seed, "ip": hit.ip},
        }
    )


def lost(hit: Hit, written: bytes) -> Iterator[str]:
    """The fields that are not the same once the entry is read."""
    archive = har_beginning() + written + har_end()
    (again,) = har_entries(Source.of(archive, "har"), every)
    for field in Hit.__struct_fields__:
        if not isinstance(again, Captured) or getattr(again.hit, field) != getattr(hit, field):
            yield field


def _post_data(hit: Hit) -> dict[str, str]:
    kind = _as_text(hit.header("content-type") or "")
    try:
        return {"mimeType": kind, "text": hit.body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"mimeType": kind, "text": base64.b64encode(hit.body).decode(), "encoding": "base64"}


def _as_text(value: str) -> str:
    """Bytes as a server reads them, as the text they are."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace")


_NO_RESPONSE = {
    "status": 0,
    "statusText": "",
    "httpVersion": "HTTP/1.1",
    "cookies": [],
    "headers": [],
    "content": {"size": 0, "mimeType": ""},
    "redirectURL": "",
    "headersSize": -1,
    "bodySize": -1,
}
