"""Facts of GA4's wire format that two rooms share: the client reads them, the tag writes them.

Sources: hits of real gtag.js builds (2023 to 2026); Google, "Common event data" and "Internal and immutable parameters"
(server-side tagging); event data logged by real server containers.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

TEXT = {
    "v": "x-ga-protocol_version",
    "tid": "x-ga-measurement_id",
    "gtm": "x-ga-gtm_version",
    "cid": "client_id",
    "uid": "user_id",
    "sid": "ga_session_id",
    "ul": "language",
    "sr": "screen_resolution",
    "dl": "page_location",
    "dr": "page_referrer",
    "dt": "page_title",
    "cu": "currency",
    "en": "event_name",
} | {name: f"x-ga-{name}" for name in "gcs gcd gcu dma dma_cps npa ecid gdid did edid em are pscdl lps".split()}
"""Parameters whose value is text, and their keys in event data."""

WHOLE = {
    "_p": "x-ga-page_id",
    "_s": "x-ga-request_count",
    "sct": "ga_session_number",
    "_et": "engagement_time_msec",
    "tfd": "x-ga-tfd",
}
"""Parameters whose value is a whole number."""

HINTS = {
    "uaa": "architecture",
    "uab": "bitness",
    "uafvl": "full_version_list",
    "uamb": "mobile",
    "uam": "model",
    "uap": "platform",
    "uapv": "platform_version",
    "uaw": "wow64",
}
"""Parameters that are the browser's client hints, and their keys in `client_hints`."""

SYSTEM, SERVER_ONLY, USER_PROPERTIES = "x-ga-system_properties", "x-sst-system_properties", "x-ga-mp2-user_properties"
"""The keys of the groups: `_name`, `sst.name`, `up.name` and `upn.name`."""

INTERNAL = ("x-ga-", "x-sst-")
"""What Google's internal keys begin with."""

UNKNOWN = "x-ga-mp2-"
"""What stands before a parameter's own name when it has no key."""

OWN = frozenset(
    (
        *TEXT.values(),
        *WHOLE.values(),
        "client_hints",
        "event_location",
        "ip_override",
        "items",
        "user_agent",
        "user_data",
    )
)
"""Keys of the client itself. A page must not be able to write them by sending an event parameter of that name."""

IMMUTABLE = frozenset(
    (
        *(
            f"x-ga-{name}"
            for name in "protocol_version temp_client_id measurement_id gtm_version gcs gcd gcu dma dma_cps".split()
        ),
        *(
            f"x-ga-{name}"
            for name in "npa did gdid edid ecid em page_id request_count tfd lps system_properties".split()
        ),
        *("x-ads-apve", "x-sst-prehit_properties", "x-sst-system_properties"),
    )
)
"""Keys no transformation changes. Source: Google, "Internal and immutable parameters"."""

ITEM_TEXT = {
    "id": "item_id",
    "nm": "item_name",
    "br": "item_brand",
    "ca": "item_category",
    "c2": "item_category2",
    "c3": "item_category3",
    "c4": "item_category4",
    "c5": "item_category5",
    "va": "item_variant",
    "cp": "coupon",
    "ln": "item_list_name",
    "li": "item_list_id",
    "af": "affiliation",
    "lo": "location_id",
    "pi": "promotion_id",
    "pn": "promotion_name",
    "cn": "creative_name",
    "cs": "creative_slot",
}
"""Fields of an item (`pr1=idSKU1~nmMug~pr12.5`) whose value is text."""
ITEM_NUMBERS = {"pr": "price", "qt": "quantity", "ds": "discount", "lp": "index"}
"""Fields of an item whose value is a number."""
MOST_ITEMS = 200

_LONGEST = 64


def used_features(text: str) -> list[int] | str:
    """`_eu=AAAAAAQ` is [34]: bits in base64url, least significant first in each byte. What decodes otherwise stays text."""
    # Longer than any set there is: not worth a look, let alone a place in memory.
    features = _features(text) if len(text) <= 2 * _LONGEST else None
    return text if features is None else list(features)


@lru_cache(1024)
def _features(text: str) -> tuple[int, ...] | None:
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    features = [8 * place + bit for place, byte in enumerate(packed[:_LONGEST]) for bit in range(8) if byte >> bit & 1]
    return tuple(features) if packed_features(features) == text else None


def are_features(value: object) -> bool:
    """Whether this is a set of features that can be packed."""
    return isinstance(value, list) and all(type(number) is int and 0 <= number < 8 * _LONGEST for number in value)


def packed_features(features: list[int]) -> str:
    """The inverse: the set as gtag.js writes it."""
    packed = bytearray(max(features, default=-1) // 8 + 1)
    for feature in features:
        packed[feature // 8] |= 1 << feature % 8
    return base64.urlsafe_b64encode(bytes(packed)).decode().rstrip("=")


def event_location(text: str) -> dict[str, str]:
    """`ur=BR-SP` is country BR, region SP; an empty one is an empty location."""
    country, _, region = text.partition("-")
    return {name: value for name, value in (("country", country), ("region", region)) if value}
