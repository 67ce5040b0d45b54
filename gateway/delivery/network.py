"""Connects to vendors: asks for the addresses of a name, leaves out those it may not reach, and connects to one of the rest."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeAlias

import httpcore

from ..egress import Host, canonical, is_address
from .addresses import is_public

Resolve: TypeAlias = Callable[[str], Awaitable[Sequence[str]]]
Connect: TypeAlias = Callable[[str, int], Awaitable[httpcore.AsyncNetworkStream]]

_NEXT_AFTER = 0.25
"""Seconds an address may be silent before the next one is tried beside it (RFC 8305, section 5)."""
_MOST_ADDRESSES = 8


async def resolved(name: str) -> Sequence[str]:
    """The addresses of a name, by the resolver of this machine."""
    found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def connected(address: str, port: int) -> httpcore.AsyncNetworkStream:
    """A connection to this very address."""
    return await httpcore.AnyIOBackend().connect_tcp(address, port)


class Network(httpcore.AsyncNetworkBackend):
    """The network as a sender may see it: where not `private`, the internet only.

    Names are asked for here and nowhere else, so the address that was checked is the one that is connected to.
    """

    def __init__(self, *, private: bool, resolve: Resolve = resolved, connect: Connect = connected) -> None:
        self._private, self._resolve, self._connect = private, resolve, connect

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of this host that takes one."""
        try:
            async with asyncio.timeout(timeout):
                return await self._first(await self._addresses(host), port)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"{host} takes no connection") from None

    async def _addresses(self, host: str) -> list[str]:
        try:
            found = _itself(host) or await self._resolve(host)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f'"{host}" has no address: {error}') from None
        reachable = [address for address in found if self._private or is_public(address)]
        if found and not reachable:
            what = f'"{host}" is {found[0]}, a private address. If that is meant, name it under "egress: allow:".'
            raise httpcore.ConnectError(what)
        if not found:
            raise httpcore.ConnectError(f'"{host}" has no address')
        return reachable[:_MOST_ADDRESSES]

    async def _first(self, addresses: list[str], port: int) -> httpcore.AsyncNetworkStream:
        """The first connection that stands: the next address is tried when one fails, and beside one that is silent."""
        tries: set[asyncio.Future[httpcore.AsyncNetworkStream]] = set()
        failed: list[BaseException] = []
        try:
            while len(failed) < len(addresses):
                if (begun := len(tries) + len(failed)) < len(addresses):
                    tries.add(asyncio.ensure_future(self._connect(addresses[begun], port)))
                within = _NEXT_AFTER if begun + 1 < len(addresses) else None
                done, _ = await asyncio.wait(tries, timeout=within, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    tries.discard(task)
                    if (error := task.exception()) is None:
                        return task.result()
                    failed.append(error)
        finally:
            await _end(tries)
        raise failed[0]


def _itself(host: str) -> Sequence[str]:
    """Where a host is that says so itself: nobody is asked for localhost (RFC 6761, section 6.3)."""
    name = canonical(host)
    if is_address(name):
        return (name,)
    return ("127.0.0.1", "::1") if Host(name).is_literal else ()


async def _end(tries: set[asyncio.Future[httpcore.AsyncNetworkStream]]) -> None:
    """Give up what was tried beside the one that stands, also where it stands by now."""
    for task in tries:
        task.cancel()
    for stream in await asyncio.gather(*tries, return_exceptions=True):
        if isinstance(stream, httpcore.AsyncNetworkStream):
            await stream.aclose()
