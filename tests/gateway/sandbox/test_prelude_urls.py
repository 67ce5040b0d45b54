"""parseUrl."""

from __future__ import annotations

from typing import Any

import pytest

from .apis import UNDEFINED, call

WHOLE = "https://jo:word@Shop.example:8443/a/../b c?size=m&size=l&name=a+b&empty&x=%C3%A4#top"


def test_a_url_has_the_parts_of_a_browsers() -> None:
    assert call("parseUrl", WHOLE) == {
        "href": "https://jo:word@shop.example:8443/b%20c?size=m&size=l&name=a+b&empty&x=%C3%A4#top",
        "origin": "https://shop.example:8443",
        "protocol": "https:",
        "username": "jo",
        "password": "word",
        "host": "shop.example:8443",
        "hostname": "shop.example",
        "port": "8443",
        "pathname": "/b%20c",
        "search": "?size=m&size=l&name=a+b&empty&x=%C3%A4",
        "searchParams": {"size": ["m", "l"], "name": "a b", "empty": "", "x": "ä"},
        "hash": "#top",
    }


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example",
        "/path",
        "https://",
        "https://a:99999/",
        "https://a b/",
        "https://[::1",
        "https://1.2.3.256/",
        None,
        5,
        {},
        [],
    ],
)
def test_what_is_no_url_is_undefined(url: Any) -> None:
    assert call("parseUrl", url) == UNDEFINED


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("HTTPS://SHOP.example", "https://shop.example/"),
        ("http://shop.example:80/?", "http://shop.example/?"),
        ("https:\\\\shop.example\\a", "https://shop.example/a"),
        (" https://shop.example/a\n ", "https://shop.example/a"),
        ("https://bücher.example/ä?ä#ä", "https://xn--bcher-kva.example/%C3%A4?%C3%A4#%C3%A4"),
        ("https://shop.example/%2e%2E/a/./b/..", "https://shop.example/a/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[2001:DB8:0:0:1::1]/", "http://[2001:db8::1:0:0:1]/"),
        ("mailto:jo@shop.example?subject=a b", "mailto:jo@shop.example?subject=a%20b"),
        ("android-app://com.shop/x", "android-app://com.shop/x"),
    ],
)
def test_a_url_is_written_as_a_browser_writes_it(url: str, href: str) -> None:
    assert call("parseUrl", url)["href"] == href


def test_a_parameter_may_have_any_name() -> None:
    assert call("parseUrl", "https://a.example/?__proto__=x&constructor=y")["searchParams"] == {
        "__proto__": "x",
        "constructor": "y",
    }
