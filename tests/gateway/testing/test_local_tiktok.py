"""The local TikTok endpoint of one test."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import GatewayError, OutgoingRequest
from gateway.testing.clock import Clock
from gateway.testing.local_tiktok import LocalTikTok
from gateway.testing.rehearsed import RehearsedContainer
from tests.gateway.testing.shop import open_shop


@pytest.fixture
def tiktok() -> LocalTikTok:
    return LocalTikTok()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, tiktok: LocalTikTok, clock: Clock) -> RehearsedContainer:
    return RehearsedContainer.of(tmp_path / "rules.yaml", open_shop(tmp_path), clock=clock, tiktok=tiktok)


def test_it_knows_what_it_was_sent_by_event(shop: RehearsedContainer, tiktok: LocalTikTok) -> None:
    shop.replay("hits/purchase.http")
    shop.replay("hits/purchase.http", en="page_view")

    assert [event.name for event in tiktok.events] == ["Purchase", "Pageview"]
    assert [event.data["properties"]["value"] for event in tiktok["Purchase"]] == [59.9]
    assert tiktok["Lead"] == []


def test_an_event_that_is_not_there_is_told_with_those_that_are(shop: RehearsedContainer, tiktok: LocalTikTok) -> None:
    with pytest.raises(IndexError, match=r"^TikTok got no event in this test$"):
        _ = tiktok.events[0]

    shop.replay("hits/purchase.http")
    with pytest.raises(IndexError, match=r'^TikTok got no event "Lead" in this test, and these: Purchase$'):
        _ = tiktok["Lead"][0]


def test_it_tells_what_tiktok_makes_of_an_event_and_why(shop: RehearsedContainer, tiktok: LocalTikTok) -> None:
    shop.replay("hits/purchase.http", pixel="hits/pixel.http")
    (pixel, server) = tiktok["Purchase"]

    assert (pixel.leg, pixel.outcome, server.leg, server.outcome) == ("pixel", "counted", "server", "merged")
    assert server.why.startswith("the other leg sent it within 5 minutes")
    assert repr(server).startswith("<merged   server  Purchase (E-1): ")


@pytest.mark.parametrize(("apart", "outcome"), [(47, "dropped"), (49, "counted")], ids=["within", "after"])
def test_the_clock_says_whether_48_hours_have_passed(
    shop: RehearsedContainer, tiktok: LocalTikTok, clock: Clock, apart: int, outcome: str
) -> None:
    shop.replay("hits/purchase.http")
    clock.move(hours=apart)
    shop.replay("hits/purchase.http")

    assert [event.outcome for event in tiktok["Purchase"]] == ["counted", outcome]


def test_faults_come_one_after_the_other_and_end(shop: RehearsedContainer, tiktok: LocalTikTok) -> None:
    tiktok.fail("40100, 502, reset, slow 60s, slow 1ms, 40002")
    verdicts = [shop.replay("hits/purchase.http").tag("TikTok").verdicts[0] for _ in range(7)]

    assert [verdict.outcome for verdict in verdicts] == [
        *["again"] * 4, "accepted", "refused", "accepted",
    ]  # fmt: skip
    assert (verdicts[2].why, verdicts[3].why) == (
        "no answer: the connection was reset",
        "no answer: no answer within 10 s",
    )


def test_an_event_it_did_not_take_is_refused(shop: RehearsedContainer, tiktok: LocalTikTok) -> None:
    tiktok.fail("40002")
    shop.replay("hits/purchase.http")

    assert [event.outcome for event in tiktok.events] == ["refused"]
    assert "TikTok got 1 event in this test\n  refused  server" in repr(tiktok)


def test_what_is_no_fault_is_told(tiktok: LocalTikTok) -> None:
    with pytest.raises(GatewayError, match=r'^"later" is no fault\. Faults are ok, reset'):
        tiktok.fail("later")


def test_other_vendors_take_what_they_get_and_no_fault_is_used_up(tiktok: LocalTikTok) -> None:
    tiktok.fail("502")

    assert tiktok.answer(OutgoingRequest("https://vendor.example/")).status == 200
    assert tiktok.answer(OutgoingRequest("https://business-api.tiktok.com/open_api/v1.3/event/track/")).status == 502
