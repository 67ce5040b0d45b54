"""Whom a client takes hits from: vendors charge for what strangers send, so origins and a rate for each address bound it."""

from __future__ import annotations

import re
from collections import OrderedDict
from functools import cached_property
from ipaddress import IPv6Address, ip_address
from typing import Annotated
from urllib.parse import urlsplit

from gateway import ClientType, Hit, Refused, Respond, SettingError, is_unset

_ORIGIN = re.compile(r"(https?://)?(\*\.)?[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE)
_MOST_ADDRESSES = 20_000


class Admitting(ClientType):
    """A client that can be told whom it takes hits from."""

    origins: Annotated[
        tuple[str, ...] | None,
        "Pages it takes hits from: https://shop.example, or *.shop.example for it and all hosts under it; left out, all. "
        "Scripts can lie about it.",
    ] = None
    rate_per_address: Annotated[
        int | None,
        "Hits a minute it takes from one address, in each worker process; the others are answered 429. Left out, all.",
        {"minimum": 1},
    ] = None

    def __post_init__(self) -> None:
        for origin in self.origins or ():
            if not (_ORIGIN.fullmatch(origin) or is_unset(origin)):
                raise SettingError("origins", f'"{origin}" is no origin. Write https://shop.example or *.shop.example.')

    def not_admitted(self, hit: Hit) -> Refused | None:
        """Why this hit is not taken, or None. To be asked last: it counts the hit."""
        if self.origins is not None and (reason := self._foreign(hit, self.origins)):
            return Refused(reason)
        if self.rate_per_address is not None and not self._rates.takes(hit):
            reason = f"more than {self.rate_per_address} hits a minute from this address"
            return Refused(reason, Respond(429, (("retry-after", "60"), _TEXT), f"{reason}\n".encode()))
        return None

    def _foreign(self, hit: Hit, origins: tuple[str, ...]) -> str:
        if any(map(is_unset, origins)):
            return ""
        page = hit.header("origin") or hit.header("referer")
        if not page:
            return "origins: it has no Origin and no Referer header"
        try:
            found = urlsplit(page.lower())
        except ValueError:
            return "origins: its Origin cannot be read"
        if any(_covers(origin.lower(), found.scheme, found.netloc) for origin in origins):
            return ""
        return f'origins: "{found.scheme}://{found.netloc}" is none of them'

    @cached_property
    def _rates(self) -> _Rates:
        assert self.rate_per_address is not None
        return _Rates(self.rate_per_address)


def allows(ids: tuple[str, ...] | None, found: str) -> bool:
    """Whether this id is one of those that were named; none named allows all, and so does one nobody knows here."""
    return ids is None or found in ids or any(map(is_unset, ids))


def _covers(origin: str, scheme: str, host: str) -> bool:
    wanted, separator, name = origin.rpartition("://")
    if separator and wanted != scheme:
        return False
    return host == name or (name.startswith("*.") and (host == name[2:] or host.endswith(name[1:])))


class _Rates:
    """A bucket of hits for each address, filled again over a minute; the longest unseen addresses are forgotten."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._left: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def takes(self, hit: Hit) -> bool:
        """Take a hit out of the bucket of its address, unless it is empty."""
        who = _household(hit.ip)
        left, since = self._left.pop(who, (self._most, hit.at))
        left = min(self._most, left + max(0, hit.at - since) * self._most / 60_000)
        taken = left >= 1
        self._left[who] = (left - taken, max(hit.at, since))
        if len(self._left) > _MOST_ADDRESSES:
            self._left.popitem(last=False)
        return taken


def _household(address: str) -> str:
    """One visitor has a whole /64 of IPv6 addresses."""
    if ":" not in address:
        return address
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    return str(known.ipv4_mapped or int(known) >> 64)


_TEXT = ("content-type", "text/plain; charset=utf-8")
