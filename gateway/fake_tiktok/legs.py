"""Both legs of a second channel: which events of the pixel and of the server TikTok would take for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..redaction import redacted_text
from .deduplication import MERGES_FOR, Arrival, Deduplication, Met
from .diagnostics import NO_CODE, Seen, shown_pixel

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Fate:
    """What TikTok makes of one event of a leg, and why."""

    arrival: Arrival
    met: Met

    def as_json(self) -> dict[str, Any]:
        """The event, its leg, and what becomes of it."""
        first = self.met.first
        return {
            "event": redacted_text(self.arrival.event),
            "event_id": redacted_text(self.arrival.event_id),
            "leg": self.arrival.leg,
            "at": self.arrival.at,
            "outcome": self.met.outcome,
            "why": self.met.why,
            "seconds_after_the_first": None if first is None else round(self.arrival.at - first.at, 3),
        }

    def __str__(self) -> str:
        """A line of text."""
        name, event_id = _short(self.arrival.event), _short(self.arrival.event_id) or "no event_id"
        return f"{self.met.outcome:8} {self.arrival.leg:6}  {name} ({event_id}): {self.met.why}"


def fates(events: Iterable[Seen]) -> list[Fate]:
    """What becomes of each event, in the order they came. One that meets no twin is told its nearest miss."""
    remembered = Deduplication()
    found = [Fate(arrival_of(seen), meet(seen, remembered)) for seen in sorted(events, key=lambda each: each.at)]
    arrivals = [fate.arrival for fate in found if fate.met.outcome not in ("refused", "test")]
    twins = {fate.met.first for fate in found if fate.met.outcome == "merged"}
    return [
        _with_miss(fate, arrivals) if fate.met.outcome == "counted" and fate.arrival not in twins else fate
        for fate in found
    ]


def meet(seen: Seen, remembered: Deduplication) -> Met:
    """What becomes of an event, by those that were counted before it."""
    if seen.is_counted:
        return remembered.met(arrival_of(seen))
    if seen.is_taken:
        return Met("test", "it is for the test page, and TikTok does not count it")
    code = "no answer" if seen.code == NO_CODE else f"code {seen.code}"
    return Met("refused", f"TikTok did not take it: {_short(seen.message) or code}")


def arrival_of(seen: Seen) -> Arrival:
    """What tells an event apart."""
    event = seen.event
    user = event.get("user")
    ttp = user.get("ttp") if isinstance(user, Mapping) else None
    return Arrival(seen.leg, seen.at, seen.pixel, _text(event.get("event")), _text(event.get("event_id")), _text(ttp))


def _with_miss(fate: Fate, arrivals: Sequence[Arrival]) -> Fate:
    miss = next(
        _misses(fate.arrival, arrivals), f"the other leg sent no such event within {MERGES_FOR / 60:.0f} minutes"
    )
    return Fate(fate.arrival, Met(fate.met.outcome, miss))


def _misses(arrival: Arrival, arrivals: Sequence[Arrival]) -> Iterator[str]:
    """What one thing keeps an event of the other leg from being the same, the nearest first."""
    others = [each for each in arrivals if each.leg != arrival.leg and abs(each.at - arrival.at) <= MERGES_FOR]
    for other in others:
        if other.event_id == arrival.event_id and other.event_id and other.pixel == arrival.pixel:
            yield f'the {other.leg} calls it "{_short(other.event)}": both legs have to use one name'
    for other in others:
        if other.event == arrival.event and other.pixel == arrival.pixel:
            theirs, ours = _short(other.event_id) or "none", _short(arrival.event_id) or "none"
            yield f"the {other.leg}'s event_id is {theirs}, and this one's {ours}: TikTok counts both"
    for other in others:
        if (other.event, other.event_id) == (arrival.event, arrival.event_id) and other.event_id:
            theirs, ours = _short(shown_pixel(other.pixel)) or "not said", _short(shown_pixel(arrival.pixel))
            yield f"the {other.leg}'s pixel is {theirs}, and this one's {ours}"


def _short(text: str) -> str:
    return redacted_text(text[:_LONGEST])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)[:200]
