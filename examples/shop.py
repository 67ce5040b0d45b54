"""The demo's shop: sells invented mugs on this machine and sends what happens there to a gateway, as real GA4 hits.

python examples/shop.py --client .venv/shop/ga4.js --gateway http://localhost:8080 --port 8082
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Route

from gateway.errors import GatewayError

PAGE = Path(__file__).resolve().parent / "shop"
FILES = {"shop.js": "text/javascript", "hits.js": "text/javascript", "shop.css": "text/css", "mug.svg": "image/svg+xml"}
PLACE_OF_GATEWAY = '<meta name="gateway" content="">'
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src "
)
ALWAYS = {"x-content-type-options": "nosniff", "cache-control": "no-cache"}


def main() -> int:
    """Serve the shop until Ctrl-C; returns the exit code."""
    arguments = _arguments()
    try:
        _serve(arguments.client, arguments.gateway, arguments.port)
    except GatewayError as error:
        print(f"shop: {error}", file=sys.stderr)
        return 1
    return 0


def shop(client: Path, gateway: str) -> Starlette:
    """The page, its files and the GA4 client; the page may send to this gateway or the one its address names."""

    async def page(request: Request) -> HTMLResponse:
        allowed = loopback(request.query_params.get("gateway", "")) or gateway
        html = (PAGE / "index.html").read_text("utf-8")
        html = html.replace(PLACE_OF_GATEWAY, PLACE_OF_GATEWAY.replace('""', f'"{escape(allowed)}"'))
        return HTMLResponse(html, headers={**ALWAYS, "content-security-policy": POLICY + allowed})

    files = [_file(f"/{name}", PAGE / name, kind) for name, kind in FILES.items()]
    return Starlette(routes=[Route("/", page), _file("/ga4.js", client, "text/javascript"), *files])


def loopback(address: str) -> str | None:
    """The origin of an http(s) address on this machine; None for any other. A policy can name no IPv6 address."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    here = parts.scheme in ("http", "https") and parts.hostname in ("localhost", "127.0.0.1")
    return f"{parts.scheme}://{parts.hostname}{port}" if here else None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The demo's shop, on this machine only.")
    parser.add_argument("--client", type=Path, required=True, help="ga4mp.umd.js of npm's @analytics-debugger/ga4mp")
    parser.add_argument("--gateway", default="http://localhost:8080", help="where its hits go")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SHOP_PORT") or 8082), help="0 takes a free one")
    return parser.parse_args()


def _serve(client: Path, asked: str, port: int) -> None:
    try:
        # The extra `serve`: whoever only tests needs no server.
        import uvicorn
    except ModuleNotFoundError as error:
        raise GatewayError(f"it needs {error.name}. Install it with: pip install 'sgtm[serve]'") from None
    from gateway.server.ports import LOOPBACK, bound  # as uvicorn

    if not client.is_file():
        raise GatewayError(f'there is no GA4 client "{client}": `make .venv/shop/ga4.js` fetches it from npm.')
    gateway = loopback(asked)
    if gateway is None:
        raise GatewayError(f'"{asked}" is no gateway on this machine. Write http://localhost:8080.')
    sockets = bound(LOOPBACK, port)
    print(f"http://localhost:{sockets[0].getsockname()[1]}", flush=True)
    config = uvicorn.Config(shop(client, gateway), lifespan="off", log_level="error", timeout_graceful_shutdown=1)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets)


def _file(path: str, file: Path, kind: str) -> Route:
    async def answer(_: Request) -> FileResponse:
        return FileResponse(file, media_type=kind, headers=ALWAYS)

    return Route(path, answer)


if __name__ == "__main__":
    raise SystemExit(main())
