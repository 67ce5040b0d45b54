"""The `properties` of a TikTok event: what was bought or looked at, and what it was worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway import Event, number, tiktok

_NUMBER = (int, float)
_LARGEST = 1e18
_CATEGORIES = ("item_category", "item_category2", "item_category3", "item_category4", "item_category5")


def properties(event: Event) -> dict[str, Any]:
    """Value 0 and price 0 are kept: both are real. What is missing is left out, never made up."""
    items = [item for item in _items(event) if isinstance(item, dict)]
    contents = [content for item in items if (content := _content(item))]
    found = {
        "contents": contents or None,
        "content_ids": [content["content_id"] for content in contents if "content_id" in content] or None,
        "content_type": "product" if contents else None,
        "num_items": _num_items(contents),
        **_amount(event, items),
        "order_id": _text(event.get("transaction_id")),
        "search_string": _text(event.get("search_term")),
        "customer_type": {"true": "new", "false": "returning"}.get(str(event.get("new_customer")).lower()),
        "description": _text(event.get("description")),
    }
    return {key: value for key, value in found.items() if value is not None}


def _items(event: Event) -> list[Any]:
    items = event.get("items")
    return items if isinstance(items, list) else []


def _content(item: Mapping[str, Any]) -> dict[str, Any]:
    categories = [str(item[key]) for key in _CATEGORIES if item.get(key)]
    quantity = _amount_of(item.get("quantity"))
    found = {
        # TikTok takes ids as text only; a number is refused with code 40002.
        "content_id": _text(item.get("item_id")) or _text(item.get("id")),
        "content_name": _text(item.get("item_name")),
        "content_category": " > ".join(categories) or None,
        "brand": _text(item.get("item_brand")),
        "price": _amount_of(item.get("price")),
        "quantity": quantity if isinstance(quantity, int) and quantity >= 0 else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _amount(event: Event, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Value and currency: both, or neither where TikTok does not know the currency, for an amount is never relabelled."""
    given = event.get("value")
    # What stands there but is no number ("1,299.00") is left out: a sum in its place would be made up.
    value = _amount_of(given) if given not in (None, "") else _sum(items)
    currency = _text(event.get("currency")) or next((_text(item.get("currency")) for item in items), None)
    if currency is None:
        return {"value": value}
    currency = currency.strip().upper()
    return {"value": value, "currency": currency} if currency in tiktok.CURRENCIES else {}


def _sum(items: Sequence[Mapping[str, Any]]) -> float | None:
    """What the items cost together, where each says its price."""
    prices = [_amount_of(item.get("price")) for item in items]
    if not prices or None in prices:
        return None
    quantities = [_amount_of(item.get("quantity")) for item in items]
    total = sum((price or 0) * (1 if many is None else many) for price, many in zip(prices, quantities, strict=True))
    return round(total, 4)


def _num_items(contents: list[dict[str, Any]]) -> int | None:
    quantities = [content["quantity"] for content in contents if "quantity" in content]
    return sum(quantities) if quantities else None


def _amount_of(value: Any) -> int | float | None:
    """A number, also where the page sent it as text ("149.90"); None for what is no number."""
    if isinstance(value, str):
        value = number(value) if value.strip() else None
    if isinstance(value, bool) or not isinstance(value, _NUMBER) or not abs(value) < _LARGEST:
        return None
    return int(value) if value == int(value) else value


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool) or not isinstance(value, _NUMBER) or not abs(value) < _LARGEST:
        return None
    return str(value)
