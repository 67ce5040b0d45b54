"""The preview's HTTP face: the page, a stream of what happens, and what one may ask and do, all behind the guard."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ...errors import GatewayError
from ..intake import Receive, Scope, Send
from .guard import HEADERS, Guard
from .metrics import CONTENT_TYPE
from .preview import NotThere, Preview

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

LONGEST_BODY = 4 * 1024 * 1024
PULSE = 15.0
"""Seconds of silence after which a stream says that it is still there."""
_ICON = "/favicon.ico"
_LONGEST_WINDOW = 14 * 24.0
_STATIC = Path(str(resources.files("gateway.server.preview").joinpath("static")))
_DOOR = """<!doctype html><html lang="en"><meta charset="utf-8"><title>sgtm preview</title>
<h1>{title}</h1><p>{text}</p></html>"""


def application(preview: Preview, guard: Guard) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The ASGI application of the preview's port."""
    actions = _Actions(preview)
    routes = [
        Route("/", _page),
        Route(_ICON, _icon),
        Route("/metrics", actions.metrics),
        Route("/readyz", actions.ready),
        Route("/v1/stream", actions.stream),
        Route("/v1/disk", actions.disk),
        Route("/v1/replay", actions.replay_text, methods=["POST"]),
        Route("/v1/save", actions.save_text, methods=["POST"]),
        Route("/v1/queue", actions.queue),
        Route("/v1/queue/{id}/{how:str}", actions.change_delivery, methods=["POST"]),
        Route("/v1/diagnostics", actions.diagnostics),
        Route("/v1/traces/{id}", actions.details),
        Route("/v1/traces/{id}/replay", actions.replay, methods=["POST"]),
        Route("/v1/traces/{id}/save", actions.save, methods=["POST"]),
        Route("/v1/traces/{id}/{what:str}", actions.as_file),
        Mount("/", StaticFiles(directory=_STATIC)),
    ]
    inner = Starlette(routes=routes, exception_handlers={GatewayError: _problem, HTTPException: _http_problem})

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope)
        answer = _refusal(request, guard) or _opened(request, guard)

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await (answer or inner)(scope, receive, sending)  # type: ignore[arg-type]

    return app


def _refusal(request: Request, guard: Guard) -> Response | None:
    """The answer to whom the preview does not know."""
    if not guard.is_ours(request.headers.get("host", "")):
        return _told(400, "This is no name of the preview. Open it as localhost, or name it with --preview-name.")
    if "token" in request.query_params and request.url.path == "/":
        return None
    if request.url.path == _ICON:
        return None  # browsers ask for it before they have the cookie
    if guard.takes_bearer(request.headers.get("authorization", "")) and request.method == "GET":
        return None  # a program with the token, such as Prometheus
    if not guard.knows(request.headers.get("cookie", "")):
        if request.url.path == "/":
            return HTMLResponse(_DOOR.format(title="sgtm preview", text=_HOW_TO_OPEN), 401)
        return _told(401, f"The gateway has started anew, or this browser is new to it. {_HOW_TO_OPEN}")
    if request.method not in ("GET", "HEAD") and not guard.may_change(request.headers):
        return _told(403, "Only the preview's own page may do this.")
    return None


_HOW_TO_OPEN = "Open the link with the token that sgtm serve has printed."


def _opened(request: Request, guard: Guard) -> Response | None:
    """The token in exchange for a cookie; the page then goes to its address without it, and keeps what stands after "#".

    Not by a redirect: after a link on another site a browser keeps strict cookies back for all of the chain.
    """
    token = request.query_params.get("token")
    if token is None or request.url.path != "/":
        return None
    if not guard.takes(token):
        return HTMLResponse(_DOOR.format(title="This link is of another run", text=_HOW_TO_OPEN), 401)
    return FileResponse(_STATIC / "index.html", headers={"set-cookie": guard.cookie()})


async def _page(_: Request) -> Response:
    return FileResponse(_STATIC / "index.html")


async def _icon(_: Request) -> Response:
    return Response(status_code=204)


async def _problem(_: Request, error: Exception) -> Response:
    return _told(404 if isinstance(error, NotThere) else 422, str(error))


async def _http_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _told(error.status_code, error.detail)


def _told(status: int, problem: str) -> Response:
    return JSONResponse({"problem": problem}, status)


