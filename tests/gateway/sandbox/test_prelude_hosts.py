"""The host of a URL, in the realm."""

from __future__ import annotations

import pytest

from .apis import call


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("EXAMPLE.com", "example.com"),
        ("%41.example", "a.example"),
        ("例え.jp", "xn--r8jz45g.jp"),
        ("Straße。example", "xn--strae-oqa.example"),
        ("127.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("[0:0:0:0:0:0:0:0]", "[::]"),
        ("[1:0:0:2::3]", "[1:0:0:2::3]"),
        ("[::ffff:192.0.2.1]", "[::ffff:c000:201]"),
    ],
)
def test_a_host_is_written_as_a_browser_writes_it(host: str, written: str) -> None:
    assert call("parseUrl", f"https://{host}/")["hostname"] == written


@pytest.mark.parametrize("host", ["a%00b", "a<b", "[1:2]", "[::1::2]", "[::12345]", "256.1.1.1", "1.2.3.4.5", "xn--"])
def test_a_host_that_is_none_makes_no_url(host: str) -> None:
    assert call("parseUrl", f"https://{host}/") == "(undefined)"
