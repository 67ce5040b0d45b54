"""Hits as JSON lines of our own, one object a hit, without loss:

    {"method": "POST", "path": "/g/collect", "query": "v=2&tid=G-SHOP1", "headers": [["host", "data.shop.example"]],
     "body": "en=purchase", "ip": "203.0.113.7", "id": "0192aa", "at": "2026-03-01T12:00:00.000Z", "seed": 5}

(in one line). `method` and `path` are needed, and no other fields are taken. Path and query stay percent-encoded; the host of a
whole address is the header where there is none. A header's value has one sign for each byte of it (Latin-1), as a server reads
it. A body that is no UTF-8 is `body_base64`. `at` may also be milliseconds since 1970. Without `ip` it is 127.0.0.1; `id` and
`seed` come from the line and its number.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

import msgspec

from ...hit import Hit
from ...query import printable
from ...redaction import redacted_text
from ..http_text import parted, with_host
from ..http_writer import moment
from ..stamp import Stamp
from . import fields
from .captured import NoHitError
from .strangers import CHARLES, of_charles


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    method: str
    path: str
    query: str = ""
    headers: list[tuple[str, str]] = []
    body: str = ""
    body_base64: str = ""
    ip: str = fields.IP
    id: str | None = None
    at: str | int | None = None
    seed: int | None = None


_QUICK = msgspec.json.Decoder(_Line)
_FIELDS = frozenset(_Line.__struct_fields__)
_UNSTAMPED = Stamp("", 0)


def is_own_line(said: dict[str, Any]) -> bool:
    """Whether the object is a hit in our own words."""
    return "method" in said and "path" in said


def quick_hit(written: bytes, position: int) -> Hit | None:
    """The hit of a line that is well written; nothing for any other, of which `hit_of_line` says what is wrong."""
    try:
        return _hit(_QUICK.decode(written), written, position)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def hit_of_line(said: dict[str, Any], written: bytes, position: int) -> Hit:
    """The hit of an object. Raises NoHitError."""
    if of_charles(said):
        raise NoHitError(CHARLES)
    if unknown := sorted(said.keys() - _FIELDS):
        name = redacted_text(unknown[0])[:40]
        raise NoHitError(f'it has a method and a path, but "{name}" is no field of a hit in our own words.')
    try:
        line = msgspec.convert(said, _Line)
    except msgspec.ValidationError as error:
        raise NoHitError(f"it is no hit in our own words: {error}.") from None
    return _hit(line, written, position)


def _hit(line: _Line, written: bytes, position: int) -> Hit:
    stamp = Stamp.of(written, position) if line.id is None or line.seed is None else _UNSTAMPED
    host, rest = parted(line.path)
    path, _, query = rest.partition("?")
    headers = tuple([(name.lower(), value) for name, value in line.headers])
    return Hit(
        method=fields.method(line.method),
        path=printable(_bytes(path)) or "/",
        query=printable(_bytes("&".join(filter(None, (query, line.query))))),
        headers=with_host(headers, printable(_bytes(host))) if host else headers,
        body=_body(line),
        ip=fields.word(line.ip, "ip"),
        id=stamp.id if line.id is None else fields.word(line.id, "id"),
        at=_at(line.at),
        seed=stamp.seed if line.seed is None else fields.seed(line.seed),
    )


def own_line(hit: Hit) -> bytes:
    """The hit as a line."""
    said: dict[str, Any] = {"method": hit.method, "path": hit.path}
    if hit.query:
        said["query"] = hit.query
    said["headers"] = hit.headers
    if hit.body:
        said |= _body_as_said(hit.body)
    said |= {"ip": hit.ip, "id": hit.id, "at": moment(hit.at), "seed": hit.seed}
    try:
        return msgspec.json.encode(said) + b"\n"
    except UnicodeEncodeError:
        # Half a sign in a header, which only JSON's own escapes can hold.
        return json.dumps(said).encode() + b"\n"


def _body_as_said(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}


def _body(line: _Line) -> bytes:
    if not line.body_base64:
        return _bytes(line.body)
    try:
        return base64.b64decode(line.body_base64, validate=True)
    except (binascii.Error, ValueError):
        raise NoHitError('its "body_base64" is no base64.') from None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _at(at: str | int | None) -> int:
    if at is None:
        return fields.AT
    return fields.moment(at) if isinstance(at, int) else fields.milliseconds(at)
