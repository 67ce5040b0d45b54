"""What a template reads of the request and the event."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, Hit
from tests.gateway.sandbox.running import value_of

HIT = Hit(
    "POST",
    "/shop/in",
    "a=1&b=two+words&a=%C3%BC&c&bad=%E0%A4",
    (
        ("host", "data.shop.example"),
        ("x-many", "one"),
        ("x-many", "two"),
        ("cookie", "visit=a%20b; other=1; visit=c"),
        ("cookie", "visit=%E0%A4"),
    ),
    b"the body",
    "192.0.2.1",
    at=1_772_366_400_000,
)
EVENT = Event({"event_name": "purchase", "items": [{"price": 12.5}], "a.b": "dotted", "a": {"b": "deep"}, "list": []})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("require('getRequestMethod')()", "POST"),
        ("require('getRequestPath')()", "/shop/in"),
        ("require('getRequestBody')()", "the body"),
        ("require('getRemoteAddress')()", "192.0.2.1"),
        ("require('getRequestHeader')('X-Many')", "one, two"),
        ("require('getRequestHeader')('nothing') === undefined", True),
        ("require('getRequestQueryString')()", HIT.query),
        ("require('getRequestQueryParameter')('a')", "1"),
        ("require('getRequestQueryParameter')('b')", "two words"),
        ("require('getRequestQueryParameter')('c')", ""),
        ("require('getRequestQueryParameter')('bad')", "%E0%A4"),
        ("require('getRequestQueryParameter')('z') === undefined", True),
        ("require('getRequestQueryParameters')().a", ["1", "ü"]),
        ("require('getRequestQueryParameters')().b", "two words"),
        ("require('getCookieValues')('visit')", ["a b", "c", "%E0%A4"]),
        ("require('getCookieValues')('visit', true)", ["a%20b", "c", "%E0%A4"]),
        ("require('getCookieValues')('nothing')", []),
        ("require('getTimestampMillis')()", HIT.at),
        ("require('getTimestamp')()", HIT.at),
        ("require('isRequestMpv1')() || require('isRequestMpv2')()", False),
    ],
)
def test_the_request_is_read(expression: str, value: Any) -> None:
    assert value_of(f"return {expression};", taken=HIT) == value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("event_name", "purchase"),
        ("items.0.price", 12.5),
        ("items.1.price", None),
        ("a.b", "dotted"),
        ("list", []),
        ("list.length", None),
        ("event_name.length", None),
        ("toString", None),
        ("", None),
    ],
)
def test_the_event_is_read_by_its_paths(path: str, value: Any) -> None:
    code = f"const found = require('getEventData')('{path}'); return found === undefined ? null : found;"

    assert value_of(code, event=EVENT) == value


def test_all_of_the_event_is_a_copy() -> None:
    code = (
        "const all = require('getAllEventData'), first = all(), price = require('getEventData');"
        "first.items[0].price = 1; price('items').length; return [all().items[0].price, price('items.0.price')];"
    )

    assert value_of(code, event=EVENT) == [12.5, 12.5]


@pytest.mark.parametrize(
    ("path", "query", "kind"),
    [
        ("/g/collect", "v=2&tid=G-1", "2"),
        ("/shop/g/collect", "tid=G-1&v=2", "2"),
        ("/collect", "v=1&tid=UA-1", "1"),
        ("/batch", "", "1"),
        ("/g/collect", "v=1", "none"),
        ("/mp/collect", "", "none"),
        ("/", "v=2", "none"),
    ],
)
def test_which_of_googles_protocols_a_request_speaks(path: str, query: str, kind: str) -> None:
    code = "return require('isRequestMpv1')() ? '1' : require('isRequestMpv2')() ? '2' : 'none';"

    assert value_of(code, taken=Hit("GET", path, query)) == kind


def test_a_name_that_is_none_says_so() -> None:
    assert 'there is no API "getNothing" in a server container (shop.tpl:10)' in value_of("require('getNothing');")


def test_the_container_is_known() -> None:
    code = "const known = require('getContainerVersion')(), client = require('getClientName')();"
    code += "return [known.containerId, known.version, client];"

    assert value_of(code) == ["GTM-SHOP", "v7", "Events"]
