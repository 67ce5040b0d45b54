"""Items of a GA4 hit: `pr1=idSKU1~nmMug~pr12.5~qt2~k0size~v0XL` is one item; a `~` inside a value is doubled."""

from __future__ import annotations

import re
from typing import Any

from ._ga4_numbers import number_or_text

KEYS = {
    "id": "item_id",
    "nm": "item_name",
    "br": "item_brand",
    "ca": "item_category",
    "c2": "item_category2",
    "c3": "item_category3",
    "c4": "item_category4",
    "c5": "item_category5",
    "va": "item_variant",
    "cp": "coupon",
    "ln": "item_list_name",
    "li": "item_list_id",
    "af": "affiliation",
    "lo": "location_id",
    "pi": "promotion_id",
    "pn": "promotion_name",
    "cn": "creative_name",
    "cs": "creative_slot",
}
NUMBERS = {"pr": "price", "qt": "quantity", "ds": "discount", "lp": "index"}
MOST_ITEMS = 200

_FIELD = re.compile(r"(?:[^~]|~~)+")


def item(text: str) -> dict[str, Any]:
    """One item. Fields of no known key stay under their two signs; a custom value without its name is dropped."""
    found: dict[str, Any] = {}
    names: dict[str, str] = {}
    for part in _fields(text):
        key, value = part[:2], part[2:]
        if known := KEYS.get(key):
            found[known] = value
        elif number := NUMBERS.get(key):
            found[number] = number_or_text(value)
        elif key[0] == "k":
            names[key[1:]] = value
        elif key[0] == "v":
            if (name := names.get(key[1:])) is not None:
                found.setdefault(name, value)
        else:
            found[key] = value
    return found


def _fields(text: str) -> list[str]:
    if "~~" not in text:
        return [part for part in text.split("~") if part]
    return [part.replace("~~", "~") for part in _FIELD.findall(text)]
