"""An access log of nginx or Apache, common or combined, with what the log has of the request:

    203.0.113.7 - - [01/Mar/2026:12:00:00 +0100] "GET /g/collect?v=2&en=purchase HTTP/1.1" 200 0 "https://…" "Mozilla/5.0"

A fourth quoted text of addresses is the X-Forwarded-For of nginx's packages; what stands before the address, a host of
Apache's `vhost_combined`. Of several addresses the first is the visitor's. What Kubernetes and Docker put before a line is
passed over. `\\x22` and `\\"` are the signs they stand for. A body is there where nginx was told to log `$request_body` last.
Sources: Apache, "Log Files"; nginx, "Module ngx_http_log_module"; Kubernetes, "Logging Architecture".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from ...hit import Hit
from ..stamp import Stamp
from . import fields
from .captured import Captured, Found, NoHitError, NoRequestError, Sieve, Skipped
from .sieve import names_event
from .source import LONGEST_LINE, Source
from .target import Target

NO_BODY = "a POST whose events were in its body, which is not in the log"
NO_REQUEST = "a line without a request of HTTP: a scan, a proxy's, or a connection that asked for nothing"
NO_LINE = "it is no line of an access log."

_QUOTED = rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
_LINE = re.compile(
    rb"(?:([\w.:-]++) (?=[0-9A-Fa-f.:]{2,45} ))?(\S++) \S++ [^\[\n]{1,200}\[([^\]\n]{1,60})\] "
    + _QUOTED
    + rb" (?:\d{3}|-) (?:\d+|-)"
    rb"(?: " + _QUOTED + rb" " + _QUOTED + rb"(?: " + _QUOTED + rb")?)?"
)
_REQUEST = re.compile(rb"([A-Z]{1,20}) (\S+)(?: HTTP/[0-9.]+)?")
_CLOCK = rb"\d{4}-\d\d-\d\dT[0-9:.]{8,20}(?:Z|[+-]\d\d:\d\d)"
_BEFORE = re.compile(
    rb"(?:\[pod/[^\]\s]{1,300}\] |[\w.-]{1,100}+ {1,20}\| )?(?:" + _CLOCK + rb" (?:std(?:out|err) [FP] )?)?"
)
_TIME = re.compile(_CLOCK)
_SEVERAL = re.compile(rb"([0-9A-Fa-f.:]{2,45})(?:, ?[\w.:-]{1,45}){1,50} ")
_NEXT = re.compile(rb'[^"]*+' + _QUOTED)
_EVENTS = re.compile(rb"\s*[{\[]|(?:.*[&\n])?en=", re.DOTALL)
_ADDRESS = re.compile(rb"[0-9A-Fa-f.:]{2,45}")
_FORWARDED = re.compile(rb"[0-9A-Fa-f.:, ]{2,2000}")
_HOST = re.compile(rb"[A-Za-z0-9._:\[\]-]{1,260}")
_ESCAPED = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_SIGNS = {b"n": b"\n", b"t": b"\t", b"r": b"\r"}


def access_log(source: Source, sieve: Sieve) -> Iterator[Found]:
    """A hit for each line of the log that may be one."""
    name = source.name
    for number, line in source.lines():
        place = f"{name}:{number}"
        try:
            hit = _hit(line, Stamp.of(line.rstrip(b"\r\n"), number))
        except NoHitError as error:
            if line.strip() and not line.startswith(b"#"):
                yield error.at(place)
            continue
        yield _sifted(Captured(hit, place), sieve)


def is_line(line: bytes) -> bool:
    """Whether it is a line of an access log."""
    return _matched(line) is not None


def found_in_line(line: bytes, stamp: Stamp, place: str, sieve: Sieve) -> Found:
    """The hit of one line, or why there is none. Raises NoHitError."""
    return _sifted(Captured(_hit(line, stamp), place), sieve)


def _sifted(captured: Captured, sieve: Sieve) -> Found:
    found, hit = sieve(captured), captured.hit
    if hit.method == "POST" and not hit.body and isinstance(found, Captured) and not names_event(hit.query):
        return Skipped(found.place, NO_BODY)
    return found


def _hit(line: bytes, stamp: Stamp) -> Hit:
    if len(line) > LONGEST_LINE:
        raise NoHitError("the line is too long.")
    found = _LINE.match(line)
    plain = found is not None and not found[1] and _ADDRESS.fullmatch(found[2]) is not None
    if not plain:
        found = _matched(line)
    if found is None:
        raise NoHitError(NO_LINE)
    vhost, ip, time, asked, referer, agent, forwarded = found.groups()
    request = _REQUEST.fullmatch(_plain(asked))
    if request is None:
        raise NoRequestError(NO_REQUEST)
    target = _target(request[2])
    return Hit(
        request[1].decode(),
        target.path,
        target.query,
        target.with_host(_headers(vhost, referer, agent, forwarded)),
        _body(found) if request[1] == b"POST" else b"",
        ip.decode() if plain or _ADDRESS.fullmatch(ip) else fields.IP,
        stamp.id,
        _milliseconds(time),
        stamp.seed,
    )


def _matched(line: bytes) -> re.Match[bytes] | None:
    """The line, less what stands before it."""
    found = _LINE.match(line)
    if found is not None and _ADDRESS.fullmatch(found[2]) and not (found[1] and _TIME.match(found[1])):
        return found
    before = _BEFORE.match(line)
    rest = line[before.end() :] if before else line
    if several := _SEVERAL.match(rest):
        rest = several[1] + rest[several.end() - 1 :]
    return _LINE.match(rest)


def _target(written: bytes) -> Target:
    try:
        return Target.of(written)
    except NoHitError:
        # `OPTIONS *` of a load balancer, `CONNECT host:443` of who looks for a proxy.
        raise NoRequestError(NO_REQUEST) from None


def _body(found: re.Match[bytes]) -> bytes:
    """What stands last in the line, if it reads as events: `$request_body`."""
    last, at = found[7] or b"", found.end()
    while field := _NEXT.match(found.string, at):
        last, at = field[1], field.end()
    said = _plain(last)
    return said if _EVENTS.match(said) else b""


def _headers(*said: bytes | None) -> list[tuple[str, str]]:
    vhost, referer, agent, forwarded = said
    headers = []
    if vhost and _HOST.fullmatch(vhost):
        host = vhost.decode()
        headers.append(("host", host.removesuffix(":443").removesuffix(":80")))
    if referer and referer != b"-":
        headers.append(("referer", _plain(referer).decode("latin-1")))
    if agent and agent != b"-":
        headers.append(("user-agent", _plain(agent).decode("latin-1")))
    if forwarded and _FORWARDED.fullmatch(forwarded):
        headers.append(("x-forwarded-for", forwarded.decode()))
    return headers


def _plain(text: bytes) -> bytes:
    return _ESCAPED.sub(_sign, text) if b"\\" in text else text


def _sign(found: re.Match[bytes]) -> bytes:
    number, sign = found.groups()
    return bytes([int(number, 16)]) if number else _SIGNS.get(sign, sign)


@lru_cache(4096)
def _milliseconds(text: bytes) -> int:
    written = text.decode("latin-1")
    try:
        # nginx's `$time_iso8601` begins with the year.
        if _TIME.fullmatch(text):
            return fields.milliseconds(written)
        return int(datetime.strptime(written, "%d/%b/%Y:%H:%M:%S %z").timestamp()) * 1000
    except (ValueError, OverflowError):
        raise NoHitError("its time is none such as 01/Mar/2026:12:00:00 +0000.") from None
