"""A preview without processes: its application, a reporter that answers it, and a data folder."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from gateway.container import Container
from gateway.server.preview.app import application
from gateway.server.preview.archive import Archive
from gateway.server.preview.correspondence import Correspondence
from gateway.server.preview.guard import Guard
from gateway.server.preview.preview import Preview
from gateway.server.preview.reporter import Reporter
from gateway.server.preview.workshop import Workshop
from tests.gateway.server.preview.passed import RULES
from tests.running import PATIENCE

T = TypeVar("T")

TOKEN, PORT = "a-token-of-this-test", 8081
GUARD = Guard(TOKEN, PORT, ["preview.shop.example"])
COOKIE = GUARD.cookie().partition(";")[0]
OURS = {"x-sgtm-preview": "1", "content-type": "application/json"}


class Opened:
    """A preview, its one reporter, and what was asked of the delivery process."""

    def __init__(self, folder: Path, container: Container, *, dry: bool) -> None:
        self.container, self.asked = container, list[tuple[Any, ...]]()
        self.changes: dict[str, bool] = {}
        data = None if dry else folder / "data"
        if data is not None:
            data.mkdir(exist_ok=True)
        self.archive = Archive(data) if data else None
        keep = self.archive.keep if self.archive else lambda row, document: None
        self.others = Correspondence(self._ask, 1, keep=keep)
        self._loop = asyncio.get_running_loop()
        self.reporter = Reporter(0, self._tell, None if data is None else [data / "spool-0.sqlite3"])
        self.reporter.know(container)
        rules = folder / "rules.yaml"
        workshop = Workshop(lambda: self.container, rules, b"a key of this test")
        self.preview = Preview(
            *(self.others, workshop, self.archive),
            folder=data,
            container=lambda: self.container,
            rules=rules,
            hits="http://localhost:8080",
        )
        self.app = application(self.preview, GUARD)

    async def ask(self, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        """The answer to a request of the page; `headers` are beside those it always sends."""
        headers = {"cookie": COOKIE, **(OURS if method == "POST" else {}), **more.pop("headers", {})}
        transport = httpx.ASGITransport(self.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=f"http://localhost:{PORT}") as client:
            return await client.request(method, path, headers=headers, **more)

    def _ask(self, whom: str, question: tuple[Any, ...]) -> None:
        if whom == "workers":
            self.reporter.ask(question)
        else:
            self.asked.append(question)
            how, ticket, *names = question
            said = self.changes.get(f"{how} {names[0]}") or None if names else {("Collect", "accepted"): 3}
            self._loop.call_soon(self.others.heard, "answer", (ticket, said))

    def _tell(self, kind: str, said: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop of the test has ended
            self._loop.call_soon_threadsafe(self.others.heard, kind, said)


@contextlib.asynccontextmanager
async def opened(folder: Path, container: Container = RULES, *, dry: bool = False) -> AsyncIterator[Opened]:
    """A preview that ends with the block."""
    made = Opened(folder, container, dry=dry)
    try:
        async with asyncio.timeout(PATIENCE):
            yield made
    finally:
        made.reporter.close()
        if made.archive is not None:
            made.archive.close()


def looked_at(
    folder: Path, scenario: Callable[[Opened], Awaitable[T]], container: Container = RULES, **more: bool
) -> T:
    """What a scenario finds in such a preview."""

    async def run() -> T:
        async with opened(folder, container, **more) as made:
            return await scenario(made)

    return asyncio.run(run())
