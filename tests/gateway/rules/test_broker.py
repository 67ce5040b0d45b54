"""The queue of several machines, as rules name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.container import Container
from gateway.errors import RulesError
from gateway.rules import build, of_text

RULES = "clients: {GA4: {type: ga4}}\n"


def _container(text: str, *, rehearsing: bool = False) -> Container:
    return build(of_text(RULES + text, Path(), "RULES"), rehearsing=rehearsing)


def test_without_one_the_queue_is_in_the_data_folder() -> None:
    assert _container("").broker is None


@pytest.mark.parametrize("queue", ['"nats://a,nats://b"', '["nats://a", "nats://b"]'], ids=["one line", "a list"])
def test_one_line_names_it(queue: str) -> None:
    broker = _container(f"delivery: {{queue: {queue}}}").broker

    assert broker is not None
    assert broker.servers == ("nats://a:4222", "nats://b:4222")


def test_a_credential_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATS_PASSWORD", "secret")
    broker = _container('delivery: {queue: "nats://sgtm:${NATS_PASSWORD}@a"}').broker

    assert broker is not None
    assert broker.servers == ("nats://sgtm:secret@a:4222",)


def test_a_replay_needs_no_credential() -> None:
    assert _container('delivery: {queue: "nats://sgtm:${NATS_PASSWORD}@a"}', rehearsing=True).broker is None


def test_what_is_no_server_is_told_with_its_place() -> None:
    with pytest.raises(RulesError) as error:
        _container('delivery: {queue: "redis://a"}')

    assert 'RULES:2:19  delivery: "queue": "redis://a" is no NATS server. Write one such as nats://nats-1:4222.' in str(
        error.value
    )
