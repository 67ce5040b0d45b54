"""Numbers as JavaScript reads them off the wire; what is no number stays the text it is."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_EXACT = 2**53
_LONG = 24


def number_or_text(text: str) -> int | float | str:
    """`59.90` is 59.9, `2.0` is 2, and `abc`, `NaN` and the empty text stay as they are."""
    # Prices and quantities repeat; what is longer is hardly one and would only push the others out.
    return _remembered(text) if len(text) <= _LONG else _number_or_text(text)


def _number_or_text(text: str) -> int | float | str:
    if len(text) < 16 and text.isdecimal() and text.isascii():
        return int(text)
    if not _NUMBER.fullmatch(text):
        return text
    value = float(text)
    if value in (float("inf"), float("-inf")):
        return text
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


_remembered = lru_cache(8192)(_number_or_text)


def whole_or_text(text: str) -> int | str:
    """A whole number, or the text."""
    whole = len(text) < 20 and text.isdecimal() and text.isascii()
    return int(text) if whole and int(text) <= _EXACT else text
