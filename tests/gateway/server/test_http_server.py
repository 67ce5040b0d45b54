"""The HTTP server of a process: it says when it listens, has our bounds, and ends when it is told to."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from gateway.server.channel import Channel
from gateway.server.http_server import HttpServer
from gateway.server.ports import bound
from tests.running import PATIENCE

Scenario = Callable[[HttpServer, str], Awaitable[Any]]


async def greets(scope: Any, receive: Any, send: Any) -> None:
    """An application that says hello, and what it was asked for."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def served(scenario: Scenario, application: Any = greets) -> tuple[Any, list[Any]]:
    """What a scenario finds with a server that runs, and what the server told its parent."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    channel = Channel(theirs)
    sockets = bound(("127.0.0.1",), 0)

    async def run() -> Any:
        server = HttpServer(application, channel, longest_url=1000, drain_within=1)
        running = asyncio.ensure_future(server.serve(sockets))
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.to_thread(ours.poll, PATIENCE)
                return await scenario(server, f"http://127.0.0.1:{sockets[0].getsockname()[1]}")
        finally:
            server.stop()
            await running

    found = asyncio.run(run())
    channel.close()
    theirs.close()
    told = []
    while ours.poll():
        try:
            told.append(ours.recv())
        except EOFError:
            break
    ours.close()
    return found, told


async def get(url: str, **more: Any) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(url, **more)


def test_it_tells_its_parent_once_it_listens_and_answers() -> None:
    response, told = served(lambda _, url: get(f"{url}/here"))

    assert (response.status_code, response.text) == (200, "/here")
    assert told == [("ready", None)]


def test_an_answer_says_nothing_of_the_server() -> None:
    response, _ = served(lambda _, url: get(url))

    assert set(response.headers) <= {"content-type", "transfer-encoding", "connection"}


def test_what_a_proxy_says_is_not_believed() -> None:
    async def tells(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": f"{scope['client'][0]} {scope['scheme']}".encode()})

    forwarded = {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"}
    response, _ = served(lambda _, url: get(url, headers=forwarded), tells)

    assert response.text == "127.0.0.1 http"


def test_a_head_that_is_too_long_is_refused() -> None:
    response, _ = served(lambda _, url: get(url, headers={"x-long": "a" * 100_000}))

    assert response.status_code == 431


def test_signals_stay_with_the_process() -> None:
    async def scenario(server: HttpServer, _: str) -> Any:
        return signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)

    assert served(scenario)[0][0] == before[0]


def test_it_ends_although_a_page_is_open() -> None:
    async def never_ends(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await asyncio.Event().wait()

    async def scenario(server: HttpServer, url: str) -> bytes:
        async with httpx.AsyncClient(trust_env=False) as client, client.stream("GET", url) as response:
            parts = response.aiter_bytes()
            first = await anext(parts)
            server.stop()
            with pytest.raises(httpx.TransportError):
                await anext(parts)
            return first

    assert served(scenario, never_ends)[0] == b"first"
