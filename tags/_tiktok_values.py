"""Values as TikTok takes them: texts that are texts and numbers that are numbers, however a page or a variable has them.

Source: TikTok API for Business, "Report App, Web, Offline, or CRM Events", Parameters.
"""

from __future__ import annotations

import re
from typing import Any

from gateway import hashing, number, text, tiktok

_LARGEST, _LARGEST_AMOUNT = 1e40, 1e18
_OTHER_BASE = re.compile(r"\s*[+-]?0[xXoObB]")


def number_text(value: Any) -> str:
    """A number as JavaScript writes it, 77.0 as `77`; nothing of what is none, or has more digits than anybody's number."""
    is_one = isinstance(value, int | float) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST
    return text(value) if is_one else ""


def words(value: Any) -> str:
    """A text as it stands, or a number as text: also "none" may be searched for."""
    if isinstance(value, str):
        return value
    return number_text(value) if value is not None else ""


def name(value: Any) -> str:
    """What tells one thing from others, as text: blanks and placeholders such as "null" do not."""
    if isinstance(value, str):
        return "" if hashing.is_placeholder(value) else value
    return number_text(value) if value is not None else ""


def amount(value: Any) -> int | float | None:
    """A number, also where the page sent it as text ("149.90"); None for what is no number."""
    if type(value) is int and -_LARGEST_AMOUNT < value < _LARGEST_AMOUNT:
        return value
    if isinstance(value, str):
        # JavaScript's Number() would take 0x10 for 16, too.
        value = number(value) if value.strip() and not _OTHER_BASE.match(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST_AMOUNT:
        return None
    return int(value) if value == int(value) else value


def count(value: Any) -> int | None:
    """A whole number from 0 on."""
    many = amount(value)
    return many if isinstance(many, int) and many >= 0 else None


def code(value: Any) -> str:
    """The code of a currency in capitals."""
    return words(value).strip().upper()


def currency(value: Any) -> str | None:
    """One that TikTok knows."""
    said = code(value)
    return said if said in tiktok.CURRENCIES else None


def content_type(value: Any) -> str | None:
    """One that TikTok knows, in its small letters."""
    said = words(value).strip().lower()
    return said if said in tiktok.CONTENT_TYPES else None
