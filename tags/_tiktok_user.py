"""The `user` of a TikTok event: match keys, normalised and hashed where TikTok wants them hashed, plain where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gateway import Event, Lookup, hashing, tiktok

_LONGEST_ADDRESS = 64
_DOCUMENTATION = tuple(map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")))


def user(event: Event, lookup: Lookup, *, external_id: str | None, default_country: str | None) -> dict[str, Any]:
    """Every match key the event and its hit have; what is missing is left out."""
    found = {
        "email": _hashed(event, _EMAIL, hashing.email),
        "phone": _hashed(event, _PHONE, hashing.phone(default_country)),
        "external_id": _single(hashing.hashed(external_id or event.get("user_id"), hashing.external_id)),
        **_address(event),
        "ttclid": ttclid(event, lookup),
        "ttp": lookup.hit.cookie("_ttp") or _text(event.get("ttp")),
        "ip": _visitor_ip(_text(event.get("ip_override"))),
        "user_agent": _text(event.get("user_agent")),
        "locale": _text(event.get("language")),
    }
    return {key: value for key, value in found.items() if value}


# Where the data may stand, the first that has some wins: Google's common names, what gtag.js really sends, digests.
_EMAIL = ("user_data.email_address", "user_data.email", "user_data.sha256_email_address", "email")
_PHONE = ("user_data.phone_number", "user_data.phone", "user_data.sha256_phone_number", "phone_number")


def ttclid(event: Event, lookup: Lookup) -> str | None:
    """TikTok's click id: from the landing page, a referrer on the same host, the cookie, or the event. Never cut."""
    page, referrer = _text(event.get("page_location")), _text(event.get("page_referrer"))
    same_site = "ttclid=" in referrer and _host(page) is not None and _host(page) == _host(referrer)
    candidates = (
        _from_url(page),
        _from_url(referrer) if same_site else None,
        lookup.hit.cookie("ttclid"),
        _text(event.get("ttclid")),
    )
    return next((found for found in candidates if found and len(found) <= tiktok.LONGEST_TTCLID), None)


def _hashed(event: Event, places: tuple[str, ...], normalise: hashing.Normalise) -> str | list[str] | None:
    for place in places:
        if digests := hashing.hashed(event.at(place), normalise):
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


def _address(event: Event) -> dict[str, Any]:
    """Names and zip code as digests; city, state and country in clear, as TikTok documents them."""
    address = _first(event.at("user_data.address"))
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
    """A public address, IPv4 in IPv6 unwrapped; others would say nothing of the visitor."""
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
    if "ttclid=" not in url:
        return None
    try:
        return parse_qs(urlsplit(url).query).get("ttclid", [None])[0]
    except ValueError:
        return None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
