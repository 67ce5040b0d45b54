"""GTM's URL variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup
from tests.small import hit
from variables.url import URL

PAGE = "https://www.shop.example:8443/de/tea%20pots/pot.html?utm_source=mail&q=a+b&q=c#details"


def part(address: Any = PAGE, **settings: Any) -> Any:
    return URL(**settings).value(Lookup(Event(page_location=address), hit()))


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, PAGE.partition("#")[0]),
        ({"part": "protocol"}, "https"),
        ({"part": "host"}, "www.shop.example"),
        ({"part": "host", "strip_www": True}, "shop.example"),
        ({"part": "port"}, "8443"),
        ({"part": "path"}, "/de/tea pots/pot.html"),
        ({"part": "filename_extension"}, "html"),
        ({"part": "query"}, "utm_source=mail&q=a+b&q=c"),
        ({"part": "query", "query_key": "q"}, "a b"),
        ({"part": "query", "query_key": "none"}, UNDEFINED),
        ({"part": "fragment"}, "details"),
        ({"part": "host", "url": "http://other.example/"}, "other.example"),
        ({"part": "path", "url": "https://other.example"}, "/"),
        ({"part": "port", "url": "https://other.example"}, "443"),
        ({"part": "port", "url": "ftp://other.example"}, ""),
        ({"part": "filename_extension", "url": "https://other.example/a.b/c"}, ""),
    ],
    ids=lambda value: "-".join(map(str, value.values())) or "full" if isinstance(value, dict) else "",
)
def test_each_part(settings: dict[str, Any], wanted: Any) -> None:
    assert part(**settings) == wanted


@pytest.mark.parametrize("address", [None, 5, "http://[broken", "https://x:99999999/"])
@pytest.mark.parametrize("name", ["port", "host"])
def test_what_is_no_address_has_no_parts(address: Any, name: str) -> None:
    assert part(address, part=name) in (UNDEFINED, "x")