class _Actions:
    """The endpoints."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview

    async def stream(self, request: Request) -> Response:
        if not self._preview.others.has_room:
            return _told(503, "Too many pages are open. Close one.")
        return StreamingResponse(self._messages(request), media_type="text/event-stream")

    async def _messages(self, request: Request) -> AsyncIterator[str]:
        stream = self._preview.others.open(request.query_params.get("filter", ""))
        try:
            yield _event("hello", self._preview.hello())
            async for message in stream.messages(PULSE):
                self._preview.others.refresh(stream)
                yield ": still here\n\n" if message is None else await self._told(*message)
        finally:
            self._preview.others.close(stream)

    async def _told(self, kind: str, data: dict[str, Any]) -> str:
        if kind == "rows":
            data = {**data, "rows": await self._preview.as_it_was(data["rows"])}
        return _event(kind, data)

    async def metrics(self, _: Request) -> Response:
        return Response(await self._preview.metrics(), media_type=CONTENT_TYPE)

    async def ready(self, _: Request) -> Response:
        hello = self._preview.hello()
        return PlainTextResponse(f"ok\nrules {hello['rules']}{', ' * bool(hello['stale'])}{hello['stale'] or ''}")

    async def details(self, request: Request) -> Response:
        return JSONResponse(await self._preview.details(request.path_params["id"]))

    async def as_file(self, request: Request) -> Response:
        """One hit as something to take away."""
        name, what = request.path_params["id"], request.path_params["what"]
        if what == "http":
            return PlainTextResponse(await self._preview.text(name))
        if what == "curl":
            sent = request.query_params.get("sent")
            return PlainTextResponse(
                await (self._preview.curl_of_sent(name, sent) if sent else self._preview.curl(name))
            )
        if what == "share":
            page = await self._preview.shared(name)
            return Response(page, media_type="text/html; charset=utf-8", headers=_attached(f"hit-{name[:12]}.html"))
        if what == "har":
            har = await self._preview.har(name)
            return JSONResponse(har, headers=_attached(f"hit-{name[:12]}.har"))
        raise HTTPException(404, "There is nothing here.")

    async def replay(self, request: Request) -> Response:
        return JSONResponse(await self._preview.replayed(request.path_params["id"]))

    async def replay_text(self, request: Request) -> Response:
        said = await _said(request)
        return JSONResponse({"traces": await self._preview.replayed_text(_text(said, "http"))})

    async def save(self, request: Request) -> Response:
        said = await _said(request)
        return JSONResponse({"files": await self._preview.save(request.path_params["id"], _text(said, "name"))})

    async def save_text(self, request: Request) -> Response:
        said = await _said(request)
        return JSONResponse({"files": await self._preview.save_text(_text(said, "http"), _text(said, "name"))})

    async def disk(self, request: Request) -> Response:
        return JSONResponse({"rows": await self._preview.on_disk(request.query_params.get("filter", ""))})

    async def queue(self, _: Request) -> Response:
        return JSONResponse(await self._preview.queue())

    async def change_delivery(self, request: Request) -> Response:
        how = request.path_params["how"]
        if how not in ("retry", "drop"):
            raise HTTPException(404, "A delivery can be retried or dropped.")
        if not await self._preview.others.change_delivery(how, request.path_params["id"]):
            raise HTTPException(409, "It has ended, is under way just now, or is not there. Look again.")
        return JSONResponse({"state": "waiting" if how == "retry" else "dropped"})

    async def diagnostics(self, request: Request) -> Response:
        try:
            hours = float(request.query_params.get("hours") or 24)
        except ValueError:
            hours = math.nan
        if math.isnan(hours):
            raise HTTPException(400, "hours is no number.")
        return JSONResponse(await self._preview.diagnostics(min(max(hours, 0.01), _LONGEST_WINDOW)))


def _attached(name: str) -> dict[str, str]:
    safe = "".join(sign for sign in name if sign.isalnum() or sign in "-.")
    return {"content-disposition": f'attachment; filename="{safe}"'}


def _event(kind: str, data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"


async def _said(request: Request) -> dict[str, Any]:
    try:
        said = json.loads(await _whole(request) or b"{}")
    except (ValueError, RecursionError):
        raise HTTPException(400, "The body is no JSON.") from None
    if not isinstance(said, dict):
        raise HTTPException(400, "The body is no JSON object.")
    return said


async def _whole(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            raise HTTPException(413, f"That is longer than {LONGEST_BODY} bytes.")
    return body


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise HTTPException(400, f'"{name}" is missing.')
    return value
