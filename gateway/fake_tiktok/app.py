"""The endpoint as a web application: `POST …/event/track/` takes events, `GET /received` lists what came."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from .. import tiktok
from ..outgoing import OutgoingRequest, Reply
from ..redaction import redacted, redacted_text
from .answer import answer

KEPT = 10_000
_LARGEST = 8 * 1024 * 1024


class FakeTikTok:
    """What the endpoint has received, newest last, and the application that receives."""

    def __init__(
        self,
        tokens: Mapping[str, frozenset[str]] | None = None,
        heard: Callable[[dict[str, Any]], None] = lambda call: None,
    ) -> None:
        self._tokens, self._heard = tokens, heard
        self._received: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.app = Starlette(
            routes=[
                Route("/received", self._list, methods=["GET"]),
                Route("/received", self._forget, methods=["DELETE"]),
                Route("/healthz", _healthy, methods=["GET"]),
                Route("/{path:path}", self._take, methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
            ]
        )

    async def _take(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("413 request entity too large", 413)
        asked = OutgoingRequest(str(request.url), request.method, tuple(request.headers.items()), body)
        reply = answer(asked, self._tokens)
        call = _call(asked, reply)
        self._received.append(call)
        self._heard(call)
        return Response(reply.body, reply.status, dict(reply.headers))

    async def _list(self, _: Request) -> Response:
        return Response(json.dumps(list(self._received)), media_type="application/json")

    async def _forget(self, _: Request) -> Response:
        self._received.clear()
        return Response(status_code=204)


async def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok")


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


def _masked(body: Any) -> Any:
    """Masked event by event: a call holds more of them than what is shown of one list."""
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        return redacted(body)
    events = [redacted(event) for event in body["data"][: tiktok.MOST_EVENTS]]
    return {**redacted({key: value for key, value in body.items() if key != "data"}), "data": events}


def _call(request: OutgoingRequest, reply: Reply) -> dict[str, Any]:
    """One call as the list shows it: persons masked, the token down to its last signs."""
    try:
        body = _masked(json.loads(request.body, parse_constant=str))
    except (ValueError, RecursionError):
        body = redacted_text(request.body[:1000].decode("utf-8", "replace"))
    token = str(request.header("Access-Token") or "")
    return {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "path": redacted_text(urlsplit(request.url).path),
        "token": f"…{token[-4:]}" if len(token) > 8 else "…" if token else "",
        "body": body,
        "reply": reply.json,
        "status": reply.status,
    }
