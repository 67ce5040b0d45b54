"""How GTM compares: everything as text, or everything as a number, by JavaScript's String() and Number()."""

from __future__ import annotations

import math
import re
from typing import Any

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
    shown = repr(value)
    if "e" not in shown:
        return str(int(value)) if value.is_integer() else shown
    # JavaScript writes exponents without leading zeros, and numbers from 1e-6 to below 1e21 without an exponent.
    mantissa, exponent = shown.split("e")
    digits, minus = mantissa.lstrip("-").replace(".", ""), "-" * (value < 0)
    if 1e-6 <= abs(value) < 1:
        return f"{minus}0.{'0' * (-int(exponent) - 1)}{digits}"
    if 1 <= abs(value) < 1e21:
        return minus + digits.ljust(int(exponent) + 1, "0")
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
