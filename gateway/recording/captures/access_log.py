"""An access log of nginx or Apache, common or combined, with what the log has of the request:

    203.0.113.7 - - [01/Mar/2026:12:00:00 +0100] "GET /g/collect?v=2&en=purchase HTTP/1.1" 200 0 "https://…" "Mozilla/5.0"

A fourth quoted text of addresses is the X-Forwarded-For of nginx's packages; what stands before the address, a host of
Apache's `vhost_combined`. `\\x22` and `\\"` are the signs they stand for. Bodies are not in a log.
Sources: Apache, "Log Files"; nginx, "Module ngx_http_log_module".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from ...hit import Hit
from ..stamp import Stamp
from .captured import Captured, Found, NoHitError, Sieve, Skipped
from .fields import IP
from .source import LONGEST_LINE, Source
from .target import Target

NO_BODY = "a POST whose events were in its body, and a log has none"
NO_REQUEST = "it has no request of HTTP in it"

_QUOTED = rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
LINE = re.compile(
    rb"(?:([\w.:-]++) (?=[0-9A-Fa-f.:]{2,45} ))?(\S++) \S++ [^\[\n]{1,200}\[([^\]\n]{1,60})\] "
    + _QUOTED
    + rb" (?:\d{3}|-) (?:\d+|-)"
    rb"(?: " + _QUOTED + rb" " + _QUOTED + rb"(?: " + _QUOTED + rb")?)?"
)
_REQUEST = re.compile(rb"([A-Z]{1,20}) (\S+)(?: HTTP/[0-9.]+)?")
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
            found = sieve(Captured(_hit(line, number), place))
        except NoHitError as error:
            if line.strip() and not line.startswith(b"#"):
                yield Skipped(place, str(error), unreadable=True)
            continue
        yield _with_its_events(found) if isinstance(found, Captured) else found


def _hit(line: bytes, number: int) -> Hit:
    if len(line) > LONGEST_LINE:
        raise NoHitError("the line is too long.")
    found = LINE.match(line)
    if found is None:
        raise NoHitError("it is no line of an access log.")
    vhost, ip, time, asked, referer, agent, forwarded = found.groups()
    request = _REQUEST.fullmatch(_plain(asked))
    if request is None:
        raise NoHitError(f"{NO_REQUEST}.")
    target, stamp = Target.of(request[2]), Stamp.of(line.rstrip(b"\r\n"), number)
    return Hit(
        request[1].decode(),
        target.path,
        target.query,
        target.with_host(_headers(vhost, referer, agent, forwarded)),
        b"",
        ip.decode() if _ADDRESS.fullmatch(ip) else IP,
        stamp.id,
        _milliseconds(time),
        stamp.seed,
    )


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


def _with_its_events(found: Captured) -> Found:
    hit = found.hit
    if hit.method == "POST" and "en=" not in hit.query and "event_name=" not in hit.query:
        return Skipped(found.place, NO_BODY)
    return found


def _plain(text: bytes) -> bytes:
    return _ESCAPED.sub(_sign, text) if b"\\" in text else text


def _sign(found: re.Match[bytes]) -> bytes:
    number, sign = found.groups()
    return bytes([int(number, 16)]) if number else _SIGNS.get(sign, sign)


@lru_cache(4096)
def _milliseconds(text: bytes) -> int:
    try:
        return int(datetime.strptime(text.decode("latin-1"), "%d/%b/%Y:%H:%M:%S %z").timestamp()) * 1000
    except (ValueError, OverflowError):
        raise NoHitError("its time is none such as 01/Mar/2026:12:00:00 +0000.") from None
