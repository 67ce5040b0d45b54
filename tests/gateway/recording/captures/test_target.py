"""Where a hit went, by its address."""

from __future__ import annotations

import pytest

from gateway.recording.captures.captured import NoHitError, NoRequestError
from gateway.recording.captures.target import Target


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (b"https://data.shop.example/g/collect?v=2#top", ("data.shop.example", "/g/collect", "v=2")),
        (b"HTTP://a:b@shop.example:8080?v=2", ("shop.example:8080", "/", "v=2")),
        (b"/g/collect?v=2&dl=https://shop.example/", ("", "/g/collect", "v=2&dl=https://shop.example/")),
        ("https://shop.example/Größe?q=ü".encode(), ("shop.example", "/Gr%C3%B6%C3%9Fe", "q=%C3%BC")),
        (b"//shop/collect?v=2", ("", "//shop/collect", "v=2")),
        (b"https://[2001:db8::7]/g", ("[2001:db8::7]", "/g", "")),
    ],
    ids=["whole", "no path", "path and query", "letters beyond ASCII", "two slashes", "an address of numbers"],
)
def test_an_address_is_host_path_and_query(address: bytes, target: tuple[str, str, str]) -> None:
    assert Target.of(address) == target


@pytest.mark.parametrize(
    "address",
    [b"data:image/gif;base64,R0", b"chrome-extension://a/b.js", b"blob:https://a/b", b"wss://a/", b"about:blank"],
)
def test_what_no_server_gets_is_no_request(address: bytes) -> None:
    with pytest.raises(NoRequestError, match="is no request over HTTP"):
        Target.of(address)


@pytest.mark.parametrize("address", [b"hello", b"a remark: hello", b"shop.example:443", b""])
def test_what_is_no_address_is_told(address: bytes) -> None:
    with pytest.raises(NoHitError, match="it has no address such as") as told:
        Target.of(address)
    assert told.value.unreadable


def test_the_host_is_a_header_unless_there_is_one() -> None:
    target = Target.of(b"https://a.example/")

    assert target.with_host([("x", "1")]) == (("host", "a.example"), ("x", "1"))
    assert target.with_host([("host", "b.example")]) == (("host", "b.example"),)
