"""Where a hit went: the host, path and query of an address, as a server would see them."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...query import printable
from .captured import NoHitError, NoRequestError

NOT_HTTP = "an address that is no request over HTTP (data:, blob:, wss:, chrome-extension: and the like)"

# RFC 3986, "Syntax components"; of what stands before an @ no server hears.
_WHOLE = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:(?!\d|%20)")


class Target(NamedTuple):
    """`host` is empty where the address has none."""

    host: str
    path: str
    query: str

    @classmethod
    def of(cls, address: bytes) -> Target:
        """The target of a whole address, or of a path and query. Raises NoHitError, and NoRequestError for other schemes."""
        text = printable(address.strip())
        whole = _WHOLE.match(text)
        if whole is not None:
            host, path, query = whole.groups()
            return cls(host, path or "/", query or "")
        if text.startswith("/"):
            path, _, query = text.partition("#")[0].partition("?")
            return cls("", path, query)
        if _SCHEME.match(text):
            raise NoRequestError(NOT_HTTP)
        raise NoHitError("it has no address such as https://data.shop.example/g/collect?v=2.")

    def with_host(self, headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The headers, the host before them where they do not say it."""
        if not self.host or any(name == "host" for name, _ in headers):
            return tuple(headers)
        return (("host", self.host), *headers)
