"""The traps between a page and its gateway."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import GatewayError
from gateway.server.traps import Finding, Place, traps

PUBLIC = ("203.0.113.7",)


def found(page: str | None, gateway: str, addresses: tuple[str, ...] = PUBLIC) -> dict[str, Finding]:
    seen_from = Place.of(page, "--page") if page else None
    return {finding.check: finding for finding in traps(seen_from, Place.of(gateway, "--gateway"), addresses)}


@pytest.mark.parametrize(
    ("url", "place", "origin"),
    [
        ("https://shop.example", Place("https", "shop.example", 443), "https://shop.example"),
        ("HTTPS://Shop.Example/cart?a=b", Place("https", "shop.example", 443, "/cart"), "https://shop.example"),
        ("https://münchen.example", Place("https", "xn--mnchen-3ya.example", 443), "https://xn--mnchen-3ya.example"),
        ("http://shop.example:80/", Place("http", "shop.example", 80), "http://shop.example"),
        ("https://shop.example:80", Place("https", "shop.example", 80), "https://shop.example:80"),
        ("http://localhost:8080", Place("http", "localhost", 8080), "http://localhost:8080"),
        ("http://[::1]:8080", Place("http", "::1", 8080), "http://[::1]:8080"),
    ],
    ids=["a host", "capitals and a path", "an umlaut", "the usual port", "another's usual port", "a port", "IPv6"],
)
def test_an_address_is_read_as_browsers_read_it(url: str, place: Place, origin: str) -> None:
    assert Place.of(url, "--page") == place
    assert place.origin == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example",
        "ftp://shop.example",
        "https://",
        "https://:443",
        "http://a:b",
        "http://a:99999",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_told_by_its_option(url: str) -> None:
    with pytest.raises(GatewayError) as told:
        Place.of(url, "--page")

    assert str(told.value) == f'--page: "{url}" is no address. Write it as https://shop.example.'


@given(st.text() | st.text("htps:/[]@:.%0123456789\u2100", max_size=12).map("http://".__add__))
def test_any_text_is_an_address_or_told(text: str) -> None:
    try:
        place = Place.of(text, "--page")
    except GatewayError:
        return
    assert next(traps(place, place)).check == "port"


@pytest.mark.parametrize(
    ("gateway", "state", "words"),
    [
        ("https://data.shop.example", "good", "port 443 is the one gtag.js sends to."),
        ("http://localhost", "good", "port 80 is the one gtag.js sends to."),
        ("http://localhost:8080", "trap", "hits would go to port 80, not 8080."),
        ("https://data.shop.example:8443", "trap", "hits would go to port 443, not 8443."),
        ("https://data.shop.example:80", "trap", "hits would go to port 443, not 80."),
    ],
    ids=["443", "80", "another", "another by https", "80 by https"],
)
def test_a_port_that_gtag_drops_is_a_trap(gateway: str, state: str, words: str) -> None:
    finding = found(None, gateway)["port"]

    assert finding.state == state
    assert finding.what.endswith(words)
    assert bool(finding.advice) == (state == "trap")


@pytest.mark.parametrize(
    ("gateway", "state"),
    [("https://data.shop.example", "good"), ("http://localhost:8080", "good"), ("http://data.shop.example", "trap")],
)
def test_over_http_browsers_keep_its_cookies_on_this_machine_only(gateway: str, state: str) -> None:
    assert found(None, gateway)["cookies"].state == state


def test_a_page_that_uses_transport_url_keeps_the_port() -> None:
    gateway = Place.of("http://localhost:8080", "--gateway")

    assert [finding.check for finding in traps(None, gateway, keeps_port=True)] == ["cookies"]


def test_without_a_page_only_the_port_and_cookies_are_looked_at() -> None:
    assert list(found(None, "http://localhost")) == ["port", "cookies"]
    assert list(found("http://localhost", "http://localhost")) == [
        "port",
        "same site",
        "mixed content",
        "local network",
        "cookies",
    ]


@pytest.mark.parametrize(
    ("page", "gateway", "state", "said"),
    [
        ("https://shop.example", "https://data.shop.example", "good", "both are of shop.example."),
        ("https://www.shop.co.uk", "https://data.shop.co.uk", "good", "both are of shop.co.uk."),
        ("http://localhost:3000", "http://localhost:8080", "good", "both are of localhost."),
        ("http://192.168.0.9", "http://192.168.0.9:8080", "good", "both are of 192.168.0.9."),
        ("https://a.co.uk", "https://b.co.uk", "trap", "a.co.uk and b.co.uk are different sites"),
        ("https://shop.example", "https://tracking.example", "trap", "Give the gateway a name under shop.example."),
        ("http://localhost", "http://127.0.0.1", "trap", "Call both localhost: localhost and 127.0.0.1 are two sites."),
        ("http://shop.example", "https://data.shop.example", "trap", "the page is http and the gateway https"),
        ("https://shop.example", "http://data.shop.example", "trap", "Serve both by https."),
    ],
    ids=[
        "one domain", "one domain under a public suffix", "localhost", "an address", "two under a public suffix",
        "two domains", "two names of this machine", "an http page", "an http gateway",
    ],
)  # fmt: skip
def test_page_and_gateway_must_be_of_one_site(page: str, gateway: str, state: str, said: str) -> None:
    finding = found(page, gateway)["same site"]

    assert finding.state == state
    assert said in f"{finding.what} {finding.advice}"


@pytest.mark.parametrize(
    ("page", "gateway", "state"),
    [
        ("https://shop.example", "https://data.shop.example", "good"),
        ("http://shop.example", "http://data.shop.example", "good"),
        ("http://shop.example", "https://data.shop.example", "good"),
        ("https://shop.example", "http://localhost:8080", "good"),
        ("https://shop.example", "http://127.0.0.1:8080", "good"),
        ("https://shop.example", "http://data.localhost", "good"),
        ("https://shop.example", "http://data.shop.example", "trap"),
        ("https://shop.example", "http://192.168.0.9", "trap"),
    ],
    ids=[
        "both https", "both http", "an http page", "this machine", "its address", "a name of it", "http",
        "a private network",
    ],
)  # fmt: skip
def test_an_https_page_sends_nothing_to_http(page: str, gateway: str, state: str) -> None:
    assert found(page, gateway)["mixed content"].state == state


@pytest.mark.parametrize(
    ("page", "gateway", "addresses", "state"),
    [
        ("https://shop.example", "https://data.shop.example", ("203.0.113.7", "2001:db8::7"), "good"),
        ("https://shop.example", "https://203.0.113.7", (), "good"),
        ("http://localhost:3000", "http://localhost:8080", ("127.0.0.1",), "good"),
        ("http://192.168.0.9", "http://192.168.0.8", (), "good"),
        ("https://shop.example", "http://localhost:8080", (), "trap"),
        ("https://shop.example", "https://192.168.0.8", (), "trap"),
        ("https://shop.example", "https://[fd00::8]", (), "trap"),
        ("https://shop.example", "https://data.shop.example", ("10.0.0.5",), "trap"),
        ("https://shop.example", "https://data.shop.example", ("203.0.113.7", "10.0.0.5"), "trap"),
        ("https://shop.example", "https://data.shop.example", (), "unknown"),
    ],
    ids=[
        "public", "a public address", "a page on this machine", "a page on this network", "this machine",
        "a private address", "a private address of IPv6", "a name with a private address",
        "a name with one private address", "a name nobody knows",
    ],
)  # fmt: skip
def test_a_public_page_that_sends_into_a_private_network_asks_the_visitor(
    page: str, gateway: str, addresses: tuple[str, ...], state: str
) -> None:
    assert found(page, gateway, addresses)["local network"].state == state
