"""Where a queue of several machines is."""

from __future__ import annotations

import pytest

from gateway.broker import Broker
from gateway.errors import GatewayError


def test_servers_are_named_by_their_addresses() -> None:
    broker = Broker.of(["nats://nats-1", "tls://user:secret@nats-2:5222"])

    assert broker.servers == ("nats://nats-1:4222", "tls://user:secret@nats-2:5222")
    assert broker.monitors == ("http://nats-1:8222", "http://nats-2:8222")
    assert broker.name == "sgtm"


def test_a_name_behind_the_address_keeps_containers_apart() -> None:
    assert Broker.of(["nats://nats-1/shop", "nats://nats-2/shop"]).name == "shop"


def test_no_message_shows_a_credential() -> None:
    broker = Broker.of(["nats://user:secret@nats-1", "nats://token@nats-2"])

    assert broker.shown == "nats://nats-1:4222, nats://nats-2:4222"
    assert "secret" not in repr(broker)


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ("http://nats-1", '"http://nats-1" is no NATS server. Write one such as nats://nats-1:4222.'),
        ("nats-1:4222", '"nats-1:4222" is no NATS server.'),
        ("nats://", '"nats://" is no NATS server.'),
        ("nats://user:secret@nats-1:x", '"nats-1:x" is no address.'),
        ("nats://[::1", "is no address."),
        ("nats://nats-1/a.b", '"a.b" cannot name a queue: letters, digits, - and _ can.'),
    ],
)
def test_what_is_no_server_is_told(server: str, told: str) -> None:
    with pytest.raises(GatewayError) as error:
        Broker.of([server])

    assert told in str(error.value)
    assert "secret" not in str(error.value)


def test_a_queue_has_one_name_and_a_server() -> None:
    with pytest.raises(GatewayError, match="these have 2"):
        Broker.of(["nats://nats-1/a", "nats://nats-2/b"])
    with pytest.raises(GatewayError, match="no server is named"):
        Broker.of([])


def test_monitoring_can_be_elsewhere() -> None:
    assert Broker.of(["nats://a"], ["https://monitor.example:443/x"]).monitors == ("https://monitor.example:443",)
    with pytest.raises(GatewayError, match='"8222" is no address of a NATS server\'s monitoring'):
        Broker.of(["nats://a"], ["8222"])
