"""Items of a GA4 hit: `pr1=idSKU1~nmMug~pr12.5~qt2~k0size~v0XL` is one item; a `~` inside a value is doubled."""

from __future__ import annotations

import re
from typing import Any

from gateway import ga4

from ._ga4_numbers import number_or_text

_FIELD = re.compile(r"(?:[^~]|~~)+")
_TEXT, _NUMBERS = ga4.ITEM_TEXT.get, ga4.ITEM_NUMBERS.get


def item(text: str) -> dict[str, Any]:
    """One item. A field of no known key is kept as `x-ga-mp2-` and its two signs; a custom value without its name is dropped."""
    found: dict[str, Any] = {}
    names: dict[str, str] = {}
    for part in _fields(text) if "~~" in text else text.split("~"):
        key = part[:2]
        if (known := _TEXT(key)) is not None:
            found[known] = part[2:]
        elif (known := _NUMBERS(key)) is not None:
            found[known] = number_or_text(part[2:])
        elif not part:
            continue
        elif part[0] == "k":
            names[key[1:]] = part[2:]
        elif part[0] == "v":
            if (name := names.get(key[1:])) is not None:
                found.setdefault(name, part[2:])
        else:
            found[ga4.UNKNOWN + key] = part[2:]
    return found


def _fields(text: str) -> list[str]:
    return [part.replace("~~", "~") for part in _FIELD.findall(text)]
