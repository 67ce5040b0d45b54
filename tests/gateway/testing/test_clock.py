"""The clock of a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from gateway import GatewayError, Hit
from gateway.testing.clock import Clock, later
from gateway.testing.rehearsed import RehearsedContainer
from tests.gateway.testing.shop import open_shop


def test_it_stands_at_the_beginning_of_2026() -> None:
    assert repr(Clock()) == "<clock at 2026-01-01T00:00:00+00:00>"


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-01T12:00:00Z",
        "2026-03-01T13:00:00+01:00",
        "2026-03-01T12:00:00",
        datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1))),
    ],
    ids=["UTC", "another zone", "no zone", "a datetime"],
)
def test_it_is_put_to_a_moment(moment: str | datetime) -> None:
    clock = Clock()
    clock.set(moment)

    assert clock.now == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_it_is_moved_on_and_back() -> None:
    clock = Clock()
    clock.move(days=1, hours=1, minutes=1, seconds=1)
    clock.move(days=-1)

    assert clock.now == datetime(2026, 1, 1, 1, 1, 1, tzinfo=UTC)


def test_what_is_no_time_is_told() -> None:
    with pytest.raises(GatewayError, match=r'^clock: "tomorrow" is no time such as 2026-03-01T12:00:00Z\.$'):
        Clock().set("tomorrow")
    with pytest.raises(GatewayError, match=r"^clock: no calendar has a time so far away\.$"):
        Clock().move(days=1e7)


def test_a_hit_at_another_time_is_another_hit_and_always_the_same_one() -> None:
    hit = Hit("GET", "/", id="a", at=1000, seed=7)

    assert later(hit, 0) is hit
    assert later(hit, 500).at == 1500
    assert later(hit, 500) == later(hit, 500)
    assert len({later(hit, shift).id for shift in (0, 500, 501)}) == 3


def test_hits_get_its_time_and_what_came_before_them_stays_before_them(tmp_path: Path) -> None:
    clock = Clock()
    shop = RehearsedContainer.of(tmp_path / "rules.yaml", open_shop(tmp_path), clock=clock)
    clock.set("2026-05-05T05:05:05Z")
    run = shop.replay("hits/purchase.http", pixel="hits/pixel.http")

    assert run.tag("TikTok").sent[0].json["data"][0]["event_time"] == int(clock.now.timestamp())
    assert run.pixel[0]["event_time"] == int(clock.now.timestamp()) - 2
    assert [fate.arrival.at - clock.now.timestamp() for fate in run.merged.fates] == [-2.0, 0.0]


def test_a_purchase_that_comes_again_after_two_days_is_another_one(tmp_path: Path) -> None:
    clock = Clock()
    shop = RehearsedContainer.of(tmp_path / "rules.yaml", open_shop(tmp_path), clock=clock)
    first = shop.replay("hits/purchase.http").trace.hit
    clock.move(days=2)

    assert shop.replay("hits/purchase.http").trace.hit.at - first.at == 2 * 86_400_000
