"""A capture: a file of hits, in whatever format it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ...errors import CaptureError
from ...hit import Hit
from ..http_text import NO_HIT
from .captured import Captured, Sieve, Skipped
from .recognition import reader_of
from .source import opened


def read_capture(path: Path, skipped: Callable[[Skipped], None], *, sieve: Sieve | None = None) -> Iterator[Captured]:
    """The hits of a capture, one after the other; `skipped` is told of each entry that is none, or cannot be read.

    `sieve` decides what may be a hit; left out, the format does. Raises CaptureError where the file has no hit at all.
    """
    hits, told = 0, _Told(skipped)
    with opened(path) as source:
        reader, of_format = reader_of(source)
        for found in reader(source, sieve or of_format):
            if isinstance(found, Captured):
                hits += 1
                yield found
            else:
                told(found)
        if source.damage:
            told(Skipped(str(path), source.damage, unreadable=True))
    if not hits:
        raise told.error(path)


def read_hits(path: Path | str) -> list[Hit]:
    """The hits of a capture. Raises CaptureError, with the place, where anything in it cannot be read."""
    return [captured.hit for captured in read_capture(Path(path), _refuse)]


def _refuse(skipped: Skipped) -> None:
    if skipped.unreadable:
        raise CaptureError(f"{skipped.place}: {skipped.why}")


class EmptyCaptureError(CaptureError):
    """A capture that can be read, and has nothing in it that may be a hit."""


class _Told:
    """What was skipped, told on; of a file without hits the first of it is the reason."""

    def __init__(self, skipped: Callable[[Skipped], None]) -> None:
        self._skipped, self._first, self._count = skipped, Skipped("", ""), 0

    def __call__(self, skipped: Skipped) -> None:
        self._count += 1
        if self._count == 1 or (skipped.unreadable and not self._first.unreadable):
            self._first = skipped
        self._skipped(skipped)

    def error(self, path: Path) -> CaptureError:
        first = self._first
        if not self._count:
            return CaptureError(f"{path}: {NO_HIT}")
        if first.unreadable:
            return CaptureError(f"{first.place}: {first.why}")
        each = (
            "its entry is skipped" if self._count == 1 else f"each of its {self._count} entries is skipped; the first"
        )
        return EmptyCaptureError(f"{path}: there is no hit in it: {each}: {first.why}.")
