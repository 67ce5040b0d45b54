"""One seen event taken apart once, so that every check finds its parts in the form they should have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ... import tiktok
from .fields import each, mapping, number, text, written
from .samples import shown
from .seen import Seen

MILLISECONDS = 1e11
"""From here on a time is no number of seconds: it would be in the year 5138."""
_MOST_NAMES = 100
_TOLD = re.compile(r"\(([a-z0-9_]{1,60})\)\s*\Z")


@dataclass(frozen=True, slots=True)
class Reading:
    """`name` is the event's as it stands, "" for none; `called` is how findings call it, masked and cut.

    `time` is the event's, `arrived` when it was sent, both in seconds, and None where nobody knows.
    """

    seen: Seen
    called: str
    name: str
    event: Mapping[str, Any]
    user: Mapping[str, Any]
    page: Mapping[str, Any]
    properties: Mapping[str, Any]
    contents: tuple[Mapping[str, Any], ...]
    time: float | None
    arrived: float | None
    told: Mapping[str, str]

    @property
    def from_server(self) -> bool:
        return self.seen.leg != "pixel"

    @property
    def of_visit(self) -> bool:
        """Whether a visitor's device is behind it: then it comes at once, with an address and a user agent."""
        return self.seen.source not in ("offline", "crm")

    @property
    def is_known(self) -> bool:
        """Whether TikTok knows events of this name, today or from before."""
        return self.name in tiktok.KNOWN_EVENTS

    @property
    def id(self) -> str:
        return text(self.event.get("event_id"))

    @property
    def key(self) -> tuple[str, str, str] | None:
        """What TikTok tells repeats by; None without an id."""
        return (self.pixel, self.name, self.id) if self.id else None

    @property
    def pixel(self) -> str:
        return text(self.seen.pixel)


def read(events: Sequence[Seen]) -> list[Reading]:
    """All of them taken apart. Of names that nobody can count, the rarest are told together."""
    names = [mapping(seen.event).get("event") for seen in events]
    own = {name for name, _ in Counter(name for name in names if isinstance(name, str)).most_common(_MOST_NAMES)}
    calls = {name: shown(name).strip() or "(no name)" for name in own | tiktok.KNOWN_EVENTS}
    return [_read(seen, name, calls) for seen, name in zip(events, names, strict=True)]


def _read(seen: Seen, name: Any, calls: Mapping[str, str]) -> Reading:
    event = mapping(seen.event)
    properties = mapping(event.get("properties"))
    at = number(seen.at)
    arrived = at if at and at > 0 else None
    time = _seconds(event.get("event_time"))
    return Reading(
        seen,
        calls.get(name, "(other names)") if isinstance(name, str) else "(no name)",
        text(name),
        event,
        mapping(event.get("user")),
        mapping(event.get("page")),
        properties,
        tuple(content for content in each(properties.get("contents")) if isinstance(content, Mapping)),
        time,
        arrived if arrived is not None else time,
        {found[1]: note for note in seen.told if (found := _TOLD.search(note[-80:]))},
    )


def _seconds(value: Any) -> float | None:
    at = number(value)
    at = written(value) if at is None else at
    if at is None or at <= 0:
        return None
    return at / 1000 if at >= MILLISECONDS else at


def by_name(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """The events by what findings call them."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.called, []).append(reading)
    return found
