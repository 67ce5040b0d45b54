"""What the endpoint can be told to be: whose tokens it knows, and how it takes what TikTok's own texts leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .. import tiktok


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The settings of an endpoint; left out, it takes any token and is strict."""

    tokens: Mapping[str, frozenset[str]] | None = None
    """The known access tokens, and the pixels that each has a say over; None takes any."""
    place_of_events: str = "data"
    """How a message begins that names an event: TikTok's texts of today say `data.3.…`, older ones `Batch.3.…`."""
    numeric_strings: bool = False
    """Whether `"149.90"` is taken for an amount: nobody knows whether TikTok does."""
    calls_per_second: int = tiktok.CALLS_PER_SECOND
    """More calls than these in a second are throttled."""
    old_calls: bool = False
    """Whether `/pixel/track/` and `/pixel/batch/` are there, the calls of Events API 1.0."""


STRICT = Behaviour()
