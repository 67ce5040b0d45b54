"""Which events TikTok counts, merges and drops: its rules about one event that comes twice.

Source: TikTok Business Help Center, "About event deduplication".
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from .. import tiktok

Leg = Literal["server", "pixel"]
Outcome = Literal["counted", "merged", "dropped", "refused", "test"]
"""What was refused, or was for the test page only, is not counted, and no other event meets it."""

MERGES_FOR: Final = 300.0
"""Seconds in which an event of the other leg adds what it knows to the first one."""
_MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that came: by which leg, when (seconds since 1970), and what tells it apart."""

    leg: Leg
    at: float
    pixel: str
    event: str
    event_id: str = ""
    ttp: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """What becomes of an event, and the earlier one it met, if it met one."""

    outcome: Outcome
    why: str
    first: Arrival | None = None


def second(first: Leg, later: Leg, apart: float) -> Outcome:
    """What becomes of the later of two events that have one pixel, one name and one id, so many seconds apart."""
    if abs(apart) > tiktok.DEDUPLICATES_FOR:
        return "counted"
    return "merged" if later != first and abs(apart) <= MERGES_FOR else "dropped"


class Deduplication:
    """Remembers what came, for as long as TikTok does."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[tuple[str, ...], dict[Leg, Arrival]] = OrderedDict()
        self._by_cookie: OrderedDict[tuple[str, ...], Arrival] = OrderedDict()

    def met(self, arrival: Arrival) -> Met:
        """What becomes of this event, by those that came before it."""
        if not arrival.event_id and arrival.leg == "server":
            return self._by_its_cookie(arrival)
        if arrival.ttp and arrival.leg == "pixel":
            _keep(self._by_cookie, (arrival.pixel, arrival.event, arrival.ttp), arrival)
        if not arrival.event_id:
            return Met("counted", "it has no event_id to be known again by")
        key = (arrival.pixel, arrival.event, arrival.event_id)
        legs = self._by_id.get(key) or {arrival.leg: arrival}
        # The first one is the first of the mapping. A leg that has come twice has not come from elsewhere.
        first = next(iter(legs.values()))
        met = legs.get(arrival.leg, first)
        outcome = "counted" if met is arrival else second(met.leg, arrival.leg, arrival.at - first.at)
        if outcome == "counted":
            _keep(self._by_id, key, {arrival.leg: arrival})
            return Met("counted", "the first with its event_id")
        legs.setdefault(arrival.leg, arrival)
        return Met(outcome, _WHY[outcome, met.leg == arrival.leg], first)

    def _by_its_cookie(self, arrival: Arrival) -> Met:
        """Without an id, only the pixel's cookie tells; and only the server's copy is dropped."""
        first = self._by_cookie.get((arrival.pixel, arrival.event, arrival.ttp)) if arrival.ttp else None
        if first is not None and abs(arrival.at - first.at) <= MERGES_FOR:
            return Met(
                "dropped", "it has no event_id, and the pixel sent this event for the same _ttp within 5 minutes", first
            )
        return Met("counted", "it has no event_id, and no event of the pixel with its _ttp")


_WHY = {
    ("merged", False): "the other leg sent it within 5 minutes: what this one knows more is added",
    ("dropped", False): "the other leg sent it more than 5 minutes apart, and within 48 hours",
    ("dropped", True): "the same leg sent it within 48 hours",
}


_Kept = TypeVar("_Kept")


def _keep(kept: OrderedDict[tuple[str, ...], _Kept], key: tuple[str, ...], what: _Kept) -> None:
    kept[key] = what
    kept.move_to_end(key)
    if len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
