"""What one `key=value` of a GA4 hit means: where it goes, under which name, and as which value.

Where a key comes from: Google's table of internal parameters, and event data logged by real server containers.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, TypeAlias

from gateway import decode, ga4

from ._ga4_items import item
from ._ga4_numbers import number_or_text, whole_or_text


class Place:
    """Where a parameter goes: plain numbers, for they are looked up with every parameter of every hit."""

    DATA = 0
    HINTS = 1
    SERVER_ONLY = 2
    PROPERTIES = 3
    USER_DATA = 4
    ITEMS = 5
    SYSTEM = 6
    GIVEN = 7
    """Event parameters that bear the name of one of the client's own keys, by their key on the wire."""
    NOWHERE = 8


Meaning: TypeAlias = tuple[int, Any, Any]
"""Place, name and value."""
Read: TypeAlias = Callable[[str], Any]
Plan: TypeAlias = tuple[int, Any, Read | None, bool]
"""Place and name of a key, how its text is read, and whether its values are likely to come again."""

_NEVER_GIVEN = frozenset(("client_hints", "event_location", "ip_override", "items", "user_agent"))

_plans: dict[str, Plan] = {}
# Keys come from strangers, so what is remembered is bounded.
_MOST_PLANS, _LONGEST_KEY = 4096, 64
# An item in memory takes some kilobytes; one of more fields is none of a shop's.
_MOST_FIELDS = 24


def meaning(part: str) -> tuple[Meaning, bool]:
    """What it means, and whether that is worth remembering."""
    key, _, value = part.partition("=")
    if "%" in value or "+" in value:
        value = decode(value)
    place, name, read, comes_again = _plans.get(key) or _plan(key)
    if read is None:
        return (place, name, value), comes_again
    known = read(value)
    if known is None:
        return (Place.DATA, ga4.UNKNOWN + key, value), False
    # Some pages send an engagement time of NaN: it is as good as absent.
    if known == "NaN" and read is whole_or_text:
        place = Place.NOWHERE
    if place == Place.ITEMS and len(known) > _MOST_FIELDS:
        comes_again = False
    return (place, name, known), comes_again


def is_guarded(name: str) -> bool:
    """Whether a page may not write this key of event data, also where the hit does not have it."""
    return name in _NEVER_GIVEN or name.startswith(ga4.INTERNAL)


def _plan(key: str) -> Plan:
    plan = _plan_for(decode(key))
    if len(_plans) < _MOST_PLANS and len(key) <= _LONGEST_KEY:
        _plans[key] = plan
    return plan


def _plan_for(key: str) -> Plan:
    if key in _FIXED:
        return _FIXED[key]
    if not key:
        return Place.NOWHERE, "", None, True
    family, dot, rest = key.partition(".")
    if dot and rest and family in _FAMILIES:
        place, read = _FAMILIES[family]
        return place, rest, read, True
    if dot and rest and family in ("ep", "epn"):
        return _event_parameter(family, rest)
    if key[:2] == "pr" and key[2:].isdecimal() and key.isascii() and len(key) < 8:
        return Place.ITEMS, int(key[2:]), item, True
    if key[0] == "_" and len(key) > 1:
        return Place.SYSTEM, key[1:], None, True
    return Place.DATA, ga4.UNKNOWN + key, None, True


def _event_parameter(family: str, name: str) -> Plan:
    read = None if family == "ep" else number_or_text
    if name.startswith("user_data."):
        return Place.USER_DATA, name, read, False
    if name in ga4.OWN or name.startswith(ga4.INTERNAL):
        return Place.GIVEN, f"{family}.{name}", read, False
    return Place.DATA, name, read, name != "value"


def _address(value: str) -> str | None:
    """An address the page asks to count instead of the connection's; `::` asks to keep none."""
    try:
        ip_address(value)
    except ValueError:
        return None
    return value


_PERSON = (
    *(
        "email",
        "phone_number",
        "sha256_email_address",
        "sha256_phone_number",
        "address.first_name",
        "address.last_name",
    ),
    *("address.street", "address.city", "address.region", "address.postal_code", "address.country"),
)
VARIED: dict[str, tuple[int, str]] = {
    **{name: (Place.DATA, ga4.TEXT[name]) for name in ("cid", "sid", "uid", "ecid", "dl", "dr")},
    **{f"ep.{name}": (Place.DATA, name) for name in ("transaction_id", "event_id")},
    **{f"sst.{name}": (Place.SERVER_ONLY, name) for name in ("tft", "rnd", "lpc")},
    **{f"ep.user_data.{name}": (Place.USER_DATA, f"user_data.{name}") for name in _PERSON},
}
"""Keys of texts that are different in nearly every hit, with their place and name."""

_PERSONAL = ("cid", "ecid", "em", "uid")
_FIXED: dict[str, Plan] = {
    **{name: (Place.DATA, key, None, name not in _PERSONAL) for name, key in ga4.TEXT.items()},
    **{name: (Place.DATA, key, whole_or_text, name in ("_s", "sct")) for name, key in ga4.WHOLE.items()},
    **{name: (Place.HINTS, name, None, True) for name in ga4.HINTS},
    "ur": (Place.DATA, "event_location", ga4.event_location, False),
    "_ee": (Place.SYSTEM, "ee", lambda value: value == "1" or value, True),
    "_eu": (Place.SYSTEM, "eu", ga4.used_features, False),
    "_uip": (Place.DATA, "ip_override", _address, False),
    "_ip": (Place.DATA, "ip_override", _address, False),
}
MOST_FIXED = len(_FIXED)
"""How many keys are GA4's own."""
_FAMILIES: dict[str, tuple[int, Read | None]] = {
    "up": (Place.PROPERTIES, None),
    "upn": (Place.PROPERTIES, number_or_text),
    "sst": (Place.SERVER_ONLY, None),
}
