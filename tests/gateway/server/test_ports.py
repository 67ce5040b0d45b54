"""The sockets of a port."""

from __future__ import annotations

import socket

import pytest

from gateway.errors import GatewayError, InUse
from gateway.server.ports import LOOPBACK, bound


def test_both_loopback_addresses_have_the_same_free_port() -> None:
    sockets = bound(LOOPBACK, 0)
    ports = {opened.getsockname()[1] for opened in sockets}
    for opened in sockets:
        opened.close()

    assert len(ports) == 1
    assert ports != {0}


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(
            InUse, match=f"port {port} is in use. Stop what listens there, or take another with --port."
        ):
            bound(LOOPBACK, port)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(GatewayError, match=r"cannot listen on 192\.0\.2\.1 port"):
        bound(("192.0.2.1",), 0)
