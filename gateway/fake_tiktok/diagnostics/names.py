"""The event's name: one that TikTok knows, written as TikTok writes it, and one per action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ... import tiktok
from .reading import Reading
from .seen import Window
from .signs import Sign, Tally

PURCHASES = frozenset(("Purchase", tiktok.FORMER_NAMES["Purchase"]))

_KNOWN = {name.lower(): name for name in tiktok.KNOWN_EVENTS}
_TODAY = {former: today for today, former in tiktok.FORMER_NAMES.items()}


def name(reading: Reading, _: Window) -> Iterator[Sign]:
    """One sign at most: a name that is wrong is not judged further."""
    said = reading.event.get("event")
    if said is None or (isinstance(said, str) and not said.strip()):
        yield Sign("event_name_missing", said)
    elif not isinstance(said, str):
        yield Sign("event_name_invalid", said, "no text")
    elif fault := _fault(said):
        yield Sign("event_name_invalid", said, fault)
    elif said in tiktok.SOON_GONE:
        yield Sign("event_name_deprecated", said, severity="warning")
    elif said in _TODAY:
        yield Sign("event_name_deprecated", said, f"now {_TODAY[said]}")
    elif (known := _KNOWN.get(said.lower(), said)) != said:
        yield Sign("event_name_case", said, f"TikTok writes {known}")
    elif said not in tiktok.KNOWN_EVENTS and reading.seen.source not in ("app", "crm"):
        # App events have a list of their own, and a CRM may send custom names only.
        yield Sign("event_name_custom", said)


def _fault(said: str) -> str:
    if len(said) > tiktok.LONGEST_EVENT_NAME:
        return f"{len(said)} signs"
    if said != said.strip():
        return "a blank at its border"
    return "" if said.isprintable() else "a control sign"


def mixed(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """The name is part of what TikTok tells repeats by: under two names one action counts twice."""
    counts = Counter((reading.pixel, reading.name) for reading in readings)
    for today, former in tiktok.FORMER_NAMES.items():
        both = [pixel for pixel, each in counts if each == former and (pixel, today) in counts]
        old = sum(counts[pixel, former] for pixel in both)
        new = sum(counts[pixel, today] for pixel in both)
        if old:
            yield Tally("event_name_mixed", former, old, old + new, f"{former} {old} times, {today} {new} times")
