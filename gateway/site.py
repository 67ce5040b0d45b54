"""Which site a host belongs to: its registrable domain, by the public suffix list."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_LONGEST = 260
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){1,20}")


def site_of(host: str) -> str | None:
    """`data.shop.co.uk` is of the site `shop.co.uk`; an address, a single label and a public suffix are of none."""
    return _site_of(host) if len(host) <= _LONGEST else None


@lru_cache(4096)
def _site_of(host: str) -> str | None:
    name = without_port(host).rstrip(".").lower()
    if "." not in name or name.rpartition(".")[2].isdecimal() or not _NAME.fullmatch(name) or is_address(name):
        return None
    site = _suffixes().privatesuffix(name)
    return str(site) if site else None


def cookie_domain(domain: str, host: str) -> str | None:
    """The Domain of a cookie: with `auto` the site of the host, so that all of its hosts get it; None leaves it out."""
    if domain != "auto":
        return domain or None
    return site_of(host)


def without_port(host: str) -> str:
    """The host of `shop.example:8080`; `[::1]:8080` is `::1`."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() and ":" not in name else host


def is_address(host: str) -> bool:
    """Whether this is an IP address and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # 60 ms and the whole list, for those who set cookies

    return PublicSuffixList(accept_unknown=True)
