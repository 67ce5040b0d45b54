"""Both legs in one replay: what TikTok makes of them, and what keeps two events from being one."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.deduplication import Leg
from gateway.fake_tiktok.diagnostics import Seen
from gateway.fake_tiktok.legs import fates


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


def test_persons_in_an_id_are_masked() -> None:
    (fate,) = fates([seen("server", 0.0, event_id="jane.doe@shop.example")])

    assert "jane.doe" not in f"{fate}{fate.as_json()}"
