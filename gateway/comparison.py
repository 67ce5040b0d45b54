"""How GTM compares: everything as text, or everything as a number, by JavaScript's String() and Number()."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from .event import UNDEFINED, Undefined

_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_OTHER_BASE = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_NAN = math.nan
# What JavaScript takes for blank around a number.
_BLANKS = (
    "\t\n\v\f\r \u00a0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def text(value: Any) -> str:
    """JavaScript's String(value)."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, list | tuple):
        return ",".join("" if item is None or item is UNDEFINED else text(item) for item in value)
    return "[object Object]" if isinstance(value, dict) else str(value)


def _float_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    shown = repr(value)
    if "e" not in shown:
        return shown
    # JavaScript writes exponents without leading zeros, and small numbers down to 1e-6 without an exponent.
    mantissa, exponent = shown.split("e")
    if 1e-6 <= abs(value) < 1:
        digits = mantissa.lstrip("-").replace(".", "")
        return f"{'-' * (value < 0)}0.{'0' * (-int(exponent) - 1)}{digits}"
    return f"{mantissa}e{exponent[0] if exponent[0] == '-' else '+'}{exponent.lstrip('+-').lstrip('0')}"


def number(value: Any) -> float:
    """JavaScript's Number(value); what is no number is NaN, and NaN is neither less nor greater than anything."""
    if isinstance(value, int | float):
        return _as_float(value)
    if value is None:
        return 0.0
    if isinstance(value, Undefined | dict):
        return _NAN
    return _number_of(text(value).strip(_BLANKS))


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _number_of(written: str) -> float:
    if not written:
        return 0.0
    if _DECIMAL.fullmatch(written):
        return float(written)
    if _OTHER_BASE.fullmatch(written):
        return _as_float(int(written, 0))
    return {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}.get(written, _NAN)


class Match(NamedTuple):
    """Where a pattern was found: what stands before and after, all that matched, and its groups."""

    before: str
    groups: tuple[str, ...]
    after: str


@lru_cache(1024)
def matcher(source: str, *, ignore_case: bool = False, full: bool = False) -> Callable[[str], Match | None]:
    """Like `pattern`, but says what was found; with `full` only where all of the text matches."""
    compiled = _compiled(source, ignore_case=ignore_case)
    find = compiled.fullmatch if full else compiled.search

    def match(subject: str) -> Match | None:
        found = find(given := subject.encode("utf-8", "replace"))
        if found is None:
            return None
        start, end = found.span()
        groups = (found.group(), *(group or b"" for group in found.groups()))
        return Match(
            given[:start].decode(), tuple(group.decode("utf-8", "replace") for group in groups), given[end:].decode()
        )

    return match


def pattern(source: str, *, ignore_case: bool = False) -> Callable[[str], bool]:
    """A search for a regular expression, anywhere in the text. RE2, so that no pattern can hang a hit.

    Raises ValueError with RE2's reason for a pattern it refuses.
    """
    search = _compiled(source, ignore_case=ignore_case).search
    return lambda subject: search(subject.encode("utf-8", "replace")) is not None


def _compiled(source: str, *, ignore_case: bool) -> Any:
    import re2  # optional at run time: 20 ms to import, and only for rules that use a pattern

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        # On bytes: what comes off the wire may hold half a surrogate pair, which RE2 refuses as text.
        return re2.compile(source.encode("utf-8", "replace"), options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
