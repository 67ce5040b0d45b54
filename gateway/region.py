"""Where the visitor is, as whoever stands before the gateway says: country and region from the headers they add."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .hit import Hit

# In the order they are believed. Google Cloud's load balancer, App Engine and tag gateway, then Cloudflare, CloudFront,
# Fastly-style names. Source: Google, "Set up server-side geolocation"; the vendors' pages on visitor location headers.
_COUNTRY = ("x-gclb-country", "x-appengine-country", "x-forwarded-country", "cf-ipcountry", "cloudfront-viewer-country")
_REGION = (
    *("x-gclb-region", "x-appengine-region", "x-forwarded-region", "cf-region-code"),
    "cloudfront-viewer-country-region",
)
_TOGETHER = "x-forwarded-countryregion"
_KNOWN = frozenset((*_COUNTRY, *_REGION, _TOGETHER))
_NOWHERE = frozenset(("XX", "ZZ", "T1"))
_COUNTRY_CODE, _REGION_CODE = re.compile(r"[A-Z]{2}"), re.compile(r"[A-Z0-9]{1,3}")


def visitor_region(event: Mapping[str, Any], hit: Hit) -> tuple[str, str]:
    """Country and region as the event has them, else as the headers say; "" for what nobody says."""
    said = event.get("event_location")
    known = said if isinstance(said, Mapping) and said.get("country") else region_of(hit)
    country, region = (known.get(part) for part in ("country", "region"))
    return (country if isinstance(country, str) else ""), (region if isinstance(region, str) else "")


def region_of(hit: Hit) -> dict[str, str]:
    """`{"country": "BR", "region": "SP"}` (ISO 3166), less what no header tells."""
    told = {name: value.strip().upper() for name, value in hit.headers if name in _KNOWN}
    if not told:
        return {}
    both = re.split("[-,]", told.get(_TOGETHER, ""), maxsplit=1)
    countries = [told[name] for name in _COUNTRY if name in told] + [both[0]]
    country = next((code for code in countries if _COUNTRY_CODE.fullmatch(code) and code not in _NOWHERE), "")
    if not country:
        return {}
    region = next((told[name] for name in _REGION if name in told), both[-1] if len(both) > 1 else "")
    # Google writes São Paulo as "BRSP", others as "SP" or "BR-SP".
    region = region.removeprefix(country).lstrip("-") if len(region) > 3 else region
    return {"country": country, "region": region} if _REGION_CODE.fullmatch(region) else {"country": country}
