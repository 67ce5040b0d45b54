"""The endpoint as a web application.

POST /open_api/v1.3/event/track/    events of a server, answered as TikTok does
POST /api/v2/pixel                  events of the browser's pixel
GET  /                              what came, as a page: overview, test events, diagnostics
GET  /state, /received, /diagnosis  the same as JSON; DELETE /received forgets all of it
PUT  /faults                        what goes wrong with the calls that come (faults.py has the words)
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from .. import tiktok
from ..errors import GatewayError
from ..outgoing import OutgoingRequest, Reply
from .answer import judge, stray
from .behaviour import STRICT, Behaviour
from .faults import Fault, Schedule
from .ledger import Ledger
from .page import SECURITY, page
from .pixel import PATH as PIXEL_PATH
from .pixel import pixel_call

TRANSPORT = "sgtm.transport"
"""An extension of the ASGI scope: the connection, for a fault that resets it."""
_LARGEST = 8 * 1024 * 1024
_OTHER_SITES = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}


class FakeTikTok:
    """What the endpoint has received, and the application that receives."""

    def __init__(
        self,
        behaviour: Behaviour = STRICT,
        *,
        faults: Schedule | None = None,
        heard: Callable[[dict[str, Any]], None] = lambda call: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._behaviour, self._heard, self._clock = behaviour, heard, clock
        self._faults = faults or Schedule()
        self._calls_at: deque[float] = deque(maxlen=behaviour.calls_per_second)
        self.ledger = Ledger()
        every = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        self.app = Starlette(
            routes=[
                Route("/", self._page, methods=["GET"]),
                Route("/state", self._state, methods=["GET"]),
                Route("/received", self._list, methods=["GET"]),
                Route("/received", self._forget, methods=["DELETE"]),
                Route("/diagnosis", self._diagnosis, methods=["GET"]),
                Route("/faults", self._schedule, methods=["PUT"]),
                Route("/healthz", _healthy, methods=["GET"]),
                Route(PIXEL_PATH, self._take_pixel, methods=["POST", "OPTIONS"]),
                Route(PIXEL_PATH + "/{more:path}", self._take_pixel, methods=["POST", "OPTIONS"]),
                Route("/{path:path}", self._take, methods=every),
            ]
        )

    async def _take(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("413 request entity too large", 413)
        asked = OutgoingRequest(str(request.url), request.method, tuple(request.headers.items()), body)
        if no_call := stray(asked, self._behaviour):
            return Response(no_call.body, no_call.status, dict(no_call.headers))
        fault = self._faults.next()
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.resets:
            return _reset(request)
        judged = judge(asked, self._behaviour)
        answer = fault.reply(body) or self._throttled(body) or judged.reply
        self._heard(self.ledger.server_call(asked, answer, judged.document, self._clock()))
        return Response(answer.body, answer.status, dict(answer.headers))

    def _throttled(self, body: bytes) -> Reply | None:
        now = self._clock()
        is_full = len(self._calls_at) == self._calls_at.maxlen and now - self._calls_at[0] < 1.0
        if is_full:
            return Fault(tiktok.TOO_MANY).reply(body)
        self._calls_at.append(now)
        return None

    async def _take_pixel(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_OTHER_SITES)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("413 request entity too large", 413)
        now = self._clock()
        call = pixel_call(body, now, request.cookies)
        answer = Reply(200 if call else 400)
        asked = OutgoingRequest(str(request.url), "POST", tuple(request.headers.items()), body)
        self._heard(self.ledger.pixel_call(asked, answer, call, now))
        return Response(status_code=answer.status, headers=_OTHER_SITES)

    async def _page(self, _: Request) -> Response:
        return Response(page(self.ledger), media_type="text/html", headers=SECURITY)

    async def _state(self, _: Request) -> Response:
        return _json(self.ledger.state())

    async def _list(self, _: Request) -> Response:
        return _json(list(self.ledger.calls))

    async def _diagnosis(self, _: Request) -> Response:
        return _json(self.ledger.diagnosis().as_json())

    async def _forget(self, _: Request) -> Response:
        self.ledger.forget()
        return Response(status_code=204)

    async def _schedule(self, request: Request) -> Response:
        try:
            self._faults = Schedule((await request.body()).decode("utf-8", "replace"))
        except GatewayError as error:
            return PlainTextResponse(f"{error}\n", 400)
        return Response(status_code=204)


def _json(document: Any) -> Response:
    return Response(json.dumps(document), media_type="application/json")


async def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok")


def _reset(request: Request) -> Response:
    """End the connection without an answer, so that the other side sees a reset."""
    transport: asyncio.Transport | None = request.scope.get("extensions", {}).get(TRANSPORT, {}).get("transport")
    if transport is None:
        raise ConnectionResetError("the schedule of faults resets this connection")
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    return Response(status_code=500)  # nobody gets it


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                return None
    except ClientDisconnect:
        return None  # nobody waits for the answer
    return bytes(body)
