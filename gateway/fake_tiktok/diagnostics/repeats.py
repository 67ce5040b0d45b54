"""The same id again on the same leg: TikTok drops it, whether it is the same event or another one.

Source: TikTok help, "Event Deduplication": within 48 hours, by pixel, event name and event_id; the first one is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ... import tiktok
from .fields import each
from .reading import Reading
from .seen import Window
from .signs import Tally

_MOST_IDS = 50


def repeats(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    of = Counter(reading.called for reading in readings)
    counts: Counter[tuple[str, str]] = Counter()
    samples: dict[tuple[str, str], str] = {}
    for kind, reading in _found(readings):
        counts[kind, reading.called] += 1
        samples.setdefault((kind, reading.called), reading.id)
    for (kind, name), count in counts.items():
        yield Tally(kind, name, count, of[name], samples[kind, name])


def _found(readings: Sequence[Reading]) -> Iterator[tuple[str, Reading]]:
    groups: dict[Any, list[Reading]] = {}
    for reading in readings:
        # What TikTok refused it never counted: sent again it is no repeat.
        if reading.key and reading.seen.is_counted:
            groups.setdefault((reading.key, reading.from_server), []).append(reading)
    for group in groups.values():
        if len(group) > 1:
            yield from _repeats_of(sorted(group, key=_at))


def _repeats_of(group: Sequence[Reading]) -> Iterator[tuple[str, Reading]]:
    kept = group[0]
    for reading in group[1:]:
        if _at(reading) - _at(kept) > tiktok.DEDUPLICATES_FOR:
            kept = reading
            continue
        same = _content(reading) == _content(kept)
        yield "duplicate_same_channel" if same else "event_id_reused", reading


def _at(reading: Reading) -> float:
    return reading.arrived or 0.0


def _content(reading: Reading) -> tuple[Any, ...]:
    """What tells two events of one name apart."""
    said = [reading.properties.get(key) for key in ("value", "currency", "order_id", "search_string")]
    said += [content.get("content_id") for content in reading.contents[:_MOST_IDS]]
    said += each(reading.properties.get("content_ids"))[:_MOST_IDS]
    return tuple(
        one if isinstance(one, str | int | float) else str(type(one)) for one in [*said, reading.page.get("url")]
    )
