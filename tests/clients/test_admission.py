"""Whom a client takes hits from: origins, and a rate for each address."""

from __future__ import annotations

from typing import Any

import pytest

from clients.ga4 import GA4
from gateway import Hit, Refused, Respond, SettingError

OWN = ("https://shop.example", "*.shop.example")
SHOP = {"origin": "https://shop.example"}


def refusal(
    client: GA4, headers: dict[str, str] | None = None, *, at: int = 0, ip: str = "203.0.113.7", version: int = 2
) -> str:
    hit = Hit("POST", "/g/collect", f"v={version}&tid=G-1&en=x", tuple((headers or {}).items()), ip=ip, at=at)
    verdict = client.claim(hit)
    return verdict.reason if isinstance(verdict, Refused) else ""


def taken(client: GA4, *hits: tuple[int, str]) -> list[bool]:
    """Whether each hit is taken: its time in milliseconds, and its address."""
    return [not refusal(client, at=at, ip=ip) for at, ip in hits]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://shop.example"},
        {"origin": "HTTPS://Shop.Example"},
        {"origin": "http://www.shop.example"},
        {"origin": "https://a.b.shop.example"},
        {"referer": "https://shop.example/checkout?a=b#c"},
        {"origin": "https://shop.example", "referer": "https://other.example/"},
        {"origin": "", "referer": "https://shop.example/"},
    ],
    ids=["its origin", "in capitals", "a host of the site", "deep in the site", "its referer", "the origin counts first",
         "an empty origin says nothing"],
)  # fmt: skip
def test_a_page_of_its_own_is_taken(headers: dict[str, str]) -> None:
    assert refusal(GA4(origins=OWN), headers) == ""


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "origins: it has no Origin and no Referer header"),
        ({"origin": "https://other.example"}, 'origins: "https://other.example" is none of them'),
        ({"origin": "ftp://other.example"}, 'origins: "ftp://other.example" is none of them'),
        ({"origin": "https://shop.example:8443"}, 'origins: "https://shop.example:8443" is none of them'),
        ({"origin": "https://evilshop.example"}, 'origins: "https://evilshop.example" is none of them'),
        ({"origin": "https://shop.example.evil.example"}, 'origins: "https://shop.example.evil.example" is none of them'),
        ({"referer": "https://shop.example@evil.example/"}, 'origins: "https://shop.example@evil.example" is none of them'),
        ({"origin": "null"}, 'origins: "://" is none of them'),
        ({"origin": "http://[broken"}, "origins: its Origin cannot be read"),
    ],
    ids=["no page at all", "another site", "another scheme", "another port", "a name that ends alike",
         "a name that begins alike", "a name before an at sign", "a page without an origin", "no address"],
)  # fmt: skip
def test_a_page_of_somebody_else_is_refused_with_a_reason(headers: dict[str, str], reason: str) -> None:
    assert refusal(GA4(origins=OWN), headers) == reason


@pytest.mark.parametrize(
    ("origins", "page", "is_taken"),
    [
        (("shop.example",), "http://shop.example", True),
        (("shop.example",), "https://www.shop.example", False),
        (("*.shop.example",), "https://shop.example", True),
        (("https://*.shop.example",), "https://www.shop.example", True),
        (("https://*.shop.example",), "http://www.shop.example", False),
        (("http://localhost:3000",), "http://localhost:3000", True),
        (None, "https://other.example", True),
        ((), "https://other.example", False),
    ],
    ids=["any scheme", "this host alone", "a star has the site itself", "a star with a scheme",
         "of that scheme alone", "with a port", "left out", "none"],
)  # fmt: skip
def test_an_origin_is_a_host_with_or_without_scheme_and_star(
    origins: tuple[str, ...] | None, page: str, *, is_taken: bool
) -> None:
    assert (refusal(GA4(origins=origins), {"origin": page}) == "") is is_taken


@pytest.mark.parametrize(
    "origin", ["https://shop.example/", "ftp://shop.example", "", "shop example", "a*.example", "https://", "x:999999"]
)
def test_what_is_no_origin_is_told(origin: str) -> None:
    with pytest.raises(SettingError, match=r"is no origin\. Write https"):
        GA4(origins=("https://shop.example", origin))


def test_more_hits_than_the_rate_are_answered_429_and_told_when_to_come_again() -> None:
    client, hit = GA4(rate_per_address=1), Hit("POST", "/g/collect", "v=2&tid=G-1&en=x", ip="203.0.113.7")
    client.claim(hit)

    why = "more than 1 hits a minute from this address"
    headers = (("retry-after", "60"), ("content-type", "text/plain; charset=utf-8"))
    assert client.claim(hit) == Refused(why, Respond(429, headers, f"{why}\n".encode()))


def test_a_rate_is_for_each_address_and_fills_again_over_a_minute() -> None:
    hits = [(0, "203.0.113.7")] * 3 + [(0, "203.0.113.8"), (29_999, "203.0.113.7"), (30_000, "203.0.113.7")]

    assert taken(GA4(rate_per_address=2), *hits) == [True, True, False, True, False, True]


def test_a_bucket_is_never_more_than_full_and_time_never_runs_backwards() -> None:
    hits = [(0, "203.0.113.7"), *[(3_600_000, "203.0.113.7")] * 3, (0, "203.0.113.7"), (3_600_000, "203.0.113.7")]

    assert taken(GA4(rate_per_address=2), *hits) == [True, True, True, False, False, False]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("no:address", "no:address", True),
        ("no:address", "no:other", False),
        ("", "", True),
    ],
    ids=["one network of a household", "two networks", "version 4", "no address",
         "two that are none", "unknown"],
)  # fmt: skip
def test_a_household_is_one_address(first: str, second: str, *, together: bool) -> None:
    assert taken(GA4(rate_per_address=1), (0, first), (0, second)) == [True, not together]


def test_a_hit_that_is_refused_for_something_else_does_not_count() -> None:
    client = GA4(rate_per_address=1, origins=("shop.example",))
    refusals = [refusal(client, SHOP, version=1), refusal(client)]

    assert all(refusals)
    assert refusal(client, SHOP) == ""


def test_the_longest_unseen_address_is_forgotten_first() -> None:
    client = GA4(rate_per_address=1)
    seen: list[Any] = [(0, "203.0.113.1"), (0, "203.0.113.2")]
    strangers = [(0, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}") for number in range(19_998)]
    taken(client, *seen, *strangers)

    assert taken(client, *seen) == [False, False]
    assert taken(client, *strangers[:1], *[(0, "198.51.100.1")] * 2, *strangers[:2]) == [
        False,
        True,
        False,
        False,
        True,
    ]


def test_two_clients_count_for_themselves() -> None:
    assert [refusal(GA4(rate_per_address=1)) for _ in range(2)] == ["", ""]
