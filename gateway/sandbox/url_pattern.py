"""URL patterns of permissions, such as `https://*.vendor.example/*`; the realm checks the same in prelude/permissions.js."""

from __future__ import annotations

import re
from typing import NamedTuple

from .permission_rules import lowered

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\?[^#]*)?")
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?")
_FORBIDDEN = re.compile(r"[\x00-\x20\\]")
_PORTS = {"https": "443", "http": "80"}


class _Address(NamedTuple):
    scheme: str
    host: str
    port: str
    path: str
    query: str


def is_reached(pattern: str, url: str) -> bool:
    """Whether the pattern lets this address be reached: `*.` is any host below and the host itself, a path's end `/` or `*`
    whatever comes behind it."""
    if _FORBIDDEN.search(url):
        return False  # a browser and a server would not read it alike
    wanted, given = _address(pattern), _address(url)
    if pattern == "*":
        return given is not None
    if wanted is None or given is None or wanted.scheme != given.scheme or wanted.port != given.port:
        return False
    return _is_host(wanted.host, given.host) and _is_path(wanted, given)


def glob(pattern: str, word: str) -> bool:
    """Whether the word is like the pattern, in which `*` stands for any signs, also for none."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == word
    if not word.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1]:
        found = word.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return word.endswith(rest[-1]) and len(word) - len(rest[-1]) >= at


def _address(url: str) -> _Address | None:
    found = _URL.match(url)
    if found is None:
        return None
    host = _HOST.fullmatch(found[2].rpartition("@")[2])
    if host is None or not host[1]:
        return None
    scheme = lowered(found[1])
    port = "" if host[2] is None or host[2] == _PORTS.get(scheme) else host[2]
    return _Address(scheme, lowered(host[1]), port, found[3], found[4] or "")


def _is_host(wanted: str, host: str) -> bool:
    if wanted.startswith("*."):
        return host == wanted[2:] or host.endswith(wanted[1:])
    return wanted in ("*", host)


def _is_path(wanted: _Address, given: _Address) -> bool:
    path = given.path or "/"
    if wanted.path in ("", "/") and not wanted.query:
        return True
    if ".." in path.replace("%2e", ".").replace("%2E", "."):
        return False  # it would lead out of what the pattern allows
    if wanted.query:
        return glob(wanted.path + wanted.query, path + given.query)
    if wanted.path.endswith("/"):
        return path.startswith(wanted.path)
    return glob(wanted.path, path)
