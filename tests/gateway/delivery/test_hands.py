"""Somebody's hands in a data folder; those on a broker have the tests of test_stock.py."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gateway import OutgoingRequest, Reply
from gateway.broker import Broker
from gateway.delivery import Spool, hands_in, hands_on, kept_deliveries
from gateway.errors import GatewayError
from tests.gateway.delivery.engines import keep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    spool.keep([keep("h1", "a.example"), keep("h2", "a.example")], time.time())
    spool.end("h1-0", "refused", Reply(400), "wrong", time.time())
    spool.close()
    return tmp_path


def test_a_dead_letter_goes_again_with_another_request(folder: Path) -> None:
    with hands_in(folder) as hands:
        kept = kept_deliveries(folder, ["h1-0"])["h1-0"]
        assert hands.retry(kept, OutgoingRequest.post("https://a.example/", json={"new": 1}))

    after = kept_deliveries(folder, ["h1-0"])["h1-0"]
    assert (after.state, after.request.json) == ("waiting", {"new": 1})


def test_what_waits_is_dropped_and_what_has_ended_is_not(folder: Path) -> None:
    with hands_in(folder) as hands:
        kept = kept_deliveries(folder, ["h1-0", "h2-0"])

        assert hands.drop(kept["h2-0"])
        assert not hands.drop(kept["h1-0"])
        assert hands.hit(kept["h1-0"]) is None


def test_a_broker_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(GatewayError, match="cannot be reached"), hands_on(Broker.of(["nats://127.0.0.1:9"])):
        pass
