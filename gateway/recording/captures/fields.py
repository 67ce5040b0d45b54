"""Fields of a hit as captures write them, checked: what is let through can be written in every format and read again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from .captured import NoHitError

IP = "127.0.0.1"
AT = 1_767_225_600_000
"""2026-01-01T00:00:00Z."""
_WORD = re.compile(r"[\x21-\x7e]{0,200}")
_METHOD = re.compile(r"[A-Z]{1,20}")
_MOST_SEED = 10**20
_EARLIEST, _LATEST = -62_135_596_800_000, 253_402_300_799_999


@lru_cache(1024)
def milliseconds(text: str) -> int:
    """A moment as ISO 8601 writes it, in milliseconds since 1970; without a zone it is UTC. Raises NoHitError."""
    try:
        read = datetime.fromisoformat(text.strip())
        return moment(round(read.replace(tzinfo=read.tzinfo or UTC).timestamp() * 1000))
    except (ValueError, OverflowError):
        raise NoHitError("its time is none such as 2026-03-01T12:00:00Z.") from None


def moment(at: int) -> int:
    """Milliseconds that a calendar has. Raises NoHitError."""
    if not _EARLIEST <= at <= _LATEST:
        raise NoHitError(f"{at} milliseconds since 1970 is no time.")
    return at


def word(text: str, what: str) -> str:
    """An id or an address, which is one plain word. Raises NoHitError."""
    # A single dash stands for none in a text of hits.
    if text == "-" or not _WORD.fullmatch(text):
        raise NoHitError(f'its "{what}" is no plain word.')
    return text


def method(text: str) -> str:
    """A method of HTTP. Raises NoHitError."""
    if not _METHOD.fullmatch(text):
        raise NoHitError("its method is none of HTTP's.")
    return text


def seed(number: int) -> int:
    """A seed. Raises NoHitError."""
    if not 0 <= number < _MOST_SEED:
        raise NoHitError("its seed is no whole number of up to 20 digits.")
    return number
