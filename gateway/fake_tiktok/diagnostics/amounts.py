"""What it was worth: value, currency and prices, in one event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ... import tiktok
from .fields import number, written
from .findings import Severity
from .names import PURCHASES
from .reading import Reading
from .seen import Window
from .signs import Sign

_ADVISED = frozenset(("AddToCart", "InitiateCheckout"))
WORTH = PURCHASES | _ADVISED
_TOLERANCE = 0.05


def value(reading: Reading, _: Window) -> Iterator[Sign]:
    """A value that is missing because the tag left a wrong one out is told once, by what was wrong with it."""
    said = reading.properties.get("value")
    if said is None or said == "":
        if reading.name in WORTH and not reading.told.keys() & {"value_not_number", "currency_unsupported"}:
            yield Sign("value_missing", severity=_weight(reading))
        return
    amount = number(said)
    if amount is None:
        yield _no_number("value_not_number", said)
    elif amount < 0:
        yield Sign("value_negative", said)
    elif (total := _sum(reading)) is not None and abs(amount - total) > _TOLERANCE * (total or amount):
        yield Sign("value_mismatch", said, f"the contents make {total:.2f}")


def currency(reading: Reading, _: Window) -> Iterator[Sign]:
    said = reading.properties.get("currency")
    if said is None or said == "":
        if reading.name in WORTH and "currency_unsupported" not in reading.told:
            yield Sign("currency_missing", severity=_weight(reading))
    elif not isinstance(said, str) or said.strip().upper() not in tiktok.CURRENCIES:
        yield Sign("currency_unsupported", said)
    elif said not in tiktok.CURRENCIES:
        yield Sign("currency_lower_case", said, f"TikTok writes {said.strip().upper()}")


def price(reading: Reading, _: Window) -> Iterator[Sign]:
    """TikTok answers "(null)" and the like with code 40000."""
    for content in reading.contents:
        said = content.get("price")
        if said is not None and number(said) is None:
            yield _no_number("price_invalid", said)


def _weight(reading: Reading) -> Severity:
    return "error" if reading.name in PURCHASES else "warning"


def _no_number(id_: str, said: Any) -> Sign:
    """Whether TikTok takes "149.90" as a number is not documented."""
    if written(said) is not None:
        return Sign(id_, said, "a number written as text", severity="warning")
    return Sign(id_, said)


def _sum(reading: Reading) -> float | None:
    """What the contents cost together, where each says its price."""
    total = 0.0
    said = reading.properties.get("contents")
    if isinstance(said, list) and len(said) > len(reading.contents):
        return None
    for content in reading.contents:
        cost, many = number(content.get("price")), number(content.get("quantity", 1))
        if cost is None or many is None or cost < 0 or many < 0:
            return None
        total += cost * many
    return total if reading.contents else None
