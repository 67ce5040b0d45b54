"""Lines of a tagging server's log as JSON: GTMS-3, and the entries of Google's Cloud Logging around it.

GTMS-3 tells of what tags send: {"Name", "Type": Request, Response or Message, "TraceId", "RequestMethod", "RequestUrl",
"RequestHeaders", "RequestBody"}. Only a request that is a hit itself, such as one forwarded to /g/collect, is one here.
Cloud Logging's request log, `httpRequest`, has what came in, without bodies. A line of an access log may stand as a text in
`textPayload` of Google's, `log` of Docker's, `message` of CloudWatch's and of others.
Sources: the GTM standards, "GTMS-3, Server Templates Logging"; Google, "LogEntry", HttpRequest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ...hit import Hit
from ..stamp import Stamp
from . import fields
from .access_log import found_in_line, is_line
from .captured import Captured, Found, Sieve, Skipped
from .sieve import collected, every, names_event
from .target import Target

NO_REQUEST = "a line of a log that is no request (an answer, a message)"
NO_BODY = "a POST whose events were in its body, and this log has none"

_DEEPEST = 4
"""Logs inside of logs."""
_OF_CLOUDS = frozenset(
    ("httpRequest", "jsonPayload", "textPayload", "protoPayload", "logName", "logStreamName", "ingestionTime")
)


def is_log_entry(said: Mapping[str, Any]) -> bool:
    """Whether the object is a line of such a log."""
    gtms = "Type" in said and ("TraceId" in said or "Name" in said)
    return gtms or not _OF_CLOUDS.isdisjoint(said) or isinstance(said.get("log"), str) or bool(_line(said))


def found_in_entry(said: Mapping[str, Any], stamp: Stamp, place: str, sieve: Sieve) -> Found:
    """The hit of a line, or why it is none. Raises NoHitError."""
    at = said.get("timestamp") or said.get("Timestamp")
    for entry in _inside(said, _DEEPEST):
        at = entry.get("timestamp") or entry.get("Timestamp") or at
        if isinstance(incoming := entry.get("httpRequest"), dict):
            hit = _incoming(incoming, at, stamp)
            return sieve(Captured(hit, place)) if hit else Skipped(place, NO_BODY)
        if entry.get("Type") == "Request" and isinstance(entry.get("RequestUrl"), str):
            # Whatever goes to a vendor has events in it, so the sieve for what comes in would keep all of it.
            return (every if sieve is every else collected)(Captured(_forwarded(entry, at, stamp), place))
        if line := _line(entry):
            return found_in_line(line, stamp, place, sieve)
    return Skipped(place, NO_REQUEST)


def _inside(said: Mapping[str, Any], deep: int) -> Iterator[Mapping[str, Any]]:
    """The entry, and what it wraps: `jsonPayload` is an object, the others are JSON as text."""
    yield said
    inner = _wrapped(said)
    if isinstance(inner, str) and inner.lstrip().startswith("{"):
        try:
            inner = msgspec.json.decode(inner)
        except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
            return
    if isinstance(inner, dict) and deep:
        yield from _inside(inner, deep - 1)


def _wrapped(said: Mapping[str, Any]) -> Any:
    return said.get("jsonPayload") or said.get("textPayload") or said.get("log") or said.get("message")


def _line(said: Mapping[str, Any]) -> bytes:
    """The line of an access log that is in it, if one is."""
    inner = _wrapped(said)
    if not isinstance(inner, str):
        return b""
    line = inner.strip().encode("utf-8", "replace")
    return line if is_line(line) else b""


def _incoming(said: dict[str, Any], at: Any, stamp: Stamp) -> Hit | None:
    target = Target.of(_text(said.get("requestUrl")).encode("utf-8", "replace"))
    method = fields.method(_text(said.get("requestMethod")) or "GET")
    if method == "POST" and not names_event(target.query):
        return None
    headers = [
        (name, _as_server_reads(_text(said.get(key))))
        for key, name in (("referer", "referer"), ("userAgent", "user-agent"))
        if said.get(key)
    ]
    ip = _text(said.get("remoteIp")) or fields.IP
    return _hit(method, target, headers, b"", fields.word(ip, "remoteIp"), at, stamp)


def _forwarded(said: Mapping[str, Any], at: Any, stamp: Stamp) -> Hit:
    target = Target.of(_text(said.get("RequestUrl")).encode("utf-8", "replace"))
    written = said.get("RequestHeaders")
    headers = [
        (name.lower(), _as_server_reads(_text(value)))
        for name, value in (written.items() if isinstance(written, dict) else ())
    ]
    body = said.get("RequestBody")
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False) if body else ""
    method = fields.method(_text(said.get("RequestMethod")) or ("POST" if text else "GET"))
    return _hit(method, target, headers, text.encode("utf-8", "replace"), fields.IP, at, stamp)


def _hit(
    method: str, target: Target, headers: list[tuple[str, str]], body: bytes, ip: str, at: Any, stamp: Stamp
) -> Hit:
    when = fields.milliseconds(at) if isinstance(at, str) and at else fields.AT
    return Hit(
        method=method,
        path=target.path,
        query=target.query,
        headers=target.with_host(headers),
        body=body,
        ip=ip,
        id=stamp.id,
        at=when,
        seed=stamp.seed,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _as_server_reads(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("latin-1")
