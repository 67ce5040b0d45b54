"""When it happened, and how long after that it was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from statistics import median

from .fields import number, written
from .reading import MILLISECONDS, Reading, by_name
from .seen import Window
from .signs import Sign, Tally

_DAY = 24 * 3600.0
_AHEAD = 600.0
_LATE = 3600.0


def event_time(reading: Reading, _: Window) -> Iterator[Sign]:
    """TikTok documents an age for offline events only, 28 days; 7 days of a visit is our own figure."""
    said = reading.event.get("event_time")
    at = number(said)
    at = written(said) if at is None else at
    if at is not None and at >= MILLISECONDS:
        yield Sign("event_time_ms", said)
    if reading.time is None or not reading.seen.at or reading.arrived is None:
        return
    age = reading.arrived - reading.time
    if age < -_AHEAD:
        yield Sign("event_time_future", said, f"{_span(-age)} ahead")
    if age > (7 if reading.of_visit else 28) * _DAY:
        yield Sign("event_time_old", said, f"{_span(age)} old")


def latency(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """Of what a server sends of a visit; an offline event may take its time."""
    for name, group in by_name(each for each in readings if each.from_server and each.of_visit).items():
        delays = sorted(
            each.arrived - each.time for each in group if each.seen.at and each.arrived is not None and each.time
        )
        if not delays:
            continue
        middle, late = median(delays), delays[ceil(0.95 * len(delays)) - 1]
        if max(middle, late) > _LATE:
            count = sum(delay > _LATE for delay in delays)
            yield Tally("latency", name, count, len(delays), f"median {_span(middle)}, p95 {_span(late)}")


def _span(seconds: float) -> str:
    for unit, size in (("days", 48 * 3600.0), ("h", 3600.0), ("min", 60.0)):
        if abs(seconds) >= size:
            return f"{seconds / (_DAY if unit == 'days' else size):.1f} {unit}"
    return f"{seconds:.0f} s"
