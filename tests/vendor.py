"""A vendor on this machine: a real socket that answers what a test wants, faults included."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

Answer = Callable[[bytes], bytes | None]
"""From a request (head and body) to the raw answer; None closes the connection without one."""


def answered(status: int = 200, json_body: Any = None, *, body: bytes | None = None, headers: str = "") -> bytes:
    """A whole HTTP answer."""
    content = json.dumps(json_body).encode() if body is None else body
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(content)}\r\n{headers}\r\n".encode() + content


class Vendor:
    """Its address, how many seconds it takes, how many requests it holds now, and how many it held at most."""

    def __init__(self, answer: Answer, slow: float) -> None:
        self._answer, self.slow = answer, slow
        self._connections: dict[asyncio.Task[Any], asyncio.StreamWriter] = {}
        self.url = ""
        self.now = self.most = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, for as long as it lasts."""
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while (raw := await self._exchange(reader)) is not None:
                    writer.write(raw)
                    await writer.drain()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        finally:
            del self._connections[task]

    async def close(self) -> None:
        """End every connection."""
        for writer in self._connections.values():
            writer.transport.abort()
        if self._connections:
            await asyncio.wait(list(self._connections), timeout=5)

    async def _exchange(self, reader: asyncio.StreamReader) -> bytes | None:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        body = await reader.readexactly(int(lengths[0].split(b":")[1])) if lengths else b""
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.slow)
        self.now -= 1
        return self._answer(head + body)


@contextlib.asynccontextmanager
async def vendor(answer: Answer, *, slow: float = 0.0) -> AsyncIterator[Vendor]:
    """A vendor that answers so, each time after `slow` seconds."""
    running = Vendor(answer, slow)
    server = await asyncio.start_server(running.serve, "127.0.0.1", 0)
    running.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield running
    finally:
        server.close()
        await running.close()
        await server.wait_closed()
