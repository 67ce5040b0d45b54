"""The sockets of a port: bound before anything starts, so that a taken port is told at once."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence

from ..errors import GatewayError, InUse

LOOPBACK = ("127.0.0.1", "::1")
"""Both, because a browser may resolve `localhost` to either."""


def bound(hosts: Sequence[str], port: int, option: str = "--port") -> list[socket.socket]:
    """A socket for each host on one port; port 0 takes a free one. Raises InUse where it is taken."""
    sockets: list[socket.socket] = []
    for host in hosts:
        try:
            sockets.append(_socket(host, port))
        except OSError as error:
            if sockets and error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                continue  # a machine without IPv6 has no ::1
            for opened in sockets:
                opened.close()
            raise _told(host, port, error, option) from None
        port = sockets[0].getsockname()[1]
    return sockets


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((host, port))
        opened.set_inheritable(True)
    except OSError:
        opened.close()
        raise
    return opened


def _told(host: str, port: int, error: OSError, option: str) -> GatewayError:
    if error.errno == errno.EADDRINUSE:
        return InUse(f"port {port} is in use. Stop what listens there, or take another with {option}.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return GatewayError(
            f"port {port} is not open to this user: ports under 1024 need more rights. Or take {option} 8080."
        )
    return GatewayError(f"cannot listen on {host} port {port}: {error.strerror}.")
