"""What comes out of a capture: a hit and where it stood, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from ...hit import Hit


class Captured(msgspec.Struct, frozen=True):
    """A hit of a capture, and its place in it: `capture.har:entry 12`, `access.log:1207`."""

    hit: Hit
    place: str


class Skipped(msgspec.Struct, frozen=True):
    """An entry that is no hit, or one that cannot be read: then something is wrong with the capture."""

    place: str
    why: str
    unreadable: bool = False


Found: TypeAlias = Captured | Skipped
Sieve: TypeAlias = Callable[[Captured], Found]
"""Keeps what may be a hit, and says why it skips the rest."""


class NoHitError(ValueError):
    """What an entry says makes no hit; the text says why."""

    unreadable = True

    def at(self, place: str) -> Skipped:
        """What is told of the entry that stands here."""
        return Skipped(place, str(self), self.unreadable)


class NoRequestError(NoHitError):
    """The entry can be read, and is no request that a server gets: it is counted, and nothing is wrong with the capture."""

    unreadable = False
