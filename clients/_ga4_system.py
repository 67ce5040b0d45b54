"""Small codings inside a GA4 hit: the set of used features (`_eu`) and the visitor's region (`ur`)."""

from __future__ import annotations

import base64
import binascii

_LONGEST = 64


def used_features(text: str) -> list[int] | str:
    """`AAAAAAQ` is [34]: bits in base64url, least significant first in each byte. What decodes otherwise stays text."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return text
    features = [8 * place + bit for place, byte in enumerate(packed[:_LONGEST]) for bit in range(8) if byte >> bit & 1]
    return features if packed_features(features) == text else text


def packed_features(features: list[int]) -> str:
    """The inverse: the set as gtag.js writes it."""
    packed = bytearray(max(features, default=-1) // 8 + 1)
    for feature in features:
        packed[feature // 8] |= 1 << feature % 8
    return base64.urlsafe_b64encode(bytes(packed)).decode().rstrip("=")


def event_location(text: str) -> dict[str, str]:
    """`BR-SP` is country BR, region SP; an empty one is an empty location."""
    country, _, region = text.partition("-")
    return {name: value for name, value in (("country", country), ("region", region)) if value}
