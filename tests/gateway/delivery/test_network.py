"""Connecting: the address that was checked is the one that is connected to, whatever names lead to later."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from gateway import OutgoingRequest, Reply, Verdict
from gateway.delivery import Sender
from gateway.egress import Egress, Host
from tests.internet import OTHER, PUBLIC, Internet, Trap
from tests.vendor import answered, vendor

CLOSED = answered(200, {}, headers="Connection: close\r\n")


def sent(
    answers: Sequence[Sequence[str]], *, times: int = 1, allowed: bool = False
) -> tuple[list[Reply], Internet, int]:
    """The replies of vendor.example, whose name leads to these addresses, and how many came to a port of this machine."""

    async def scenario() -> tuple[list[Reply], Internet, int]:
        trap = Trap()
        async with vendor(lambda _: CLOSED) as running:
            here = int(running.url.rpartition(":")[2])
            internet = Internet({"vendor.example": answers}, {PUBLIC: here, OTHER: here})
            hosts = frozenset({Host("vendor.example", trap.port)})
            egress = Egress(allowed=hosts) if allowed else Egress(declared=hosts)
            sender = Sender({}, egress, resolve=internet.resolve, connect=internet.connect)
            request = OutgoingRequest(f"http://vendor.example:{trap.port}/", timeout=1.0)
            replies = [await sender.send(request) for _ in range(times)]
            await sender.close()
        return replies, internet, trap.caught()

    return asyncio.run(scenario())


def test_a_name_is_asked_for_once_and_its_address_connected_to() -> None:
    (reply,), internet, caught = sent([[PUBLIC], ["127.0.0.1"]])

    assert reply.status == 200
    assert (internet.asked, internet.connected, caught) == (["vendor.example"], [PUBLIC], 0)


def test_a_name_that_leads_to_this_machine_the_second_time_is_not_followed() -> None:
    (first, second), internet, caught = sent([[PUBLIC], ["127.0.0.1"]], times=2)

    assert (first.status, second.status) == (200, 0)
    assert second.error == (
        'ConnectError: "vendor.example" is 127.0.0.1, a private address. If that is meant, name it under "egress: allow:".'
    )
    assert Verdict.by_status(second).outcome == "again"
    assert (internet.connected, caught) == ([PUBLIC], 0)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254", "10.0.0.1", "64:ff9b::7f00:1"]
)
def test_a_name_with_a_private_address_is_never_connected_to(address: str) -> None:
    (reply,), internet, caught = sent([[address]])

    assert "a private address" in reply.error
    assert (internet.connected, caught) == ([], 0)


def test_of_private_and_public_addresses_the_public_ones_count() -> None:
    (reply,), internet, caught = sent([["127.0.0.1", PUBLIC, "10.0.0.1"]])

    assert (reply.status, internet.connected, caught) == (200, [PUBLIC], 0)


def test_a_name_that_is_allowed_may_be_of_this_network() -> None:
    (reply,), internet, caught = sent([["127.0.0.1"]], allowed=True)

    assert (internet.connected, caught) == (["127.0.0.1"], 1)
    assert reply.status == 0  # nobody answers in the trap


@pytest.mark.parametrize("dead", [1, 5])
def test_where_one_address_takes_no_connection_the_next_one_is_tried(dead: int) -> None:
    (reply,), internet, _ = sent([[*(f"198.41.0.{number}" for number in range(dead)), PUBLIC]])

    assert reply.status == 200
    assert internet.connected[-1] == PUBLIC


def test_an_address_that_is_silent_does_not_hold_up_the_next_one() -> None:
    async def scenario() -> Reply:
        async with vendor(lambda _: CLOSED) as running:
            internet = Internet(
                {"vendor.example": [["198.41.0.1", PUBLIC]]}, {PUBLIC: int(running.url.rpartition(":")[2])}
            )

            async def connect(address: str, port: int) -> object:
                if address != PUBLIC:
                    await asyncio.Event().wait()
                return await internet.connect(address, port)

            egress = Egress(declared=frozenset({Host("vendor.example", 80)}))
            sender = Sender({}, egress, resolve=internet.resolve, connect=connect)  # type: ignore[arg-type]
            reply = await sender.send(OutgoingRequest("http://vendor.example/"))
            await sender.close()
            return reply

    assert asyncio.run(scenario()).status == 200


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([[]], 'ConnectError: "vendor.example" has no address'),
        ([["198.41.0.1", "198.41.0.2"]], "ConnectError: nobody is at 198.41.0.1"),
    ],
    ids=["no address", "nobody there"],
)
def test_what_cannot_be_connected_to_is_tried_again(answers: Sequence[Sequence[str]], error: str) -> None:
    (reply,), _, _ = sent(answers)

    assert (reply.error, Verdict.by_status(reply).outcome) == (error, "again")


def test_a_name_nobody_knows_is_tried_again() -> None:
    async def scenario() -> Reply:
        internet = Internet({}, {})
        sender = Sender({}, Egress(declared=frozenset({Host("vendor.example")})), resolve=internet.resolve)
        reply = await sender.send(OutgoingRequest("https://vendor.example/"))
        await sender.close()
        return reply

    reply = asyncio.run(scenario())
    assert '"vendor.example" has no address: ' in reply.error
    assert Verdict.by_status(reply).outcome == "again"


def test_a_name_server_that_says_nothing_takes_no_longer_than_a_vendor_may() -> None:
    async def silent(name: str) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    async def scenario() -> Reply:
        sender = Sender({}, Egress(declared=frozenset({Host("vendor.example")})), resolve=silent)
        reply = await sender.send(OutgoingRequest("https://vendor.example/", timeout=0.1))
        await sender.close()
        return reply

    assert asyncio.run(scenario()).error == "no answer within 0.1 s (ConnectTimeout)"


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "shop.localhost", "127.0.0.1"])
def test_for_localhost_and_an_address_no_name_server_is_asked(name: str) -> None:
    async def scenario() -> tuple[Reply, list[str]]:
        async with vendor(lambda _: CLOSED) as running:
            port = int(running.url.rpartition(":")[2])
            internet = Internet({}, {})
            egress = Egress(declared=frozenset({Host(name.lower(), port)}))
            sender = Sender({}, egress, resolve=internet.resolve, connect=internet.connect)
            reply = await sender.send(OutgoingRequest(f"http://{name}:{port}/"))
            await sender.close()
            return reply, internet.asked

    reply, asked = asyncio.run(scenario())
    assert (reply.status, asked) == (200, [])
