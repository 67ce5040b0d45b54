"""The `user` of a TikTok event: match keys, normalised and hashed where TikTok wants them hashed, plain where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from gateway import Event, Lookup, hashing, stable_hash, tiktok

from ._tiktok_settings import TikTokSettings
from ._tiktok_values import name

_LONGEST_ADDRESS = 64
_DOCUMENTATION = tuple(map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")))


def user(event: Event, lookup: Lookup, settings: TikTokSettings, click: str | None, notes: list[str]) -> dict[str, Any]:
    """Every match key that the settings, the event and its hit have; what is missing is left out.

    `click` is what the page brings (`click_of`).
    """
    phone = _phone(str(settings.default_country or ""), settings.phone_cn_rule)
    # Most events carry no user data, and then dotted names need not be walked.
    find = event.at if "user_data" in event else event.get
    found = {
        "email": _hashed(find, _EMAIL, hashing.email),
        "phone": _hashed(find, _PHONE, phone),
        "external_id": _single(hashing.hashed(event.get("user_id"), hashing.external_id)),
        **_address(find("user_data.address")),
        "ttclid": ttclid(event, lookup, click, notes),
        "ttp": _cookie(lookup, "_ttp") or _usable(event.get("ttp")) or _made_id(settings, lookup),
        "ip": _visitor_ip(_text(event.get("ip_override"))),
        "user_agent": _usable(event.get("user_agent")),
        "locale": _usable(event.get("language")),
    }
    if settings.said:
        found |= _of_settings(settings.said, phone, notes)
    if isinstance(found["email"], list):
        notes.append("several e-mail addresses are sent, as a list of digests")
    elif found["email"] is None and any(next(hashing.texts(find(place)), None) for place in _EMAIL):
        notes.append("the e-mail address is left out: it is none")
    if found["phone"] is None and any(next(hashing.texts(find(place)), None) for place in _PHONE):
        notes.append(_no_phone(settings, next(text for place in _PHONE for text in hashing.texts(find(place)))))
    return {key: value for key, value in found.items() if value}


def _no_phone(settings: TikTokSettings, given: str) -> str:
    if settings.default_country or given.startswith(("+", "00")):
        return "the phone number is left out: it is none, for with its country code a number has 8 to 15 digits"
    return (
        "the phone number is left out: it has no country code (+49 …), and no default_country is set (phone_no_country)"
    )


@lru_cache(64)
def _phone(default_country: str, chinese: str) -> hashing.Normalise:
    """E.164; of Chinese numbers an older text of TikTok's wants neither the plus nor 86."""
    whole = hashing.phone(default_country)
    return (lambda text: whole(text).removeprefix("+86")) if chinese == "omit_country_code" else whole


def _of_settings(said: Mapping[str, Any], phone: hashing.Normalise, notes: list[str]) -> dict[str, Any]:
    """The keys that the settings say; where one says nothing usable, that is told and the event's stays."""
    found: dict[str, Any] = {}
    for key, value in said.items():
        if key in _DIGESTS or key == "phone":
            found[key] = _single(hashing.hashed(value, _DIGESTS.get(key, phone)))
        elif key in _PLACE_NAMES:
            found[key] = hashing.plain(value, hashing.place_name)
        elif key in _TEXTS:
            found[key] = _TEXTS[key](name(value).strip())
        if key in found and not found[key] and next(hashing.texts(value), None):
            notes.append(f"what the setting {key} says is left out: it is none{_TOO_LONG_ID * (key == 'ttclid')}")
    return {key: value for key, value in found.items() if value}


_DIGESTS = {
    "email": hashing.email,
    "external_id": hashing.external_id,
    "first_name": hashing.person_name,
    "last_name": hashing.person_name,
    "zip_code": hashing.zip_code,
}
_PLACE_NAMES = frozenset(("city", "state", "country"))


def _idfa(text: str) -> str:
    """In capitals, unless it is a digest."""
    return text.lower() if hashing.is_digest(text) else text.upper()


_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PIXEL_ID_SIGNS = 27


def _made_id(settings: TikTokSettings, lookup: Lookup) -> str | None:
    """The pixel's id that this hit gets as a cookie, too."""
    wanted = settings.make_ttp and settings.event_source == "web" and lookup.consent.allows("ad_storage")
    return pixel_id(lookup) if wanted else None


def pixel_id(lookup: Lookup) -> str:
    """An id such as TikTok's pixel makes, drawn from the hit: a replay draws the same one again."""
    chance, signs = int(stable_hash("_ttp", lookup.hit.id, lookup.hit.seed) * 2, 16), []
    for _ in range(_PIXEL_ID_SIGNS):
        chance, sign = divmod(chance, len(_ALPHABET))
        signs.append(_ALPHABET[sign])
    return "".join(signs)


# Where the data may stand, the first that has some wins: Google's common names, what gtag.js really sends, digests.
_EMAIL = ("user_data.email_address", "user_data.email", "user_data.sha256_email_address", "email")
_PHONE = ("user_data.phone_number", "user_data.phone", "user_data.sha256_phone_number", "phone_number")


