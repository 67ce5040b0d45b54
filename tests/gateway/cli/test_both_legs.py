"""Both legs of a replay: told where both are there, counted where they are many, and bounded."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gateway.cli.both_legs import BothLegs
from gateway.fake_tiktok import stand_in
from gateway.fake_tiktok.pixel import is_pixel_call
from gateway.recording import Captured, read_hits, rehearse
from gateway.rules import load

ROOT = Path(__file__).parents[3]
HITS = read_hits(ROOT / "examples" / "legs" / "both_legs.http")


def legs(times: int = 1, *, most: int = 5000, with_pixel: bool = True) -> BothLegs:
    """The example's hits, so many times, an hour apart."""
    found, container = BothLegs(most), load(ROOT / "rules.yaml", {}, rehearsing=True)
    for number in range(times):
        for each in HITS:
            hit = msgspec.structs.replace(each, at=each.at + number * 3_600_000)
            if not is_pixel_call(hit):
                found.take(Captured(hit, ""), rehearse(container, hit, stand_in))
            elif with_pixel:
                found.take_call(hit)
    return found


def test_each_of_a_few_events_is_told() -> None:
    assert [line.split()[:2] for line in legs().lines()[1:-1]] == [
        ["counted", "pixel"],
        ["merged", "server"],
        ["counted", "pixel"],
        ["counted", "server"],
    ]


def test_one_leg_alone_is_nothing_to_tell() -> None:
    assert (legs(with_pixel=False).lines(), legs(with_pixel=False).document()) == ([], None)


def test_many_events_are_counted() -> None:
    assert "  dropped  pixel   22 events" in legs(12).lines()


def test_of_too_many_events_it_is_said_which_ones_were_looked_at() -> None:
    found = legs(5, most=10)
    document = found.document()

    assert found.lines()[0].endswith("the server's, the first 10 of them")
    assert document is not None
    assert (document["only_the_first"], len(document["events"])) == (10, 10)
