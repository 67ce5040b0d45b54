"""What is looked at: an event as it comes, and a window of them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import WEIGHTS, Seen, Window


def test_an_event_comes_from_a_web_server_unless_it_is_said() -> None:
    seen = Seen({"event": "Purchase"})

    assert (seen.leg, seen.source, seen.code, seen.test_code) == ("server", "web", 0, "")
    assert (seen.around, seen.told, seen.plain, seen.denied) == ({}, (), {}, ())


def test_a_window_supposes_nothing_of_the_set_up() -> None:
    window = Window([])

    assert (window.pixel_leg, window.live, window.catalog, window.target) == (False, False, None, 5.0)
    assert window.weights == WEIGHTS


def test_the_weights_make_ten_and_the_click_weighs_most() -> None:
    assert sum(WEIGHTS.values()) == 10.0
    assert max(WEIGHTS, key=lambda key: WEIGHTS[key]) == "ttclid"


@pytest.mark.parametrize(("fixed", "field"), [(Seen({}), "event"), (Window([]), "events")], ids=["event", "window"])
def test_nobody_changes_what_was_seen(fixed: Seen | Window, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(fixed, field, None)


def test_the_weights_are_nobodys_to_change() -> None:
    weights: Any = WEIGHTS

    with pytest.raises(TypeError):
        weights["email"] = 9.0
