"""Where a hit went: the host, path and query of an address, as a server would see them."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...query import printable
from .captured import NoHitError

# RFC 3986, "Syntax components"; of what stands before an @ no server hears.
_WHOLE = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):(?!\d)")


class Target(NamedTuple):
    """`host` is empty where the address has none."""

    host: str
    path: str
    query: str

    @classmethod
    def of(cls, address: bytes) -> Target:
        """The target of a whole address, or of a path and query. Raises NoHitError."""
        text = printable(address.strip())
        whole = _WHOLE.match(text)
        if whole is not None:
            host, path, query = whole.groups()
            return cls(host, path or "/", query or "")
        if text.startswith("/"):
            path, _, query = text.partition("#")[0].partition("?")
            return cls("", path, query)
        scheme = _SCHEME.match(text)
        if scheme is not None:
            raise NoHitError(f'an address that begins with "{scheme.group(1)}:" is no request over HTTP.')
        raise NoHitError("it has no address such as https://data.shop.example/g/collect?v=2.")

    def with_host(self, headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The headers, the host before them where they do not say it."""
        if not self.host or any(name == "host" for name, _ in headers):
            return tuple(headers)
        return (("host", self.host), *headers)
