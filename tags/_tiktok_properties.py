"""The `properties` of a TikTok event: what was bought or looked at, and what it was worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway import UNDEFINED, Event, number, tiktok

from ._tiktok_settings import TikTokSettings

_NUMBER = (int, float)
_LARGEST = 1e18
_CATEGORIES = ("item_category", "item_category2", "item_category3", "item_category4", "item_category5")


def properties(event: Event, settings: TikTokSettings, notes: list[str]) -> dict[str, Any]:
    """Value 0 and price 0 are kept: both are real. What is missing is left out, never made up."""
    said = settings.said
    items = _items(event, notes)
    contents = _contents(said.get("contents"), event, items, notes, first_category=settings.item_category == "first")
    found = {
        "contents": contents or None,
        "content_ids": _ids_of(contents),
        "content_type": "product" if contents else None,
        "num_items": _num_items(contents),
        **_amount(event, items, settings, notes),
        "order_id": _text(event.get("transaction_id")),
        "search_string": _text(event.get("search_term")),
        "customer_type": _CUSTOMERS.get(str(event.get("new_customer")).lower()) if "new_customer" in event else None,
        "description": _text(event.get("description")),
    }
    if said:
        own = {key: _OWN[key](value) for key, value in said.items() if key in _OWN}
        found |= {key: value for key, value in own.items() if value is not None}
    if settings.properties:
        found |= {key: value for key, value in settings.properties.items() if value is not UNDEFINED}
    return {key: value for key, value in found.items() if value is not None}


_CUSTOMERS = {"true": "new", "false": "returning"}


def _contents(
    said: Any, event: Event, items: list[Any], notes: list[str], *, first_category: bool
) -> list[dict[str, Any]]:
    """The settings' contents, the event's own in TikTok's form, or those made of its items."""
    for given in (said, event.get("contents")):
        if given is not None and isinstance(given, list) and any(isinstance(each, dict) for each in given):
            return [content for each in given if isinstance(each, dict) and (content := _repaired(each, notes))]
    return [content for item in items if (content := _content(item, notes, first_category=first_category))]


def _repaired(content: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    """A content in TikTok's form, with an id that is text and numbers that are numbers."""
    found = {
        **content,
        "content_id": _id(content.get("content_id"), notes),
        "price": _amount_of(content.get("price")),
        "quantity": _count(content.get("quantity")),
    }
    return {key: value for key, value in found.items() if value is not None}


def _content_id(item: Mapping[str, Any], notes: list[str]) -> str | None:
    return _id(item.get("item_id"), notes) or _id(item.get("id"), notes)


def _id(value: Any, notes: list[str]) -> str | None:
    """TikTok takes ids as text only; a number is refused with code 40002."""
    if isinstance(value, str):
        return value or None
    text = _text(value)
    if text and _ID_REPAIRED not in notes:
        notes.append(_ID_REPAIRED)
    return text


_ID_REPAIRED = "an item's id is no text, and is sent as text (repaired: content_id_not_string)"


def _ids(said: Any) -> list[str] | None:
    given = said if isinstance(said, list) else str(said).split(",") if isinstance(said, str | int) else []
    return [text.strip() for each in given if (text := _text(each))] or None


def _ids_of(contents: list[dict[str, Any]]) -> list[str] | None:
    return [content["content_id"] for content in contents if "content_id" in content] or None


def _count(value: Any) -> int | None:
    many = _amount_of(value)
    return many if isinstance(many, int) and many >= 0 else None


def _items(event: Event, notes: list[str]) -> list[Any]:
    items = event.get("items")
    if items is not None and not isinstance(items, list):
        notes.append("items are no list, and are left out")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _content(item: Mapping[str, Any], notes: list[str], *, first_category: bool) -> dict[str, Any]:
    categories = [str(item[key]) for key in _CATEGORIES if item.get(key)]
    if first_category:
        del categories[1:]
    found = {
        "content_id": _content_id(item, notes),
        "content_name": _text(item.get("item_name")),
        "content_category": " > ".join(categories) or None,
        "brand": _text(item.get("item_brand")),
        "price": _amount_of(item.get("price")),
        "quantity": _count(item.get("quantity")),
    }
    return {key: value for key, value in found.items() if value is not None}


def _amount(
    event: Event, items: Sequence[Mapping[str, Any]], settings: TikTokSettings, notes: list[str]
) -> dict[str, Any]:
    """Value and currency: both, or neither where TikTok does not know the currency, for an amount is never relabelled."""
    said = settings.said
    given = said.get("value", event.get("value"))
    # What stands there but is no number ("1,299.00") is left out: a sum in its place would be made up.
    if given not in (None, ""):
        value = _amount_of(given)
        if value is None:
            notes.append("value is no number, and is left out (value_not_number)")
        elif isinstance(given, str):
            notes.append("value is text, and is sent as a number (repaired: value_not_number)")
    else:
        value = _sum(items) if settings.value_from_items else None
    found = _text(said.get("currency")) or _text(event.get("currency"))
    currency = found or next((_text(item.get("currency")) for item in items), None)
    if currency is None:
        return {"value": value}
    currency = currency.strip().upper()
    if currency not in tiktok.CURRENCIES:
        notes.append("TikTok does not know the currency: value and currency are left out (currency_unsupported)")
        return {}
    return {"value": value, "currency": currency}


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


_OWN: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ("content_type", "order_id", "shop_id", "search_string", "description", "delivery_category"), _text
    ),
    "content_ids": _ids,
    "num_items": _count,
    "customer_type": lambda said: said if said in ("new", "returning") else None,
    "predicted_ltv": _amount_of,
}
"""What a setting says of a property, as TikTok takes it."""
