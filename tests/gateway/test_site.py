"""Which site a host belongs to, and the domain of a cookie for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.site import cookie_domain, is_address, site_of, without_port


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("shop.example", "shop.example"),
        ("data.shop.example", "shop.example"),
        ("a.b.c.shop.example", "shop.example"),
        ("data.shop.co.uk", "shop.co.uk"),
        ("DATA.Shop.Example", "shop.example"),
        ("data.shop.example:8443", "shop.example"),
        ("data.shop.example.", "shop.example"),
        ("data.shop.example.:80", "shop.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("my_host.shop.example", "shop.example"),
        ("jane.github.io", "jane.github.io"),
    ],
    ids=["the site itself", "a host of it", "deep in it", "below a suffix of two", "in capitals", "with a port",
         "with a last point", "with both", "an encoded name", "an underscore", "below a private suffix"],
)  # fmt: skip
def test_a_host_is_of_the_site_that_can_be_registered(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:8080", "shop", "", ".", "203.0.113.7", "203.0.113.7:8080", "[2001:db8::1]:8080"),
        *("2001:db8::1", "co.uk", "github.io", "shop..example", "shop.example:x", "-:;=.example", "shop.example/x"),
        *("a" * 64 + ".example", "a." * 30 + "example", "bücher.example", "shop .example"),
    ],
)
def test_what_is_no_host_of_a_site_is_of_none(host: str) -> None:
    assert site_of(host) is None


@pytest.mark.parametrize(
    ("domain", "host", "wanted"),
    [
        ("auto", "data.shop.example", "shop.example"),
        ("auto", "localhost", None),
        ("", "data.shop.example", None),
        ("data.shop.example", "data.shop.example", "data.shop.example"),
        ("other.example", "localhost", "other.example"),
    ],
    ids=["the site", "none of this machine", "none", "as written", "whatever the host"],
)
def test_the_domain_of_a_cookie(domain: str, host: str, wanted: str | None) -> None:
    assert cookie_domain(domain, host) == wanted


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("shop.example:8080", "shop.example"),
        ("shop.example", "shop.example"),
        ("shop.example:", "shop.example:"),
        ("shop.example:80a", "shop.example:80a"),
        ("[::1]:8080", "::1"),
        ("[::1]", "::1"),
        ("2001:db8::1", "2001:db8::1"),
        (":80", ""),
    ],
    ids=["a port", "none", "an empty one", "no number", "brackets", "brackets alone", "an address", "a port alone"],
)
def test_a_host_without_its_port(host: str, wanted: str) -> None:
    assert without_port(host) == wanted


@pytest.mark.parametrize(("host", "address"), [("203.0.113.7", True), ("2001:db8::1", True), ("shop.example", False)])
def test_an_address_is_no_name(host: str, *, address: bool) -> None:
    assert is_address(host) is address


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30) | st.text("a.-:[]1", max_size=30))
def test_any_host_ends_with_its_site_or_has_none(host: str) -> None:
    site = site_of(host)

    assert site is None or without_port(host).rstrip(".").lower().endswith(site)
