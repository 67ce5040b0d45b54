"""While rules are tested nothing but this machine is reached."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

import pytest

from gateway.testing.network import NetworkRefused, only_loopback

ADVICE = (
    "Nothing but this machine is reached while rules are tested or rehearsed. A type asks with `yield Ask(request)`."
)


def udp() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(("203.0.113.7", 443), timeout=1),
        lambda: socket.socket().connect_ex(("203.0.113.7", 443)),
        lambda: udp().sendto(b"x", ("203.0.113.7", 443)),
        lambda: udp().sendmsg([b"x"], [], 0, ("203.0.113.7", 443)),
        lambda: asyncio.run(asyncio.open_connection("203.0.113.7", 443)),
    ],
    ids=["connect", "connect_ex", "sendto", "sendmsg", "asyncio"],
)
def test_another_machine_is_refused_in_a_sentence(reach: Callable[[], object]) -> None:
    with only_loopback(), pytest.raises(NetworkRefused) as refused:
        reach()

    assert str(refused.value) == f"a test tried to connect to 203.0.113.7, port 443. {ADVICE}"


@pytest.mark.parametrize("ask", ["gethostbyname", "gethostbyname_ex", "gethostbyaddr"])
def test_no_name_is_looked_up_in_any_other_way(ask: str) -> None:
    with only_loopback(), pytest.raises(NetworkRefused, match=r"asked for the address of vendor\.example"):
        getattr(socket, ask)("vendor.example")


def test_what_was_refused_is_told_also_where_it_was_swallowed() -> None:
    with only_loopback() as refused, suppress(Exception):
        socket.getaddrinfo("vendor.example", 443)

    assert refused == [f"a test asked for the address of vendor.example. {ADVICE}"]


@pytest.mark.parametrize("host", ["vendor.example", b"vendor.example"], ids=["text", "bytes"])
def test_the_address_of_another_machine_is_not_asked_for(host: str | bytes) -> None:
    with only_loopback(), pytest.raises(NetworkRefused, match=r"^a test asked for the address of vendor\.example\. "):
        socket.getaddrinfo(host, 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_reached(host: str) -> None:
    with only_loopback(), socket.create_server(("127.0.0.1", 0)) as server:
        connection = socket.create_connection((host, server.getsockname()[1]), timeout=5)
        connection.close()


def test_a_socket_without_a_host_is_on_this_machine() -> None:
    with only_loopback():
        one, other = socket.socketpair()
        one.sendmsg([b"x"])

    assert other.recv(1) == b"x"
    one.close()
    other.close()


def test_afterwards_all_is_as_it_was_also_after_a_failure() -> None:
    before = (socket.socket.connect, socket.getaddrinfo)
    with pytest.raises(ValueError, match="x"), only_loopback():
        raise ValueError("x")

    assert (socket.socket.connect, socket.getaddrinfo) == before
