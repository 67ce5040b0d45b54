"""Which events count: TikTok's rules about one event that comes twice."""

from __future__ import annotations

import pytest

from gateway.fake_tiktok.deduplication import Arrival, Deduplication, Leg, Outcome, second

MINUTE, HOUR = 60.0, 3600.0


@pytest.mark.parametrize(
    ("first", "later", "apart", "outcome"),
    [
        ("pixel", "pixel", 1, "dropped"),
        ("server", "server", 47.9 * HOUR, "dropped"),
        ("server", "server", 48.1 * HOUR, "counted"),
        ("pixel", "server", 10, "merged"),
        ("server", "pixel", 5 * MINUTE, "merged"),
        ("pixel", "server", 5 * MINUTE + 1, "dropped"),
        ("pixel", "server", 49 * HOUR, "counted"),
        ("pixel", "server", -10, "merged"),
    ],
)
def test_two_events_of_one_name_and_id(first: Leg, later: Leg, apart: float, outcome: Outcome) -> None:
    assert second(first, later, apart) == outcome


def arrivals(*said: tuple[Leg, float, str, str, str]) -> list[str]:
    remembered = Deduplication()
    return [
        remembered.met(Arrival(leg, at, "C4", name, event_id, ttp)).outcome for leg, at, name, event_id, ttp in said
    ]


@pytest.mark.parametrize(
    ("came", "outcomes"),
    [
        ([("pixel", 0, "Purchase", "1", ""), ("server", 10, "Purchase", "1", "")], ["counted", "merged"]),
        ([("pixel", 0, "Purchase", "1", ""), ("server", 10, "Purchase", "2", "")], ["counted", "counted"]),
        ([("pixel", 0, "Purchase", "1", ""), ("server", 10, "CompletePayment", "1", "")], ["counted", "counted"]),
        (
            [("pixel", 0, "Lead", "1", ""), ("server", 10, "Lead", "1", ""), ("server", 20, "Lead", "1", "")],
            ["counted", "merged", "dropped"],
        ),
        ([("server", 0, "Lead", "1", ""), ("server", 49 * HOUR, "Lead", "1", "")], ["counted", "counted"]),
        (
            [("server", 0, "Lead", "1", ""), ("server", HOUR, "Lead", "1", ""), ("server", 49 * HOUR, "Lead", "1", "")],
            ["counted", "dropped", "counted"],
        ),
        ([("pixel", 0, "Lead", "", "ttp"), ("server", 60, "Lead", "", "ttp")], ["counted", "dropped"]),
        ([("pixel", 0, "Lead", "7", "ttp"), ("server", 60, "Lead", "", "ttp")], ["counted", "dropped"]),
        ([("pixel", 0, "Lead", "", "ttp"), ("server", 301, "Lead", "", "ttp")], ["counted", "counted"]),
        ([("pixel", 0, "Lead", "", "ttp"), ("server", 60, "Lead", "", "other")], ["counted", "counted"]),
        ([("pixel", 0, "Lead", "", "ttp"), ("pixel", 60, "Lead", "", "ttp")], ["counted", "counted"]),
        ([("server", 0, "Lead", "", ""), ("server", 1, "Lead", "", "")], ["counted", "counted"]),
    ],
    ids=[
        "both legs with one id",
        "ids that differ",
        "names that differ",
        "a leg that comes twice after the other",
        "after 48 hours",
        "48 hours begin with the first",
        "without ids by the cookie",
        "the server's without an id by the cookie",
        "without ids after 5 minutes",
        "without ids and another cookie",
        "two of the pixel without ids",
        "two of the server without anything",
    ],
)
def test_what_becomes_of_each(came: list[tuple[Leg, float, str, str, str]], outcomes: list[str]) -> None:
    assert arrivals(*came) == outcomes


def test_the_same_event_of_another_pixel_is_another_event() -> None:
    remembered = Deduplication()

    outcomes = [remembered.met(Arrival("server", 0, pixel, "Lead", "1")).outcome for pixel in ("C4", "C5")]

    assert outcomes == ["counted", "counted"]
