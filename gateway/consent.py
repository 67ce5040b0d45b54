"""What the visitor allowed, computed from whatever the hit carries.

`consent_state` comes first (an object some data clients send), then `gcd` (four types), then `gcs` (two), then what a hit
of the Measurement Protocol says. What nobody set counts as granted, as in GTM.

Source: Google, "Consent mode reference", and decoded hits of gtag.js.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

TYPES = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
KNOWN = (*TYPES, "functionality_storage", "personalization_storage", "security_storage")
"""The types of Google's consent mode; hits of gtag.js carry the first four."""

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
_DENIED, _GRANTED = 2, 3
_LONGEST = 32


class Consent(msgspec.Struct, frozen=True):
    """`granted` has only the types that were set; `source` names the key they were read from.

    `unknown` is what counts where a type was never set: granted, as in GTM, unless rules.yaml says otherwise.
    """

    granted: dict[str, bool]
    source: str = "not set"
    unknown: bool = True

    def allows(self, kind: str) -> bool:
        """Whether this type of consent is granted or, where it was never set, counts so."""
        return self.granted.get(kind, self.unknown)

    def denial(self, kind: str) -> str:
        """How an explanation says that this type is not allowed."""
        if kind in self.granted:
            return f"{kind} is denied ({self.source})"
        return f"{kind} was never set, which counts as denied here"


def consent_of(event: Mapping[str, Any], *, unknown: bool = True) -> Consent:
    """The consent view of one event; `unknown` is whether a type that was never set counts as granted."""
    found = _said(event)
    return found if unknown else msgspec.structs.replace(found, unknown=False)


def _said(event: Mapping[str, Any]) -> Consent:
    state = event.get("consent_state")
    if isinstance(state, Mapping):
        return Consent({kind: _yes(value) for kind, value in state.items()}, "consent_state")
    gcd, gcs = event.get("x-ga-gcd"), event.get("x-ga-gcs")
    detailed = _detailed(gcd) if isinstance(gcd, str) else {}
    plain = _gcs(gcs) if isinstance(gcs, str) else {}
    if not detailed:
        return Consent(plain, "x-ga-gcs") if plain else _of_a_backend(event.get("x-ga-mp2-consent"))
    # What gcd leaves open, gcs may still deny.
    return Consent({**plain, **detailed}, "x-ga-gcd")


def _of_a_backend(said: Any) -> Consent:
    """`{"ad_user_data": "DENIED"}`. Source: Google, "Measurement Protocol reference", consent attributes."""
    if not isinstance(said, Mapping):
        return Consent({})
    granted = {kind: said[kind] == "GRANTED" for kind in TYPES if said.get(kind) in ("GRANTED", "DENIED")}
    return Consent(granted, "x-ga-mp2-consent") if granted else Consent({})


def _yes(value: Any) -> bool:
    return value is True or str(value).lower() in ("granted", "true", "1")


def _gcs(text: str) -> dict[str, bool]:
    """`G101`: ad_storage denied, analytics_storage granted."""
    return {kind: sign == "1" for kind, sign in zip(TYPES, text[2:4], strict=False) if sign in "01"}


def _detailed(text: str) -> dict[str, bool]:
    # Hits of one site have a few of them; what is too long to be one is not remembered.
    return _gcd(text) if len(text) <= _LONGEST else _gcd.__wrapped__(text[:_LONGEST])


@lru_cache(1024)
def _gcd(text: str) -> dict[str, bool]:
    """`13p3r3l3l5l1`: after the first sign two for each type; the second of them packs declared, default and update."""
    granted = {}
    for number, kind in enumerate(TYPES):
        group = text[1 + 2 * number : 3 + 2 * number]
        if len(group) == 2 and (decided := _decided(*map(_ALPHABET.find, group))):
            granted[kind] = decided == _GRANTED
    return granted


def _decided(first: int, second: int) -> int:
    if first < 0 or second < 0:
        return 0
    update, default, declared = second & 3, second >> 2 & 3, second >> 4 & 3
    implicit = first & 3
    return next((state for state in (update, default, declared, implicit) if state in (_DENIED, _GRANTED)), 0)
