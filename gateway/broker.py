"""Where a queue of several machines is: the NATS servers that carry it, and where each of them tells how it is set up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .errors import GatewayError

_PORT, _MONITOR = 4222, 8222
"""NATS' own ports, for clients and for its monitoring."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Broker:
    """The servers of one cluster, as addresses with their credentials; `name` is what the streams on it are called by."""

    servers: tuple[str, ...] = field(repr=False)
    monitors: tuple[str, ...] = field(default=(), repr=False)
    name: str = "sgtm"

    @classmethod
    def of(cls, servers: Iterable[str], monitors: Iterable[str] = ()) -> Broker:
        """The broker at addresses such as `nats://nats-1:4222/shop`. Raises GatewayError for what is none."""
        read = [_read(server) for server in servers]
        if not read:
            raise GatewayError("no server is named. Write one such as nats://nats-1:4222.")
        names = {name for *_, name in read}
        if len(names) > 1:
            raise GatewayError(f"the servers of one queue have one name behind them, and these have {len(names)}.")
        own = tuple(_monitor(each) for each in monitors)
        return cls(
            tuple(address for address, *_ in read),
            own or tuple(f"http://{host}:{_MONITOR}" for _, host, _ in read),
            names.pop() or "sgtm",
        )

    @property
    def shown(self) -> str:
        """The servers without their credentials, for messages."""
        return ", ".join(f"nats://{server.rpartition('@')[2].rpartition('://')[2]}" for server in self.servers)


def _read(server: str) -> tuple[str, str, str]:
    """The address without the name behind it, its host, and that name."""
    shown = server.rpartition("@")[2][:80]
    try:
        parts = urlsplit(server.strip())
        port = parts.port or _PORT
    except ValueError:
        raise GatewayError(f'"{shown}" is no address. Write one such as nats://nats-1:4222.') from None
    if parts.scheme not in ("nats", "tls") or not parts.hostname or parts.query or parts.fragment:
        raise GatewayError(f'"{shown}" is no NATS server. Write one such as nats://nats-1:4222.')
    name = parts.path.strip("/")
    if name and not _NAME.fullmatch(name):
        raise GatewayError(f'"{name.rpartition("@")[2][:80]}" cannot name a queue: letters, digits, - and _ can.')
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    login = parts.netloc.rpartition("@")[0]
    return f"{parts.scheme}://{login}{'@' * bool(login)}{host}:{port}", host, name


def _monitor(address: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise GatewayError(
            f'"{address[:80]}" is no address of a NATS server\'s monitoring. Write one such as http://nats-1:8222.'
        )
    return f"{parts.scheme}://{parts.netloc}"
