"""The `properties` of a TikTok event: what was bought or looked at, and what it was worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from gateway import UNDEFINED, Event, hashing, tiktok

from ._tiktok_settings import TikTokSettings
from ._tiktok_values import amount, code, content_type, count, currency, name, words

_CATEGORIES = ("item_category", "item_category2", "item_category3", "item_category4", "item_category5")
_TEXTS = ("content_name", "content_category", "brand")
_NOTHING = (None, "")
Notes = list[str]


def properties(event: Event, settings: TikTokSettings, notes: Notes) -> dict[str, Any]:
    """Value 0 and price 0 are kept: both are real. What is missing is left out, never made up."""
    said = settings.said
    given = _given(said.get("contents"), event, notes)
    contents = _contents(given, notes, first_category=settings.item_category == "first")
    found = {
        "contents": contents or None,
        "content_ids": _ids_of(contents),
        "content_type": "product" if contents else None,
        "num_items": _num_items(contents),
        **_amount(event, given, settings, notes),
        "order_id": name(event.get("transaction_id")) or None,
        "search_string": words(event.get("search_term")) or None,
        "customer_type": _CUSTOMERS.get(str(event.get("new_customer")).lower()) if "new_customer" in event else None,
        "description": words(event.get("description")) or None,
    }
    if said:
        found |= _own({key: value for key, value in said.items() if key in _OWN}, notes)
    if settings.properties:
        found |= _own(settings.properties, notes)
    return {key: value for key, value in found.items() if value is not None}


_CUSTOMERS = {"true": "new", "false": "returning"}


def _own(said: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """What the settings say, as TikTok takes it; what it would refuse is left out and told. What nobody knows goes as it is."""
    found: dict[str, Any] = {}
    for key, value in said.items():
        if value is None or value is UNDEFINED:
            continue
        usable = _AS_TAKEN[key](value) if key in _AS_TAKEN else value
        if usable is not None and usable != "":
            found[key] = usable
        elif not (isinstance(value, str) and hashing.is_placeholder(value)):
            notes.append(f"what the settings say of {key} is left out: TikTok does not take it")
    return found


# --- what was bought or looked at -------------------------------------------------------------------------------------


class _Given(NamedTuple):
    """What stands for the contents, in TikTok's own form or as GA4's items."""

    each: Sequence[Any] = ()
    is_tiktok_s: bool = False


def _given(said: Any, event: Event, notes: Notes) -> _Given:
    """The settings' contents, the event's own in TikTok's form, or its items."""
    for given in (said, event.get("contents")):
        if given is not None and isinstance(given, list) and any(isinstance(each, dict) for each in given):
            return _Given(given, is_tiktok_s=True)
    items = event.get("items")
    if items is not None and not isinstance(items, list):
        notes.append("items are no list, and are left out")
    return _Given(items) if isinstance(items, list) else _Given()


def _contents(given: _Given, notes: Notes, *, first_category: bool) -> list[dict[str, Any]]:
    each = [each for each in given.each if isinstance(each, dict)]
    if given.is_tiktok_s:
        made = [_repaired(one, notes) for one in each]
    else:
        made = [_content(item, notes, first_category=first_category) for item in each]
    return [content for content in made if content]


