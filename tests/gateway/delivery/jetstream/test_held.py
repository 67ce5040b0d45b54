"""The deliveries a worker has taken from the broker."""

from __future__ import annotations

import time
from pathlib import Path

from gateway import OutgoingRequest, Reply
from gateway.delivery.jetstream.held import HeldSpool
from gateway.delivery.jetstream.parcels import Parcel


class Heard:
    """A held spool, and what it tells."""

    def __init__(self, folder: Path) -> None:
        self.ended: list[tuple[str, str]] = []
        self.again: list[str] = []
        self.spool = HeldSpool(folder, lambda name, state: self.ended.append((name, state)), self.again.append)

    def take(self, *names: str, tried: bool = False) -> None:
        request = OutgoingRequest.post("https://a.example/", json={})
        parcels = [Parcel.of(name, "h1", 0, "T", "t", request, 7.0) for name in names]
        self.spool.take(parcels, tried=tried, now=time.time())


def test_what_was_taken_waits_with_the_time_it_was_kept(tmp_path: Path) -> None:
    heard = Heard(tmp_path)
    heard.take("a")
    heard.take("b", tried=True)

    first, second = heard.spool.due(time.time())

    assert (first.kept_at, first.attempts, second.attempts) == (7.0, 0, 1)


def test_each_end_is_told(tmp_path: Path) -> None:
    heard = Heard(tmp_path)
    heard.take("a", "b", "c", "d")
    heard.spool.end("a", "accepted", Reply(200), "", 8.0)
    heard.spool.end("b", "refused", Reply(400), "wrong", 8.0)
    heard.spool.give_up("c", "too old", 8.0)
    assert heard.spool.drop("d", 8.0)
    assert not heard.spool.drop("d", 8.0)

    assert heard.ended == [("a", "accepted"), ("b", "refused"), ("c", "given up"), ("d", "dropped")]
    assert heard.spool.still_waiting("abcd") == set()


def test_one_that_has_ended_is_wanted_from_the_broker_again(tmp_path: Path) -> None:
    heard = Heard(tmp_path)
    heard.take("a", "b", "c")
    heard.spool.end("a", "refused", Reply(400), "wrong", 8.0)
    heard.spool.end("b", "accepted", Reply(200), "", 8.0)

    assert heard.spool.retry("a", 0.0)
    assert heard.spool.retry("b", 0.0) is None
    assert heard.spool.retry("c", 0.0)
    assert heard.again == ["a"]


def test_after_a_restart_what_waited_comes_from_the_broker_and_what_ended_is_known(tmp_path: Path) -> None:
    heard = Heard(tmp_path)
    heard.take("a", "b")
    heard.spool.end("a", "refused", Reply(400), "wrong", 8.0)
    heard.spool.close()

    after = Heard(tmp_path)

    assert after.spool.counts() == {"refused": 1}
    after.take("a", "b")
    assert after.spool.still_waiting(["a", "b"]) == {"b"}
