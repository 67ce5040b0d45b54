"""User-provided data as Google Analytics takes it: `tv.1~em.<digest>~pn.<digest>~fn0.<digest>`, digests in base64url.

Source: hits of gtag.js to Google's own endpoint. First and last name and street are hashed; city, region, postal code and
country are not.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from gateway import Event, hashing

_HASHED = (("fn", "first_name"), ("ln", "last_name"), ("sa", "street"))
_PLAIN = (("ct", "city"), ("rg", "region"), ("pc", "postal_code"), ("co", "country"))


def user_data(event: Event) -> str:
    """The parameter `em`, or "" where the event has no user data."""
    data = event.get("user_data")
    if not isinstance(data, Mapping):
        return ""
    fields = [*_person(data), *_addresses(data.get("address"))]
    return "~".join(["tv.1", *fields]) if fields else ""


def _person(data: Mapping[str, Any]) -> Iterator[str]:
    emails = data.get("email_address") or data.get("email") or data.get("sha256_email_address")
    phones = data.get("phone_number") or data.get("sha256_phone_number")
    for sign, values, normalise in (("em", emails, hashing.email), ("pn", phones, hashing.phone())):
        for digest in hashing.hashed(values, normalise):
            yield f"{sign}.{_packed(digest)}"


def _addresses(address: Any) -> Iterator[str]:
    for number, one in enumerate(_listed(address)):
        for sign, key in _HASHED:
            for digest in hashing.hashed(one.get(key) or one.get(f"sha256_{key}"), hashing.person_name)[:1]:
                yield f"{sign}{number}.{_packed(digest)}"
        for sign, key in _PLAIN:
            if (plain := hashing.plain(one.get(key), hashing.person_name)) is not None:
                yield f"{sign}{number}.{plain.replace('~', ' ').replace('.', ' ')}"


def _listed(address: Any) -> list[Mapping[str, Any]]:
    """One address, a list of them, or an object keyed "0", "1", …"""
    if isinstance(address, Mapping) and any(isinstance(value, Mapping) for value in address.values()):
        address = list(address.values())
    each = address if isinstance(address, list) else [address]
    return [one for one in each if isinstance(one, Mapping)]


def _packed(digest: str) -> str:
    return urlsafe_b64encode(binascii.unhexlify(digest)).decode().rstrip("=")
