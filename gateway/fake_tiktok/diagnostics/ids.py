"""The ids that stand over everything: the pixel's, and the event's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...settings import is_unset
from .reading import Reading
from .samples import shown_pixel
from .seen import Window
from .signs import Sign

_PIXEL = re.compile(r"[0-9A-Z]{1,64}")


def pixel_id(reading: Reading, _: Window) -> Iterator[Sign]:
    """What `<NAME>` will be nobody knows while rehearsing."""
    if not _PIXEL.fullmatch(reading.pixel) and not is_unset(reading.pixel):
        yield Sign("pixel_id_invalid", shown_pixel(reading.pixel), "" if reading.pixel else "empty")


def event_id(reading: Reading, window: Window) -> Iterator[Sign]:
    """Only beside a pixel a missing id counts an event twice."""
    said = reading.event.get("event_id")
    if said is None or said == "":
        if window.pixel_leg and reading.seen.source == "web":
            yield Sign("event_id_missing")
    elif not isinstance(said, str):
        yield Sign("event_id_not_string", said)
