"""`sgtm fake-tiktok`: TikTok's Events API on this machine."""

from __future__ import annotations

import contextlib
import json
from typing import Annotated, Any

import typer

from .. import tiktok
from ..errors import GatewayError
from ..fake_tiktok.app import TRANSPORT, FakeTikTok
from ..fake_tiktok.behaviour import Behaviour
from ..fake_tiktok.faults import Schedule


def run(
    port: Annotated[int, typer.Option(help="Where it listens, on this machine only; 0 takes a free port.")] = 8090,
    token: Annotated[
        list[str] | None,
        typer.Option(
            help="A known access token and its pixel, as TOKEN:PIXEL; may be repeated. Left out, any is taken."
        ),
    ] = None,
    faults: Annotated[
        str,
        typer.Option(
            help="What goes wrong with the calls that come: `ok*9, 40100, 401:40100, 502, reset, slow 2s, ...`."
        ),
    ] = "",
    calls_per_second: Annotated[
        int, typer.Option(min=1, help="More calls than these in a second are throttled.")
    ] = tiktok.CALLS_PER_SECOND,
    place: Annotated[
        str, typer.Option(help="How messages begin that name an event: TikTok says data, and said Batch.")
    ] = "data",
    numeric_strings: Annotated[
        bool,
        typer.Option("--numeric-strings", help='Take "149.90" for an amount; whether TikTok does is not documented.'),
    ] = False,
    old_calls: Annotated[
        bool, typer.Option("--old-calls", help="Offer /pixel/track/ and /pixel/batch/, too: Events API 1.0.")
    ] = False,
) -> None:
    """TikTok's Events API on this machine, until Ctrl-C. Its page shows what came, test events and diagnostics."""
    try:
        # The extra `serve`: whoever only tests needs no server.
        import uvicorn
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        from ..server.ports import LOOPBACK, bound
    except ModuleNotFoundError as error:
        raise GatewayError(f"the endpoint needs {error.name}. Install it with: pip install 'sgtm[serve]'") from None

    class Protocol(HttpToolsProtocol):
        """Hands its connection to the application, which resets it where the schedule of faults says so."""

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}

    behaviour = Behaviour(
        tokens=_tokens(token),
        place_of_events=place,
        numeric_strings=numeric_strings,
        calls_per_second=calls_per_second,
        old_calls=old_calls,
    )
    fake = FakeTikTok(behaviour, faults=Schedule(faults), heard=_show)
    sockets = bound(LOOPBACK, port)
    address = f"http://localhost:{sockets[0].getsockname()[1]}"
    typer.echo(f"sgtm: TikTok's Events API on {address}, where a page shows what came", err=True)
    typer.echo(f"sgtm: to use it, set TIKTOK_ENDPOINT={address}", err=True)
    config = uvicorn.Config(fake.app, http=Protocol, lifespan="off", log_level="error", timeout_graceful_shutdown=3)
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
