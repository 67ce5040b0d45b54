"""URL patterns of permissions."""

from __future__ import annotations

import pytest

from gateway.sandbox.url_pattern import glob, is_reached


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("https://vendor.example/*", "https://vendor.example/a/b?c=d"),
        ("https://vendor.example/", "https://vendor.example/a"),
        ("https://vendor.example/v1/", "https://vendor.example/v1/a"),
        ("https://vendor.example/v1/*", "https://vendor.example/v1/a?b"),
        ("https://vendor.example/v1", "https://vendor.example/v1?b=c#d"),
        ("https://*.vendor.example/*", "https://eu.vendor.example/"),
        ("https://*.vendor.example/*", "https://vendor.example"),
        ("https://vendor.example/c.gif?*", "https://vendor.example/c.gif?a=b"),
        ("https://vendor.example:8443/*", "https://vendor.example:8443/a"),
        ("HTTPS://Vendor.example/*", "https://vendor.EXAMPLE:443/a"),
        ("https://vendor.example/*", "https://user:word@vendor.example/a"),
        ("*", "https://vendor.example"),
    ],
)
def test_a_pattern_reaches_what_it_means(pattern: str, url: str) -> None:
    assert is_reached(pattern, url)


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("https://vendor.example/*", "http://vendor.example/"),
        ("https://vendor.example/*", "https://vendor.example:8443/"),
        ("https://vendor.example/*", "https://vendor.example.evil.example/"),
        ("https://*.vendor.example/*", "https://evilvendor.example/"),
        ("https://vendor.example/*", "https://vendor.example@evil.example/"),
        ("https://vendor.example/*", "https://evil.example\\@vendor.example/"),
        ("https://vendor.example/*", "https://evil.example\n.vendor.example/"),
        ("https://vendor.example/v1/*", "https://vendor.example/v1/../admin"),
        ("https://vendor.example/v1/*", "https://vendor.example/v1/%2E%2e/admin"),
        ("https://vendor.example/v1/*", "https://vendor.example/v2/"),
        ("https://vendor.example/v1", "https://vendor.example/v12"),
        ("vendor.example", "https://vendor.example/"),
        ("*", "vendor.example"),
    ],
)
def test_it_reaches_nothing_else(pattern: str, url: str) -> None:
    assert not is_reached(pattern, url)


@pytest.mark.parametrize(
    ("pattern", "word", "fits"),
    [
        ("a*", "abc", True),
        ("*c", "abc", True),
        ("a*b*c", "abbc", True),
        ("a*a", "a", False),
        ("a", "A", False),
        ("*", "", True),
        ("a*b*b", "ab", False),
    ],
)
def test_a_star_stands_for_anything(pattern: str, word: str, fits: bool) -> None:  # noqa: FBT001
    assert glob(pattern, word) == fits
