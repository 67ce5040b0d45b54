"""`sgtm fake-tiktok`: TikTok's Events API on this machine."""

from __future__ import annotations

import contextlib
import json
from typing import Annotated, Any

import typer

from ..errors import GatewayError
from ..fake_tiktok.app import FakeTikTok


def run(
    port: Annotated[int, typer.Option(help="Where it listens, on this machine only; 0 takes a free port.")] = 8090,
    token: Annotated[
        list[str] | None,
        typer.Option(
            help="A known access token and its pixel, as TOKEN:PIXEL; may be repeated. Left out, any is taken."
        ),
    ] = None,
) -> None:
    """Serve until Ctrl-C. `GET /received` lists what came, `DELETE /received` forgets it."""
    try:
        # The extra `serve`: whoever only tests needs no server.
        import uvicorn

        from ..server.ports import LOOPBACK, bound
    except ModuleNotFoundError as error:
        raise GatewayError(f"the endpoint needs {error.name}. Install it with: pip install 'sgtm[serve]'") from None
    fake = FakeTikTok(_tokens(token), heard=_show)
    sockets = bound(LOOPBACK, port)
    address = f"http://localhost:{sockets[0].getsockname()[1]}"
    typer.echo(f"sgtm: TikTok's Events API on {address}, what came on {address}/received", err=True)
    typer.echo(f"sgtm: to use it, set TIKTOK_ENDPOINT={address}", err=True)
    config = uvicorn.Config(fake.app, lifespan="off", log_level="error", timeout_graceful_shutdown=3)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets)


def _tokens(named: list[str] | None) -> dict[str, frozenset[str]] | None:
    if not named:
        return None
    tokens: dict[str, frozenset[str]] = {}
    for pair in named:
        token, _, pixel = pair.partition(":")
        if not pixel:
            raise typer.BadParameter(f"{pair} is not written as TOKEN:PIXEL", param_hint="--token")
        tokens[token] = tokens.get(token, frozenset()) | {pixel}
    return tokens


def _show(call: dict[str, Any]) -> None:
    events = [event.get("event") for event in _events(call["body"])]
    reply = call["reply"] or {}
    typer.echo(
        json.dumps({"path": call["path"], "events": events, "code": reply.get("code"), "message": reply.get("message")})
    )


def _events(body: Any) -> list[dict[str, Any]]:
    data = body.get("data") if isinstance(body, dict) else None
    return [event for event in data if isinstance(event, dict)] if isinstance(data, list) else []
