"""The subjects of the streams: one a destination, one a trip, one a dead letter."""

from __future__ import annotations

import re
from hashlib import sha256

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,80}")
_SIGNS = 16


def destination_subject(stream: str, destination: str) -> str:
    """Where requests to a destination go; its name is an address, and no word of a subject."""
    return f"{stream}.{sha256(destination.encode()).hexdigest()[:_SIGNS]}"


def trip_subject(stream: str, hit: str) -> str:
    """Where the trip of a hit is."""
    return f"{stream}.{_word(hit)}"


def letter_subject(stream: str, delivery: str) -> str:
    """Where the dead letter of a delivery is."""
    return f"{stream}.{_word(delivery)}"


def _word(name: str) -> str:
    """Ids of the house are words already; others are known by their digest."""
    return name if _TOKEN.fullmatch(name) else sha256(name.encode()).hexdigest()
