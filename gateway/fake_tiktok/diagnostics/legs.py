"""Server and pixel tell of the same visit: the same ids, at the same time, and neither without the other.

Source: TikTok help, "Event Deduplication": within 5 minutes both are merged, later one of them is dropped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from .reading import Reading, by_name
from .seen import Window
from .signs import Tally
from .visitors import known_as

_MERGED_FOR = 300.0
_SAME_MOMENT = 1.0

_Key: TypeAlias = tuple[str, str, str]
_Visit: TypeAlias = tuple[str, str, tuple[str, str], int]


def late(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """Each server event against the pixel's nearest one of the same id."""
    pixel: dict[_Key, list[float]] = {}
    readings = _counted(readings)
    for reading in readings:
        if not reading.from_server and reading.key and reading.arrived is not None:
            pixel.setdefault(reading.key, []).append(reading.arrived)
    for times in pixel.values():
        times.sort()
    server = [each for each in readings if each.from_server and each.key in pixel and each.arrived is not None]
    for name, group in by_name(server).items():
        gaps = [(_gap(each.arrived or 0.0, pixel[each.key]), each) for each in group if each.key]
        apart = [(gap, each) for gap, each in gaps if gap > _MERGED_FOR]
        if apart:
            gap, first = apart[0]
            yield Tally("dedup_late", name, len(apart), len(gaps), first.id, f"{gap / 60:.0f} min apart")


def _counted(readings: Sequence[Reading]) -> list[Reading]:
    """What TikTok refused, or shows on its test page only, has no twin."""
    return [reading for reading in readings if reading.seen.is_counted]


def _gap(at: float, times: Sequence[float]) -> float:
    place = bisect_left(times, at)
    return min(abs(at - near) for near in times[max(place - 1, 0) : place + 1])


def mismatched(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """Two events of one visitor, name and moment that nothing but their ids tells apart.

    Of what has its partner already nothing is looked for. Per visit and second only the first and the last pixel event
    count, so that many at once take no longer.
    """
    readings = _counted(readings)
    legs = {leg: {each.key for each in readings if each.key and each.from_server is leg} for leg in (True, False)}
    alone = [
        each for each in readings if each.key and each.time is not None and each.key not in legs[not each.from_server]
    ]
    visits: dict[_Visit, tuple[Reading, Reading]] = {}
    for reading in sorted((each for each in alone if not each.from_server), key=_time):
        for visit in _visits(reading, 0):
            visits[visit] = (visits.get(visit, (reading,))[0], reading)
    of = Counter(each.called for each in readings if each.from_server)
    for name, group in by_name(each for each in alone if each.from_server).items():
        pairs = [(each, other) for each in group if (other := _partner(each, visits))]
        if pairs:
            server, browser = pairs[0]
            yield Tally("mismatched_event_id", name, len(pairs), of[name], f"server {server.id}, pixel {browser.id}")


def _partner(reading: Reading, visits: dict[_Visit, tuple[Reading, Reading]]) -> Reading | None:
    for step in (0, -1, 1):
        for visit in _visits(reading, step):
            for other in visits.get(visit, ()):
                if abs(_time(other) - _time(reading)) <= _SAME_MOMENT:
                    return other
    return None


def _visits(reading: Reading, step: int) -> Iterator[_Visit]:
    for mark in known_as(reading.user):
        yield reading.pixel, reading.name, mark, int(_time(reading)) + step


def _time(reading: Reading) -> float:
    return reading.time or 0.0


def one_leg(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """Only where a pixel was heard at all: one that nobody recorded may well be there."""
    if all(reading.from_server for reading in readings):
        return
    for name, group in by_name(each for each in _counted(readings) if each.key and each.seen.source == "web").items():
        server = {each.key for each in group if each.from_server}
        pixel = {each.key for each in group if not each.from_server}
        if server == pixel:
            continue
        both = server | pixel
        share = 100 * len(server & pixel) / len(both)
        why = f"overlap {share:.0f} %, server only {len(server - pixel)}, pixel only {len(pixel - server)}"
        yield Tally("one_leg_only", name, len(server ^ pixel), len(both), why)
