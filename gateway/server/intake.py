"""Where hits come in: a raw ASGI function in front of everything else, for Starlette's own request costs more than the trip."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeAlias

from ..hit import Hit, new_hit_id
from ..query import printable
from ..trace import Answer

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

LONGEST_BODY = 1024 * 1024
LONGEST_URL = 32 * 1024
BODY_WITHIN = 15
"""Seconds a body may take."""
METHODS = frozenset(("GET", "POST", "HEAD"))

_log = logging.getLogger("sgtm")
_RETRY = ((b"retry-after", b"5"),)


class ClientGone(Exception):  # noqa: N818 - a thing that happens, not a fault
    """The connection ended before the body did."""


class Driver(Protocol):
    """Whatever takes a hit and gives the answer."""

    async def answer(self, hit: Hit) -> Answer:
        """The answer, once the hit is kept."""


class Intake:
    """Makes a Hit of a request, gives it to the driver, and writes the answer."""

    def __init__(self, driver: Driver, *, clock: Callable[[], float] = time.time) -> None:
        self._driver, self._clock = driver, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request of the hit port."""
        origin = _header(scope, b"origin")
        method = scope["method"]
        if method == "OPTIONS":
            return await _reply(send, 204, _preflight(scope, origin))
        if method not in METHODS:
            return await _refuse(
                send, 405, "only GET, POST and HEAD are hits", origin, ((b"allow", b"GET, POST, HEAD"),)
            )
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_URL:
            return await _refuse(send, 414, f"the URL is longer than {LONGEST_URL} bytes", origin)
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(scope, receive)
        except (ClientGone, asyncio.CancelledError):
            return None  # half a body is no hit, and nobody waits for an answer
        except TimeoutError:
            return await _refuse(send, 408, f"the body did not come within {BODY_WITHIN} s", origin)
        if body is None:
            return await _refuse(send, 413, f"the body is longer than {LONGEST_BODY} bytes", origin)
        try:
            answer = await self._driver.answer(self._hit(scope, body))
        except sqlite3.Error as error:
            # Nothing was kept, so nothing may be promised. The log says why; the browser only that it may try again.
            _log.error("a hit could not be kept: %s", error)
            return await _refuse(send, 503, "the hit could not be kept", origin, _RETRY)
        return await _answer(send, answer, origin)

    def _hit(self, scope: Scope, body: bytes) -> Hit:
        at, chance = int(self._clock() * 1000), os.urandom(14)
        client = scope.get("client")
        return Hit(
            method=scope["method"],
            path=printable(scope["raw_path"]),
            query=printable(scope["query_string"]),
            headers=tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]),
            body=body,
            ip=client[0] if client else "",
            id=new_hit_id(at, chance),
            at=at,
            seed=int.from_bytes(chance[10:], "big"),
        )


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body, or None where it is too long."""
    length = _header(scope, b"content-length")
    if length is None and _header(scope, b"transfer-encoding") is None:
        return b""
    if length is not None and length.isdigit() and int(length) > LONGEST_BODY:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > LONGEST_BODY:
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
    return [
        *_cors(origin),
        (b"access-control-allow-methods", b"GET, POST, HEAD, OPTIONS"),
        (b"access-control-allow-headers", wanted),
        (b"access-control-max-age", b"600"),
    ]


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
