"""Where hits come in: a raw ASGI function in front of everything else, for Starlette's own request costs more than the trip."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeAlias

from ..address import Proxies, is_private
from ..delivery import NOT_KEPT, OutboxFullError
from ..hit import Hit, new_hit_id
from ..query import printable
from ..trace import Answer
from .settings import LONGEST_BODY, LONGEST_URL

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

BODY_WITHIN = 15
"""Seconds a body may take."""
METHODS = frozenset(("GET", "POST", "HEAD"))
SERVICE_WORKER = b"/_/service_worker/"
"""gtag.js asks for a worker of Google's here, once a page. There is none, and it goes on without: a file, not a hit."""
WATCHED = 20
"""Hits from private addresses, and from no other, after which the console is warned."""

_log = logging.getLogger("sgtm")
_SHOWN = 2048
_ALLOWED = ((b"allow", b"GET, POST, HEAD"),)
_RETRY = ((b"retry-after", b"5"),)
_FOR_A_DAY = ((b"cache-control", b"public, max-age=86400"),)


class ClientGone(Exception):  # noqa: N818 - a thing that happens, not a fault
    """The connection ended before the body did."""


class Driver(Protocol):
    """Whatever takes a hit and gives the answer."""

    async def answer(self, hit: Hit) -> Answer:
        """The answer, once the hit is kept."""

    def refused(self, hit: Hit, status: int, why: str) -> None:
        """A hit that was answered without being looked at, less its body: a line in the trace."""


class Intake:
    """Makes a Hit of a request, gives it to the driver, and writes the answer."""

    def __init__(
        self,
        driver: Driver,
        *,
        clock: Callable[[], float] = time.time,
        proxies: Proxies | None = None,
        longest_body: int = LONGEST_BODY,
        longest_url: int = LONGEST_URL,
    ) -> None:
        self._driver, self._clock = driver, clock
        self._longest_body, self._longest_url = longest_body, longest_url
        self._proxies = proxies or Proxies()
        self._watched = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request of the hit port."""
        origin = _header(scope, b"origin")
        method = scope["method"]
        if method == "OPTIONS":
            return await _reply(send, 204, _preflight(scope, origin))
        if method not in METHODS:
            return await self._refuse(scope, send, 405, "only GET, POST and HEAD are hits", _ALLOWED)
        if SERVICE_WORKER in scope["raw_path"]:
            return await _refuse(send, 404, "there is no service worker here", origin, _FOR_A_DAY)
        if len(scope["raw_path"]) + len(scope["query_string"]) > self._longest_url:
            return await self._refuse(scope, send, 414, f"the URL is longer than {self._longest_url} bytes")
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(scope, receive, self._longest_body)
        except (ClientGone, asyncio.CancelledError):
            return None  # half a body is no hit, and nobody waits for an answer
        except TimeoutError:
            return await self._refuse(scope, send, 408, f"the body did not come within {BODY_WITHIN} s")
        if body is None:
            return await self._refuse(scope, send, 413, f"the body is longer than {self._longest_body} bytes")
        try:
            answer = await self._driver.answer(self._hit(scope, body))
        except NOT_KEPT as error:
            # Nothing was kept, so nothing may be promised. The log says why; the browser only that it may try again.
            if not isinstance(error, OutboxFullError):  # of which the log tells once, and not with each hit
                _log.error("a hit could not be kept: %s", error)
            return await self._refuse(scope, send, 503, "the hit could not be kept", _RETRY)
        return await _answer(send, answer, origin)

    async def _refuse(
        self, scope: Scope, send: Send, status: int, why: str, more: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        """Answer a request that makes no trip, and have it traced with as much of it as is worth a look."""
        short = {**scope, "raw_path": scope["raw_path"][:_SHOWN], "query_string": scope["query_string"][:_SHOWN]}
        self._driver.refused(self._hit(short, b""), status, why)
        await _refuse(send, status, why, _header(scope, b"origin"), more)

    def _hit(self, scope: Scope, body: bytes) -> Hit:
        at, chance = int(self._clock() * 1000), os.urandom(18)
        return Hit(
            method=scope["method"],
            path=printable(scope["raw_path"]),
            query=printable(scope["query_string"]),
            headers=tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]),
            body=body,
            ip=self._visitor(scope),
            id=new_hit_id(at, chance),
            at=at,
            seed=int.from_bytes(chance[10:], "big") >> 1,
        )

    def _visitor(self, scope: Scope) -> str:
        client = scope.get("client")
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        address = self._proxies.visitor(client[0] if client else "", ",".join(forwarded))
        if self._watched < WATCHED:
            self._watch(address, proxied=bool(forwarded))
        return address

    def _watch(self, address: str, *, proxied: bool) -> None:
        """Vendors match visitors by their addresses, so a proxy nobody named is worth a word."""
        if not is_private(address):
            self._watched = WATCHED
        elif proxied or not address.startswith(("127.", "::1")):
            self._watched += 1
            if self._watched == WATCHED:
                _log.warning(
                    "the first %d visitors all have private addresses, such as %s: vendors can match none of them. "
                    "If a proxy stands before the gateway, name it: --trusted-proxies %s",
                    WATCHED,
                    address,
                    address,
                )


async def _body(scope: Scope, receive: Receive, longest: int) -> bytes | None:
    """The whole body, or None where it is too long."""
    length = _header(scope, b"content-length")
    if length is None and _header(scope, b"transfer-encoding") is None:
        return b""
    if length is not None and length.isdigit() and int(length) > longest:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > longest:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _header(scope: Scope, name: bytes) -> bytes | None:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None


def _cors(origin: bytes | None) -> list[tuple[bytes, bytes]]:
    """gtag.js sends with credentials, so the origin is echoed and never `*`."""
    if origin is None:
        return [(b"vary", b"Origin")]
    return [
        (b"vary", b"Origin"),
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
    ]


def _preflight(scope: Scope, origin: bytes | None) -> list[tuple[bytes, bytes]]:
    wanted = _header(scope, b"access-control-request-headers") or b"content-type"
    local = [(b"access-control-allow-private-network", b"true")] if _header(scope, _PRIVATE_NETWORK) == b"true" else []
    return [
        *_cors(origin),
        *local,
        (b"access-control-allow-methods", b"GET, POST, HEAD, OPTIONS"),
        (b"access-control-allow-headers", wanted),
        (b"access-control-max-age", b"600"),
    ]


# Chrome asks before a public page reaches a gateway on a private network or on this machine.
_PRIVATE_NETWORK = b"access-control-request-private-network"


async def _answer(send: Send, answer: Answer, origin: bytes | None) -> None:
    headers = _cors(origin)
    headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.status == 400 and not answer.body:
        return await _refuse(send, 400, "no client claims this request", origin)
    return await _reply(send, answer.status, headers, answer.body)


async def _refuse(
    send: Send, status: int, why: str, origin: bytes | None, more: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    headers = [*_cors(origin), *more, (b"content-type", b"text/plain; charset=utf-8")]
    await _reply(send, status, headers, f"{why}\n".encode())


async def _reply(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    if status != 204:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