def click_of(event: Event) -> str | None:
    """The click id that the page's own address brings, or that of a referrer on the same host."""
    page, referrer = _text(event.get("page_location")), _text(event.get("page_referrer"))
    same_site = "ttclid=" in referrer and _host(page) is not None and _host(page) == _host(referrer)
    return _from_url(page) or (_from_url(referrer) if same_site else None)


def landing_click(event: Event) -> str | None:
    """The click id of the page's own address: the visitor has just come from TikTok."""
    return _from_url(_text(event.get("page_location")))


def ttclid(event: Event, lookup: Lookup, click: str | None, notes: list[str]) -> str | None:
    """TikTok's click id: from the landing page, a referrer on the same host, the cookie, or the event. Never cut."""
    for found in (_usable(click), _cookie(lookup, "ttclid"), _usable(event.get("ttclid"))):
        if len(found) > tiktok.LONGEST_TTCLID:
            notes.append(_TOO_LONG)
        elif found:
            return found
    return None


_TOO_LONG_ID = " (ttclid_cut)"
_TOO_LONG = (
    f"a ttclid is left out: it has more than {tiktok.LONGEST_TTCLID} signs, and cut it would say nothing{_TOO_LONG_ID}"
)


def _hashed(
    find: Callable[[str], Any], places: tuple[str, ...], normalise: hashing.Normalise
) -> str | list[str] | None:
    for place in places:
        if (value := find(place)) is not None and (digests := hashing.hashed(value, normalise)):
            return _single(digests)
    return None


def _single(digests: list[str]) -> str | list[str] | None:
    return digests[0] if len(digests) == 1 else digests or None


_NAMED = (
    ("first_name", "first_name", "sha256_first_name", hashing.person_name),
    ("last_name", "last_name", "sha256_last_name", hashing.person_name),
    ("zip_code", "postal_code", "sha256_postal_code", hashing.zip_code),
)
_PLACES = (("city", "city"), ("state", "region"), ("country", "country"))


def _address(said: Any) -> dict[str, Any]:
    """Names and zip code as digests; city, state and country in clear, as TikTok documents them."""
    address = _first(said)
    if not address:
        return {}
    found: dict[str, Any] = {}
    for key, plain, digest, normalise in _NAMED:
        digests = hashing.hashed(address.get(plain), normalise) or hashing.hashed(address.get(digest), normalise)
        found[key] = digests[0] if digests else None
    for key, source in _PLACES:
        found[key] = hashing.plain(address.get(source), hashing.place_name)
    return found


def _first(address: Any) -> Mapping[str, Any]:
    """The address: an object, the first of a list, or of an object keyed "0", "1", …"""
    if isinstance(address, list):
        address = address[0] if address else {}
    if isinstance(address, dict) and isinstance(address.get("0"), dict):
        address = address["0"]
    return address if isinstance(address, dict) else {}


def _visitor_ip(text: str) -> str | None:
    """A public address, IPv4 in IPv6 unwrapped; others would say nothing of the visitor. Of a proxy's list it is the first."""
    if "," in text:
        text = text.partition(",")[0]
    return _public_ip(text) if len(text) <= _LONGEST_ADDRESS else None


@lru_cache(4096)
def _public_ip(text: str) -> str | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(address) if _public(address) else None


def _public(address: IPv4Address | IPv6Address) -> bool:
    # Documentation addresses (203.0.113.7) count as public, so that sample hits show what a real one would send.
    if address.is_multicast or (isinstance(address, IPv6Address) and address.scope_id):
        return False
    return address.is_global or any(address in network for network in _DOCUMENTATION)


def _from_url(url: str) -> str | None:
    found = _CLICK.match(url) if "ttclid=" in url else None
    return unquote_plus(found[1]) if found else None


_CLICK = re.compile(r"[^#?]*\?(?:[^#]*?&)??ttclid=([^&#]+)")
"""The first parameter of that name in an address's query: ten times as fast as taking all of the address apart."""


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _usable(value: Any) -> str:
    return value if isinstance(value, str) and not hashing.is_placeholder(value) else ""


def _cookie(lookup: Lookup, name: str) -> str:
    """A cookie of TikTok's, which without consent to ad_storage is not read."""
    value = _usable(lookup.hit.cookie(name))
    return value if value and lookup.consent.allows("ad_storage") else ""


_TEXTS: dict[str, Callable[[str], str | None]] = {
    "ttclid": lambda text: text if len(text) <= tiktok.LONGEST_TTCLID else None,
    "ttp": str,
    "ip": _visitor_ip,
    "user_agent": str,
    "locale": str,
    "idfa": _idfa,
    "idfv": str,
    "gaid": str.lower,
    "att_status": lambda text: text.upper() if text.upper() in tiktok.ATT_STATUSES else None,
}
"""The keys that go as they are, and how each is written."""
