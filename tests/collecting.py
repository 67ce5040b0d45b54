"""A site on this machine: serves pages and scripts to a browser, and collects the events a gateway posts to it."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

PATIENCE = 30.0


class Site:
    """Its address, what it serves by path, and the JSON it was posted."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.files: dict[str, tuple[str, bytes]] = {}
        self._posted: queue.Queue[dict[str, Any]] = queue.Queue()
        self._seen: list[dict[str, Any]] = []

    def page(self, path: str, html: str) -> str:
        """Serve this page; returns its address."""
        self.files[path] = "text/html; charset=utf-8", html.encode()
        return self.url + path

    def script(self, path: str, text: str) -> None:
        """Serve this script."""
        self.files[path] = "text/javascript; charset=utf-8", text.encode()

    def posted(self, body: dict[str, Any]) -> None:
        """Somebody posted this."""
        self._posted.put(body)

    def event(self, name: str) -> dict[str, Any]:
        """Wait for the event of this name."""
        while True:
            found = next((event for event in self._seen if event["event_name"] == name), None)
            if found is not None:
                self._seen.remove(found)
                return found
            self._seen.append(self._posted.get(timeout=PATIENCE))

    def is_empty(self) -> bool:
        """Whether nothing more was posted."""
        return self._posted.empty() and not self._seen


@contextmanager
def site(name: str = "localhost") -> Iterator[Site]:
    """A site that is there until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    made = _Handler.sites[server.server_port] = Site(f"http://{name}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()
        del _Handler.sites[server.server_port]


class _Handler(BaseHTTPRequestHandler):
    sites: ClassVar[dict[int, Site]] = {}

    def do_GET(self) -> None:
        kind, body = self._site.files.get(self.path.partition("?")[0], ("text/plain", b"nothing here"))
        self._answer(kind, body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer("text/plain", b"ok")
        self._site.posted(json.loads(body))

    @property
    def _site(self) -> Site:
        return self.sites[self.server.server_address[1]]  # type: ignore[index]

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""
