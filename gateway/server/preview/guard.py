"""Who may see the preview: whoever has the token, under a name of this machine, from a page of its own.

A page elsewhere can make a browser send requests here (cross-site requests, names that resolve to 127.0.0.1). So the Host
must be one of ours, the cookie is only for requests of our own pages, and what changes something needs a header that no
other page may send. Source: OWASP, "Cross-Site Request Forgery Prevention Cheat Sheet", Fetch Metadata and custom headers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

HEADER = "x-sgtm-preview"
NAMES = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(\[[0-9a-f:.]*\]|[^:\[\]@]*)(?::[0-9]{1,5})?")

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        b"form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
"""What every answer of the preview carries."""


class Guard:
    """Knows the token, and the names under which the preview is reached."""

    def __init__(self, token: str, port: int, names: Iterable[str] = ()) -> None:
        self._token = token.encode()
        self._session = hmac.new(self._token, b"the cookie of the preview", hashlib.sha256).hexdigest()
        self.cookie_name = f"sgtm_preview_{port}"
        # An address of IPv6 stands in brackets there, and without in an option.
        self._hosts = {f"[{name.lower()}]" if ":" in name else name.lower() for name in names} | {*NAMES}

    def is_ours(self, host: str) -> bool:
        """Whether this Host names us."""
        found = _HOST.fullmatch(host.lower())
        return found is not None and found[1] in self._hosts

    def takes(self, token: str) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self._token)

    def takes_bearer(self, authorization: str) -> bool:
        """Whether an Authorization header has the token, as programs send it."""
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and self.takes(token.strip())

    def cookie(self) -> str:
        """The cookie that the token is exchanged for, as a Set-Cookie header; it is for this run and this token."""
        return f"{self.cookie_name}={self._session}; Path=/; HttpOnly; SameSite=Strict"

    def knows(self, cookies: str) -> bool:
        """Whether a Cookie header has our cookie. Other servers of this machine set theirs here, too, however odd."""
        pairs = (cookie.strip().partition("=") for cookie in cookies.split(";"))
        said = next((value for name, _, value in pairs if name == self.cookie_name), "")
        return hmac.compare_digest(said.encode("utf-8", "replace"), self._session.encode())

    def may_change(self, headers: Mapping[str, str]) -> bool:
        """Whether a request that changes something comes from our own page."""
        return (
            headers.get("sec-fetch-site", "same-origin") == "same-origin"
            and headers.get(HEADER) is not None
            and headers.get("content-type", "").partition(";")[0].strip() == "application/json"
        )