def _repaired(content: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """A content in TikTok's form, with texts that are texts and numbers that are numbers."""
    price, quantity = _numbers(content, notes)
    found = {
        **content,
        **{key: words(content[key]) or None for key in _TEXTS if key in content},
        "content_id": _id(content.get("content_id"), notes),
        "price": price,
        "quantity": quantity,
    }
    return {key: value for key, value in found.items() if value is not None}


def _content(item: Mapping[str, Any], notes: Notes, *, first_category: bool) -> dict[str, Any]:
    categories = [str(item[key]) for key in _CATEGORIES if item.get(key)]
    if first_category:
        del categories[1:]
    price, quantity = _numbers(item, notes)
    found = {
        "content_id": _id(item.get("item_id"), notes) or _id(item.get("id"), notes),
        "content_name": words(item.get("item_name")) or None,
        "content_category": " > ".join(categories) or None,
        "brand": words(item.get("item_brand")) or None,
        "price": price,
        "quantity": quantity,
    }
    return {key: value for key, value in found.items() if value is not None}


def _numbers(item: Mapping[str, Any], notes: Notes) -> tuple[float | None, int | None]:
    """Price and quantity; what stands there but is no number ("1,5") is left out."""
    price, quantity = item.get("price"), item.get("quantity")
    found = amount(price), count(quantity)
    is_wrong = (found[0] is None and price not in _NOTHING) or (found[1] is None and quantity not in _NOTHING)
    if is_wrong and _NO_NUMBER not in notes:
        notes.append(_NO_NUMBER)
    return found


_NO_NUMBER = "an item's price or quantity is no number, and is left out"


def _id(value: Any, notes: Notes) -> str | None:
    """TikTok takes ids as text only; a number is refused with code 40002."""
    text = name(value)
    if text and not isinstance(value, str) and _ID_REPAIRED not in notes:
        notes.append(_ID_REPAIRED)
    return text or None


_ID_REPAIRED = "an item's id is no text, and is sent as text (repaired: content_id_not_string)"


def _ids(said: Any) -> list[str] | None:
    given = said if isinstance(said, list) else words(said).split(",")
    return [text.strip() for each in given if (text := name(each))] or None


def _ids_of(contents: list[dict[str, Any]]) -> list[str] | None:
    return [content["content_id"] for content in contents if "content_id" in content] or None


def _num_items(contents: list[dict[str, Any]]) -> int | None:
    quantities = [content["quantity"] for content in contents if "quantity" in content]
    return sum(quantities) if quantities else None


# --- what it was worth ------------------------------------------------------------------------------------------------


def _amount(event: Event, items: _Given, settings: TikTokSettings, notes: Notes) -> dict[str, Any]:
    """Value and currency: both, or neither where TikTok does not know the currency, for an amount is never relabelled."""
    said = settings.said
    given = said.get("value", event.get("value"))
    # What stands there but is no number ("1,299.00") is left out: a sum in its place would be made up.
    if given not in _NOTHING:
        value = amount(given)
        if value is None:
            notes.append("value is no number, and is left out (value_not_number)")
        elif isinstance(given, str):
            notes.append("value is text, and is sent as a number (repaired: value_not_number)")
    else:
        value = _sum(items.each, event, notes) if settings.value_from_items else None
    named = code(said.get("currency")) or code(event.get("currency"))
    named = named or next((code(item.get("currency")) for item in items.each if isinstance(item, dict)), "")
    if not named:
        return {"value": value}
    if named not in tiktok.CURRENCIES:
        notes.append("TikTok does not know the currency: value and currency are left out (currency_unsupported)")
        return {}
    return {"value": value, "currency": named}


def _sum(items: Sequence[Any], event: Event, notes: Notes) -> float | None:
    """What the items cost together, where each says its price: a wrong amount is worse than none."""
    if not any(isinstance(item, dict) and item.get("price") not in _NOTHING for item in items):
        return None
    costs = [_cost(item) for item in items]
    currencies = {
        code(event.get("currency")),
        *(code(item.get("currency")) for item in items if isinstance(item, dict)),
    }
    if None in costs:
        notes.append("the items are not added up to a value: one of them has no price, or no quantity that is a number")
    elif len(currencies - {""}) > 1:
        notes.append("the items are not added up to a value: they are of several currencies")
    else:
        return round(sum(cost or 0 for cost in costs), 4)
    return None


def _cost(item: Any) -> float | None:
    """Price by quantity, which is one where nobody says it."""
    price = amount(item.get("price")) if isinstance(item, dict) else None
    if price is None:
        return None
    quantity = item.get("quantity")
    many = 1 if quantity in _NOTHING else amount(quantity)
    return price * many if many is not None and many >= 0 else None


def _own_contents(value: Any) -> list[dict[str, Any]] | None:
    given = _Given(value, is_tiktok_s=True) if isinstance(value, list) else _Given()
    return _contents(given, [], first_category=False) or None


_OWN: dict[str, Callable[[Any], Any]] = {
    "content_type": content_type,
    **dict.fromkeys(("search_string", "description", "delivery_category"), words),
    **dict.fromkeys(("order_id", "shop_id"), name),
    "content_ids": _ids,
    "num_items": count,
    "customer_type": lambda said: said if said in ("new", "returning") else None,
    "predicted_ltv": amount,
}
"""What a setting says of a property, as TikTok takes it."""
_AS_TAKEN: dict[str, Callable[[Any], Any]] = {
    **_OWN,
    "value": amount,
    "currency": currency,
    "contents": _own_contents,
}
