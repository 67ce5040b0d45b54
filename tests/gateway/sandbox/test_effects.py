"""What a template tells, as steps."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Body, BrowserPixel, Cookie, Header, Hit, Log, Status
from gateway.sandbox.effects import cookie_of, steps_of
from gateway.sandbox.realm import Command

NOON = 1_772_366_400_000  # 2026-03-01T12:00:00Z
HIT = Hit("GET", "/", headers=(("host", "data.shop.example"),), at=NOON)
PLAIN: dict[str, Any] = {
    "name": "shop",
    "value": "1",
    "domain": None,
    "fallback_domain": None,
    "path": None,
    "expires": None,
    "max_age": None,
    "same_site": None,
    "http_only": False,
    "secure": False,
    "raw": False,
}


@pytest.mark.parametrize(
    ("kind", "payload", "step"),
    [
        ("log", {"text": "hello"}, Log("hello")),
        ("warning", {"text": "no"}, Log("warning: no")),
        ("browser_pixel", {"url": "https://vendor.example/"}, BrowserPixel("https://vendor.example/")),
        ("header", {"name": "x-shop", "value": "mugs"}, Header("x-shop", "mugs")),
        ("status", {"code": 403}, Status(403)),
        ("body", {"body": "x", "encoding": "utf8"}, Body(b"x")),
        ("respond", {}, Log("the answer is its client's to return, which does so in its own time")),
        ("google_auth", {"scopes": []}, Log("there are no Google credentials here: the request goes without them")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_command_is_a_step(kind: str, payload: dict[str, Any], step: object) -> None:
    assert list(steps_of(Command(kind, 0, payload), HIT)) == [step]


def test_a_cookie_is_as_plain_as_it_was_set() -> None:
    assert cookie_of(PLAIN, HIT) == Cookie("shop", "1", secure=False)


@pytest.mark.parametrize(
    ("host", "fallback", "domain"),
    [
        ("data.shop.example", None, "shop.example"),
        ("localhost:8080", "shop.example", "shop.example"),
        ("10.0.0.1", None, None),
    ],
    ids=["the site of the host", "a host without a site", "an address"],
)
def test_the_domain_auto_is_the_site_that_was_asked(host: str, fallback: str | None, domain: str | None) -> None:
    hit = Hit("GET", "/", headers=(("host", host),))

    assert cookie_of({**PLAIN, "domain": "auto", "fallback_domain": fallback}, hit).domain == domain


@pytest.mark.parametrize(
    ("given", "age"),
    [
        ({"max_age": 60}, 60),
        ({"max_age": -5}, 0),
        ({"max_age": float("inf")}, None),
        ({"expires": "Sun, 01 Mar 2026 12:01:00 GMT"}, 60),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "some day"}, None),
        ({"expires": "Sun, 01 Mar 2026 12:01:00 GMT", "max_age": 5}, 5),
        ({}, None),
    ],
    ids=["max-age", "a past one", "an endless one", "expires", "a past moment", "no moment", "both", "neither"],
)
def test_a_cookie_lives_as_long_as_it_was_told(given: dict[str, Any], age: int | None) -> None:
    assert cookie_of({**PLAIN, **given}, HIT).max_age == age


def test_a_cookie_that_cannot_be_one_is_left_out_and_told() -> None:
    assert list(steps_of(Command("cookie", 0, {**PLAIN, "name": "a b"}), HIT)) == [
        Log('cookie "a b" has signs a cookie may not have: it is left out')
    ]


def test_a_line_of_the_console_is_one_that_no_terminal_obeys() -> None:
    assert list(steps_of(Command("log", 0, {"text": "a\nb\x1b[2J"}), HIT)) == [Log("a\\nb\\x1b[2J")]
