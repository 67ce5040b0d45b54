"""Event data as the parameters of a GA4 hit: the inverse of what the GA4 client does, in the order of the event's keys.

Source: hits of real gtag.js builds. Truth values are text there (`ep.a=true`); numbers have families of their own
(`epn.`, `upn.`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from gateway import UNDEFINED, ga4, text

Pair = tuple[str, str]

_PLAIN = {key: name for name, key in {**ga4.TEXT, **ga4.WHOLE}.items()}
# Backends send ids as numbers, too.
_WHOLE = frozenset((*ga4.WHOLE.values(), "client_id", "user_id", "ga_session_id"))
_ITEM = {key: sign for sign, key in {**ga4.ITEM_TEXT, **ga4.ITEM_NUMBERS}.items()}
# The signs of an item's custom fields: k0 and v0 are the first one's name and value.
_CUSTOM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What JavaScript's encodeURIComponent leaves as it is, beside letters and digits.
_UNRESERVED = "-_.!~*'()"
# What the server adds to an event is no parameter of a hit.
_ADDED = frozenset(("user_agent", "x-ga-js_client_id"))


def parameters(event: Mapping[str, Any]) -> Iterator[Pair]:
    """Each parameter with its value, not yet percent-encoded; keys without a value, and objects nobody knows, have none."""
    for key, value in event.items():
        if key in _ADDED or value is None or value is UNDEFINED:
            continue
        if key in _OBJECTS and isinstance(value, _SHAPES.get(key, dict)):
            yield from _OBJECTS[key](value)
        elif isinstance(value, dict) or (key in _GROUPS and isinstance(value, list | tuple)):
            continue
        elif key in _PLAIN and (isinstance(value, str) or (key in _WHOLE and not isinstance(value, bool))):
            yield _PLAIN[key], text(value)
        elif key == "ip_override":
            yield "_uip", text(value)
        elif key.startswith(ga4.UNKNOWN):
            yield key.removeprefix(ga4.UNKNOWN), text(value)
        else:
            yield _named("ep", key, value)


def encoded(pairs: Iterable[Pair]) -> str:
    """The query, percent-encoded as gtag.js does it."""
    return "&".join([f"{quote(key, safe=_UNRESERVED)}={quote(value, safe=_UNRESERVED)}" for key, value in pairs])


def _present(values: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    return ((key, value) for key, value in values.items() if value is not None and value is not UNDEFINED)


def _named(family: str, name: str, value: Any) -> Pair:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{family}n.{name}" if is_number else f"{family}.{name}", text(value)


def _items(items: Any) -> Iterator[Pair]:
    for number, item in enumerate(items[: ga4.MOST_ITEMS], 1):
        if isinstance(item, Mapping):
            yield f"pr{number}", "~".join(_item_fields(item))


def _item_fields(item: Mapping[str, Any]) -> Iterator[str]:
    custom = iter(_CUSTOM)
    for key, value in _present(item):
        shown = text(value).replace("~", "~~")
        if (sign := _ITEM.get(key)) is not None:
            yield sign + shown
        elif key.startswith(ga4.UNKNOWN):
            yield key.removeprefix(ga4.UNKNOWN) + shown
        elif (sign := next(custom, None)) is not None:
            yield f"k{sign}{key.replace('~', '~~')}"
            yield f"v{sign}{shown}"


def _system(properties: Any) -> Iterator[Pair]:
    for name, value in _present(properties):
        if name == "eu" and ga4.are_features(value):
            yield "_eu", ga4.packed_features(value)
        else:
            yield f"_{name}", "1" if value is True else text(value)


def _server_only(properties: Any) -> Iterator[Pair]:
    return ((f"sst.{name}", text(value)) for name, value in _present(properties) if name != "request_start_time_ms")


def _user_properties(properties: Any) -> Iterator[Pair]:
    return (_named("up", name, value) for name, value in _present(properties))


def _user_data(value: Any, name: str = "user_data") -> Iterator[Pair]:
    if isinstance(value, list | tuple):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        yield _named("ep", name, value)
        return
    for step, part in _present(value):
        yield from _user_data(part, f"{name}.{step}")


def _location(location: Any) -> Iterator[Pair]:
    country, region = (text(location.get(part) or "") for part in ("country", "region"))
    yield "ur", f"{country}-{region}" if region else country


def _hints(hints: Any) -> Iterator[Pair]:
    # Without an architecture the hints come from headers, which go along as headers.
    if "architecture" not in hints:
        return
    for name, key in ga4.HINTS.items():
        value = hints.get(key, "")
        if isinstance(value, list):
            yield name, "|".join([_version(entry) for entry in value if isinstance(entry, Mapping)])
        else:
            yield name, "01"[value] if isinstance(value, bool) else text(value)


def _version(entry: Mapping[str, Any]) -> str:
    brand, version = (quote(text(entry.get(part, "")), safe=_UNRESERVED) for part in ("brand", "version"))
    return f"{brand};{version}"


_SHAPES: dict[str, tuple[type, ...]] = {"items": (list, tuple), "user_data": (dict, list, tuple)}
_GROUPS = (ga4.SYSTEM, ga4.SERVER_ONLY, ga4.USER_PROPERTIES, "client_hints", "event_location")
_OBJECTS: dict[str, Callable[[Any], Iterator[Pair]]] = {
    "items": _items,
    "user_data": _user_data,
    "client_hints": _hints,
    "event_location": _location,
    ga4.SYSTEM: _system,
    ga4.SERVER_ONLY: _server_only,
    ga4.USER_PROPERTIES: _user_properties,
}
