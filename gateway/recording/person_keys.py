"""Which names stand for a person or a secret, in parameters and in JSON, and which ones never do.

What a log masks (`redaction.py`) is where this begins; a log may mask too much, and here what tags read has to stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from .. import ga4
from ..redaction import PERSONAL_KEYS, PERSONAL_WORDS
from .layers import unescaped

Kind: TypeAlias = Literal["person", "phone", "session", "kept", "text"]
"""A person's or secret value; a phone number; a session's time; what stays; a text that may have any of these in it."""

_LONGEST = 200
_PARTS = re.compile(r"[.\[\]]+")
_ITEM = re.compile(r"pr\d{1,5}")
_PHONE = re.compile(r"phone|mobile|whatsapp|(?:^|_)(?:tel|fax|msisdn|cell|pn)$")
_PERSON = re.compile(
    r"(?:user|customer|client|member|account|visitor|device|person|external|contact|subscriber|crm|loyalty|advertising|"
    r"profile|shopper|buyer|guest|browser|cookie|click|instance)_?id\d?$|clid$|clkid$|braid$|"
    r"(?:^|_)(?:zip|postal|post)_?code|street|(?:remote|client)_?(?:ip|addr)|session_?(?:key|secret)|j?sessionid|sessid"
)
_NAMES = frozenset(
    (
        *"ecid em _uip uip ip _ip ip_address fbp fbc ttp _ttp _fbp _fbc _ga _gl _gac _fplc fplc auid _gcl_au zip postal".split(),
        *"postcode plz tel fax dob firstname lastname surname fname lname fn ln username login nick nickname recipient".split(),
        *"address1 address2 address_line1 address_line2 customer contact person billing idfa idfv gaid aaid adid".split(),
        *"li_fat_id sccid epik rdt_cid irclickid ttcsid srsltid auth jwt sig signature api_key apikey key".split(),
        *"password pin iban ssn stamp consentid consent_id".split(),
        *"user remote_user forwarded_user visitor member latitude longitude lat lng latlong".split(),
    )
)
_IN_A_PERSON = frozenset("name region state id line1 line2".split())
"""Names that say a person's only where they stand in one."""
_PERSONS = frozenset("user_data address user customer contact person billing shipping recipient member visitor".split())


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


_WHOLE_PERSONS = frozenset(("user_data", "address"))
"""What all belongs to a person in; of a customer also the type may be said, which tags ask for."""
_OF_THE_SHOP = frozenset("items client_hints brands consent".split())
_SESSIONS = frozenset("sid session_id ga_session_id".split())
_WIRE_PERSONS = frozenset(("cid", "uid", "ecid", "em", "dl", "dr", "dt"))
_KEPT = frozenset(
    (
        *(_plain(name) for name in (*ga4.TEXT, *ga4.WHOLE, *ga4.HINTS) if name not in _WIRE_PERSONS),
        *(_plain(name) for key, name in ga4.TEXT.items() if key not in _WIRE_PERSONS),
        *(_plain(name) for name in (*ga4.WHOLE.values(), *ga4.HINTS.values()) if name != "mobile"),
        *"items client_hints brands user_agent value tax shipping_cost coupon transaction_id event_id country".split(),
        *"session_id session_number measurement_id firebase_app_id timestamp_micros ur _tag_mode consent".split(),
    )
)
_NEVER = frozenset(("region", "name", "customer_type"))


def of_parameter(name: str) -> Kind:
    """What the value of a parameter is, by its name: `ep.user_data.address.0.city`, `ttclid`, `en`."""
    if len(name) > _LONGEST:
        return "person"
    return _of_parameter(name)


def of_json(names: Sequence[str]) -> Kind:
    """What a value in JSON is, by its name and the names of what it stands in, the nearest last."""
    own, around = names[-1], names[:-1]
    kind = _of_name(own)
    if kind in ("person", "phone", "session"):
        return kind
    inherited = next((known for name in reversed(around) if (known := _inherited(name))), None)
    if kind == "kept":
        # `{"customer_name": {"value": …}}` is how user properties are written.
        return inherited if inherited and own == "value" else "kept"
    if len(own) <= _LONGEST and _short(own) in _IN_A_PERSON and any(map(_is_person, around)):
        return "person"
    return inherited or "text"


def _inherited(name: str) -> Kind | None:
    """What all is that stands in an object or list of this name."""
    if len(name) <= _LONGEST and _short(name) in _OF_THE_SHOP:
        return "kept"
    kind = _of_name(name)
    return (
        kind if kind in ("person", "phone") and not (_is_person(name) and _short(name) not in _WHOLE_PERSONS) else None
    )


@lru_cache(4096)
def _of_parameter(name: str) -> Kind:
    parts = [part for part in _PARTS.split(_plain(name)) if part and not part.isdecimal()] or [""]
    if parts[0] == "sst" or _ITEM.fullmatch(parts[0]):
        return "kept"
    kind = _kind(parts[-1].removeprefix("sha256_"))
    if kind == "text" and (parts[-1] == "name" or (parts[-1] in _IN_A_PERSON and _PERSONS & {*parts[:-1]})):
        return "person"
    return kind


def _of_name(name: str) -> Kind:
    return "person" if len(name) > _LONGEST else _of_short(name)


@lru_cache(4096)
def _of_short(name: str) -> Kind:
    return _kind(_short(name).removeprefix("sha256_"))


def _is_person(name: str) -> bool:
    return len(name) <= _LONGEST and _short(name) in _PERSONS


@lru_cache(4096)
def _short(name: str) -> str:
    opened = unescaped(name)
    return _plain(opened.text if opened else name)


def _kind(name: str) -> Kind:
    if name in _SESSIONS:
        return "session"
    if name in _KEPT:
        return "kept"
    if _PHONE.search(name):
        return "phone"
    if name in _NEVER:
        return "text"
    if name in _NAMES or name in _PERSONAL or PERSONAL_WORDS.search(name) or _PERSON.search(name):
        return "person"
    return "text"


_PERSONAL = frozenset(map(_plain, PERSONAL_KEYS))
