"""While rules are tested or rehearsed nothing but this machine is reached: whoever tries is told, whatever it is written in."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import GatewayError

_CONNECTING = ("connect", "connect_ex", "sendto", "sendmsg")
_ASKING = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr")
_ADVICE = (
    "Nothing but this machine is reached while rules are tested or rehearsed. A type asks with `yield Ask(request)`."
)


class NetworkRefused(GatewayError):  # noqa: N818 - it is no fault of the network
    """Something in a test tried to reach another machine. No OSError, for those are swallowed where networks are used."""


@contextmanager
def only_loopback(who: str = "a test") -> Iterator[list[str]]:
    """Sockets of Python's connect to this machine only, and ask for no other's name. What brings its own network is not held.

    Whatever was refused is also said to whoever began it: a tag's fault is a line in the trace, and would be passed over.
    """
    refused: list[str] = []
    before: dict[tuple[Any, str], Any] = {(socket.socket, name): getattr(socket.socket, name) for name in _CONNECTING}
    before |= {(socket, name): getattr(socket, name) for name in _ASKING}
    for name in _CONNECTING:
        setattr(socket.socket, name, _guarded(before[socket.socket, name], who, refused))
    for name in _ASKING:
        setattr(socket, name, _asking(before[socket, name], who, refused))
    try:
        yield refused
    finally:
        for (place, name), was in before.items():
            setattr(place, name, was)


def _guarded(connect: Callable[..., Any], who: str, refused: list[str]) -> Callable[..., Any]:
    def only_here(self: socket.socket, *words: Any) -> Any:
        # An address is the last word of all of them; a family without hosts is on this machine.
        address = words[-1] if words and self.family in (socket.AF_INET, socket.AF_INET6) else None
        if isinstance(address, tuple) and len(address) > 1 and not _is_here(str(address[0])):
            self.close()  # who expects an OSError here leaves it open
            raise _refusal(f"{who} tried to connect to {address[0]}, port {address[1]}.", refused)
        return connect(self, *words)

    return only_here


def _asking(ask: Callable[..., Any], who: str, refused: list[str]) -> Callable[..., Any]:
    def only_here(host: Any, *words: Any, **more: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if name is not None and not _is_address(name) and not _is_here(name):
            raise _refusal(f"{who} asked for the address of {name}.", refused)
        return ask(host, *words, **more)

    return only_here


def _refusal(what: str, refused: list[str]) -> NetworkRefused:
    told = f"{what} {_ADVICE}"
    refused.append(told)
    return NetworkRefused(told)


def _is_here(host: str) -> bool:
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
