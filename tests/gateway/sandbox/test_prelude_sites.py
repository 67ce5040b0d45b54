"""computeEffectiveTldPlusOne."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.site import site_of

from .apis import UNDEFINED, call, returned

NAME = "computeEffectiveTldPlusOne"


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ("https://data.shop.co.uk:8443/a?b#c", "shop.co.uk"),
        ("data.shop.co.uk/path", "shop.co.uk"),
        ("SHOP.example.", "shop.example"),
        ("a.b.www.ck", "www.ck"),
        ("a.b.c.ck", "b.c.ck"),
        ("shop.github.io", "shop.github.io"),
        ("shop.公司.cn", "shop.xn--55qx5d.cn"),
        ("co.uk", ""),
        ("localhost", ""),
        ("192.0.2.1", ""),
        ("https://[::1]/", ""),
        ("not a host", ""),
        ("", ""),
        (5, ""),
        (None, None),
    ],
)
def test_the_site_of_a_host_is_what_can_be_registered(given: Any, site: Any) -> None:
    assert call(NAME, given) == site


def test_what_is_not_there_comes_back_as_it_is() -> None:
    assert returned(f"return api('{NAME}')(undefined);") == UNDEFINED


def test_it_is_the_site_that_cookies_have() -> None:
    hosts = [
        "a.shop.example",
        "a.b.c.kawasaki.jp",
        "city.kawasaki.jp",
        "x.y.compute.amazonaws.com",
        "a.co.jp",
        "one.two.zz",
    ]

    assert returned(f"return args.map((host) => api('{NAME}')(host));", *hosts) == [site_of(host) for host in hosts]
