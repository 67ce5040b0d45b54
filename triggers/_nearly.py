"""What alone keeps a value from the one a condition wants: its case, blanks, look-alike signs, or that it is no number."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from typing import Any

from gateway import UNDEFINED, number, text

Holds = Callable[[Any, Any], bool]
"""Whether the condition would hold for a value met and one wanted."""

_SIZES = ("<", "<=", ">", ">=")
_LONGEST = 2000
_LONGEST_PATTERN = 1000
"""Less than a pattern may have: this one becomes longer."""


def nearly(operator: str, met: Any, wanted: Any, holds: Holds) -> str:
    """Half a sentence for a condition that does not hold although it looks as if it did, or nothing. It names no value."""
    if met is UNDEFINED or operator == "exists":
        return ""
    if operator in _SIZES:
        return _no_number(met, wanted)
    if isinstance(met, dict):
        return "it is an object, and no text"
    shown = text(met)[:_LONGEST]
    if operator == "matches":
        source = text(wanted)
        return "only the case differs" if len(source) < _LONGEST_PATTERN and holds(shown, f"(?i){source}") else ""
    if operator in ("==", "in") and _same_number(met, wanted):
        return "the numbers are equal, but texts are compared"
    return _written_otherwise(shown, wanted, holds)


def _no_number(met: Any, wanted: Any) -> str:
    if math.isnan(number(met)):
        return "it is no number"
    return "what it is compared with is no number" if math.isnan(number(wanted)) else ""


def _same_number(met: Any, wanted: Any) -> bool:
    said = number(met)
    return text(met).strip() != "" and any(text(each).strip() and number(each) == said for each in _each(wanted))


def _written_otherwise(met: str, wanted: Any, holds: Holds) -> str:
    """The loosest way to read both first: most values fail it, and are done with."""
    if not _holds_as(_alike, met, wanted, holds):
        return ""
    readings = (
        ("the case differs", str.casefold),
        ("blanks differ", _dense),
        ("case and blanks differ", _dense_folded),
    )
    tightest = (said for said, read in readings if _holds_as(read, met, wanted, holds))
    return f"only {next(tightest, 'signs that look alike differ')}"


def _holds_as(read: Callable[[str], str], met: str, wanted: Any, holds: Holds) -> bool:
    each = [read(text(value)) for value in _each(wanted)]
    return holds(read(met), each if isinstance(wanted, list | tuple) else each[0])


def _each(wanted: Any) -> list[Any]:
    return list(wanted) if isinstance(wanted, list | tuple) else [wanted]


def _dense(shown: str) -> str:
    return "".join(shown.split())


def _dense_folded(shown: str) -> str:
    return _dense(shown).casefold()


def _alike(shown: str) -> str:
    return _dense_folded(shown if shown.isascii() else unicodedata.normalize("NFKC", shown))
