"""Consent as Google Analytics reads it: what the visitor said somewhere else is said again as `gcs`, `gcd` and `npa`.

Source: decoded hits of gtag.js. `gcs=G101` is ad_storage denied, analytics_storage granted; `gcd=13p3t1l1l5l1` has two
signs for each of four types: `3p` denied, `3t` granted, `1l` not set.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway import Consent

_OWN = ("x-ga-gcd", "x-ga-gcs", "not set")
_STORAGE = ("ad_storage", "analytics_storage")
_DETAILED = (*_STORAGE, "ad_user_data", "ad_personalization")


def consent_parameters(consent: Consent) -> Iterator[tuple[str, str]]:
    """The parameters of a consent that the hit itself does not carry as such; a hit of gtag.js has its own."""
    if consent.source in _OWN:
        return
    granted = consent.granted.get
    yield "gcs", "G1" + "".join({True: "1", False: "0", None: "-"}[granted(kind)] for kind in _STORAGE)
    signs = "".join({True: "3t", False: "3p", None: "1l"}[granted(kind)] for kind in _DETAILED)
    yield "gcd", f"1{signs}5l1"
    if granted("ad_personalization") is False:
        yield "npa", "1"
