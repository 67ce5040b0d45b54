"""Vendors that do everything wrong: raw sockets that hang, drip, lie about lengths, never end or speak no TLS."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

Fault = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What becomes of one connection."""

_HEAD = b"HTTP/1.1 200 OK\r\n"
BOMB = gzip.compress(bytes(60_000_000))
"""Half of it is more than may be read, and all of it would be sixty megabytes."""


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes everything and says nothing."""
    await reader.read()


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ends the connection before it says a word."""
    writer.transport.abort()


async def no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speaks in the clear where it was to speak TLS."""
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await reader.read()


def then_hang(said: bytes) -> Fault:
    """Says this much, and no more."""

    async def fault(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await reader.read()

    return fault


def then_end(said: bytes) -> Fault:
    """Says this much, and ends the connection."""

    async def fault(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()

    return fault


def endless(begin: bytes, again: bytes, *, every: float = 0.0) -> Fault:
    """Begins so, and then says the same again until nobody listens any more."""

    async def fault(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(begin)
        while not writer.is_closing():
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(every)

    return fault


def in_turn(*faults: Fault) -> Fault:
    """One connection after the other; the last one stays."""
    left = list(faults)

    async def fault(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(reader, writer)

    return fault


fine = then_end(_HEAD + b"Content-Length: 2\r\n\r\n{}")
in_the_head = then_hang(_HEAD + b"X-Half: ")
after_the_head = then_hang(_HEAD + b"Content-Length: 10\r\n\r\n")
truncated = then_end(_HEAD + b"Content-Length: 100\r\n\r\nhalf")
truncated_chunk = then_end(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\nhalf")
dripping_head = endless(_HEAD, b"X: y\r\n", every=0.02)
dripping_body = endless(_HEAD + b"Content-Length: 100000\r\n\r\n", b"x", every=0.02)
endless_body = endless(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n")
endless_head = endless(_HEAD, b"X-Again: " + b"y" * 1024 + b"\r\n")
endless_interim = endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n")
long_head = then_end(_HEAD + b"X-Long: " + b"y" * 70_000 + b"\r\nContent-Length: 0\r\n\r\n")
bomb = then_end(_HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB)


@contextlib.asynccontextmanager
async def faulty(fault: Fault, tls: ssl.SSLContext | None = None, *, port: int = 0) -> AsyncIterator[int]:
    """The port of a vendor whose connections go so, if it matters this one."""
    under_way: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        under_way.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await fault(reader, writer)
        finally:
            under_way.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in under_way:
            task.cancel()
        if under_way:
            await asyncio.wait(set(under_way))
        await server.wait_closed()
