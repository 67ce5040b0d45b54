"""The ASGI application of the hit port: hits first, and Starlette for everything else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from .intake import Intake, Receive, Scope, Send


def application(
    intake: Intake, rules: Callable[[], str] = lambda: "", short_of: Callable[[], str] = lambda: ""
) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """Every path is a hit's, but those of the health checks; `/readyz` also says which `rules` are in force.

    While the gateway is `short_of` room it is 503: whoever sends hits may have another one that has some.
    """

    async def ready(_: Request) -> PlainTextResponse:
        if why := short_of():
            return PlainTextResponse(f"{why}\n{rules()}".rstrip(), 503)
        return PlainTextResponse(f"ok\n{rules()}".rstrip())

    others: Any = Starlette(routes=[Route("/readyz", ready), *(Route(path, _ok) for path in OWN_PATHS)])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in OWN_PATHS:
            await intake(scope, receive, send)
        else:
            await others(scope, receive, send)

    return app


OWN_PATHS = frozenset(("/healthy", "/healthz", "/readyz"))


async def _ok(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")
