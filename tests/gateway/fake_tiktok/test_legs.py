"""Both legs in one replay: what TikTok makes of them, and what keeps two events from being one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway import tiktok
from gateway.fake_tiktok.deduplication import Deduplication, Leg
from gateway.fake_tiktok.diagnostics import NO_CODE, Seen
from gateway.fake_tiktok.legs import fates, meet


def seen(leg: Leg, at: float, name: str = "Purchase", event_id: Any = "T-1", pixel: str = "C4") -> Seen:
    return Seen({"event": name, "event_id": event_id}, leg=leg, at=at, pixel=pixel)


def test_two_legs_with_one_id_are_merged_whatever_their_order_in_the_file() -> None:
    found = fates([seen("server", 2.0), seen("pixel", 0.0)])

    assert [(fate.arrival.leg, fate.met.outcome) for fate in found] == [("pixel", "counted"), ("server", "merged")]
    assert str(found[1]).startswith("merged   server  Purchase (T-1): the other leg sent it within 5 minutes")
    assert found[1].as_json()["seconds_after_the_first"] == 2.0


@pytest.mark.parametrize(
    ("pixel", "why"),
    [
        (
            seen("pixel", 0.0, name="CompletePayment"),
            'the pixel calls it "CompletePayment": both legs have to use one name',
        ),
        (seen("pixel", 0.0, event_id="X"), "the pixel's event_id is X, and this one's T-1: TikTok counts both"),
        (seen("pixel", 0.0, event_id=None), "the pixel's event_id is none, and this one's T-1: TikTok counts both"),
        (seen("pixel", 0.0, pixel="C5"), "the pixel's pixel is C5, and this one's C4"),
        (seen("pixel", -301.0, event_id="X"), "the other leg sent no such event within 5 minutes"),
    ],
    ids=["another name", "another id", "no id", "another pixel", "too early"],
)
def test_what_keeps_them_apart_is_said(pixel: Seen, why: str) -> None:
    found = fates([pixel, seen("server", 1.0)])

    assert [fate.met.outcome for fate in found] == ["counted", "counted"]
    assert found[1].met.why == why


@pytest.mark.parametrize(
    ("known", "outcome", "why"),
    [
        ({"code": 40002, "message": "event_time: Invalid value"}, "refused", "TikTok did not take it: event_time: Inv"),
        ({"code": NO_CODE}, "refused", "TikTok did not take it"),
        ({"state": "given up"}, "refused", "TikTok did not take it"),
        ({"test_code": "TEST1"}, "test", "it is for the test page"),
    ],
    ids=["refused", "no answer", "given up", "a test event"],
)
def test_what_tiktok_does_not_count_meets_no_twin(known: dict[str, Any], outcome: str, why: str) -> None:
    server, pixel = fates([replace(seen("server", 0.0), **known), seen("pixel", 1.0)])

    assert (server.met.outcome, server.met.first) == (outcome, None)
    assert server.met.why.startswith(why)
    assert (pixel.met.outcome, pixel.met.why) == ("counted", "the other leg sent no such event within 5 minutes")


def test_the_verdict_of_a_replay_is_the_endpoints() -> None:
    codes = [tiktok.OK, 40002, tiktok.PARTLY, tiktok.OK]
    events = [replace(seen("server", float(at)), code=code) for at, code in enumerate(codes)]
    remembered = Deduplication()

    assert [fate.met.outcome for fate in fates(events)] == [meet(each, remembered).outcome for each in events]


def test_persons_in_an_id_are_masked() -> None:
    (fate,) = fates([seen("server", 0.0, event_id="jane.doe@shop.example")])

    assert "jane.doe" not in f"{fate}{fate.as_json()}"
