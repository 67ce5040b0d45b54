"""The server-managed client id: the cookies FPID and FPLC.

Sources: Google, "Cookies and user identification" (server-side tagging); answers of real server containers. FPID is
`FPID2.2.<base64 of 32 bytes>.<seconds since 1970>` percent-encoded, HttpOnly, so that no script of the page can read it.
FPLC is a digest of it that scripts can read; gtag.js carries it to the next domain.
"""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import quote

from gateway import Hit

CROSS_DOMAIN = "FPLC"
CROSS_DOMAIN_AGE = 72_000
"""Seconds: 20 hours."""

_FPID = re.compile(r"FPID2\.\d\.([A-Za-z0-9+/=_-]{1,64}\.\d{1,12})")
_GA = re.compile(r"GA\d\.[\d-]+\.(\d{1,20}\.\d{1,12})")


def client_id(hit: Hit, cookie: str, *, migrate: bool) -> str:
    """The client id that the server manages: the cookie's, else, to migrate, that of `_ga`, else a new one."""
    if known := _FPID.fullmatch(hit.cookie(cookie) or ""):
        return known.group(1)
    if migrate and (theirs := _GA.fullmatch(hit.cookie("_ga") or "")):
        return theirs.group(1)
    # The hit's id and seed are drawn at intake: 144 bits that nobody else knows, and a replay is the same again.
    chance = hashlib.sha256(f"FPID {hit.id} {hit.seed}".encode()).digest()
    return f"{base64.b64encode(chance).decode()}.{hit.at // 1000}"


def cookie_value(client: str) -> str:
    """The value of FPID, percent-encoded."""
    return f"FPID2.2.{quote(client, safe='')}"


def cross_domain_value(client: str) -> str:
    """The value of FPLC."""
    digest = hashlib.sha256(f"FPLC {client}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
