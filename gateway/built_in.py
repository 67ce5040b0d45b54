"""GTM's built-in variables: names that every event has without anybody writing a variable."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from .event import UNDEFINED
from .outgoing import stable_hash
from .region import visitor_region

if TYPE_CHECKING:
    from .lookup import Lookup


def _page(part: Callable[[SplitResult], str], key: str, usual: str) -> Callable[[Lookup], Any]:
    """What the event says itself, else a part of the page's address; `usual` finds it where nothing about that is odd."""
    quick = re.compile(r"https?://" + usual, re.ASCII).match

    def part_of(address: str) -> Any:
        if found := quick(address):
            return found[1]
        try:
            return part(urlsplit(address))
        except ValueError:
            return UNDEFINED

    def read(lookup: Lookup) -> Any:
        said, address = lookup.event.get(key), lookup.event.get("page_location")
        if said is not None or not isinstance(address, str):
            return UNDEFINED if said is None else said
        return part_of(address)

    return read


def _region(lookup: Lookup) -> Any:
    return "-".join(filter(None, visitor_region(lookup.event, lookup.hit))) or UNDEFINED


def _random(lookup: Lookup) -> int:
    """0 to 2147483647, from the hit's seed: a replay draws the same number again."""
    return int(stable_hash("Random Number", lookup.hit.id, lookup.hit.seed, lookup.number), 16) % 2**31


BUILT_IN: dict[str, Callable[[Lookup], Any]] = {
    "Client Name": lambda lookup: lookup.client_name,
    "Container ID": lambda lookup: lookup.container_id,
    "Container Version": lambda lookup: lookup.container_version,
    "Debug Mode": lambda lookup: lookup.hit.header("x-gtm-server-preview") is not None,
    "Environment Name": lambda _: "Live",
    "Event Name": lambda lookup: lookup.event.get("event_name", UNDEFINED),
    "Page Hostname": _page(lambda address: address.hostname or "", "page_hostname", r"([a-z0-9.-]+)(?=[/?#]|\Z)"),
    "Page Path": _page(lambda address: address.path or "/", "page_path", r"[a-z0-9.-]+(/[\w./%+~-]*)(?=[?#]|\Z)"),
    "Page URL": lambda lookup: lookup.event.get("page_location", UNDEFINED),
    "Query String": lambda lookup: lookup.hit.query,
    "Random Number": _random,
    "Referrer": lambda lookup: lookup.event.get("page_referrer", UNDEFINED),
    "Request Method": lambda lookup: lookup.hit.method,
    "Request Path": lambda lookup: lookup.hit.path,
    "Visitor Region": _region,
}
"""By the names of GTM's interface."""

BUILT_IN_KEYS = {name.lower().replace(" ", "_"): read for name, read in BUILT_IN.items()}
"""The same by the names a condition uses: client_name, event_name, request_path, …"""
