"""The visitor's address: the connection's, or what a trusted proxy says of it."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import GatewayError
from gateway.address import Proxies, is_private, plain

PROXY, VISITOR, SPOOFED = "10.0.0.1", "203.0.113.7", "198.51.100.66"


def test_by_default_nobody_is_trusted() -> None:
    assert [Proxies().visitor(peer, f"{SPOOFED}, {VISITOR}") for peer in (PROXY, "127.0.0.1")] == [PROXY, "127.0.0.1"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        (PROXY, VISITOR, VISITOR),
        (PROXY, f"{SPOOFED}, {VISITOR}", VISITOR),
        (PROXY, f"{SPOOFED},{VISITOR},10.0.0.2 , 10.0.0.3", VISITOR),
        (VISITOR, SPOOFED, VISITOR),
        (PROXY, "", PROXY),
        (PROXY, "10.0.0.9, 10.0.0.8", "10.0.0.9"),
        (PROXY, f"{VISITOR}:50123", VISITOR),
        (PROXY, "[2001:db8::7]:443", "2001:db8::7"),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, '"[2001:db8::7]"', "2001:db8::7"),
        (PROXY, f"::ffff:{VISITOR}", VISITOR),
        (f"::ffff:{PROXY}", VISITOR, VISITOR),
        (f"::ffff:{VISITOR}", SPOOFED, VISITOR),
        (PROXY, f"{VISITOR}, unknown", PROXY),
        (PROXY, f"{SPOOFED}, , 10.0.0.2", "10.0.0.2"),
        (PROXY, f"{SPOOFED}, 999.0.0.1", PROXY),
        (PROXY, "unknown", PROXY),
        ("", VISITOR, ""),
        ("unix:", VISITOR, ""),
        ("2001:db8::1", VISITOR, "2001:db8::1"),
    ],
    ids=["one proxy", "what stands left is anybody's word", "a chain of proxies", "no proxy at all", "no header",
         "proxies alone", "a port", "brackets and a port", "version 6", "in quotes", "version 4 in version 6",
         "a proxy in version 6", "a visitor in version 6", "a hop that is none", "an empty hop", "no address",
         "nothing else", "no peer", "a peer that is no address", "another version than the network"],
)  # fmt: skip
def test_the_rightmost_hop_that_is_no_proxy_is_the_visitor(peer: str, forwarded: str, visitor: str) -> None:
    assert Proxies(["10.0.0.0/8"]).visitor(peer, forwarded) == visitor


@pytest.mark.parametrize(
    ("written", "peer", "trusted"),
    [
        ("loopback", "127.0.0.1", True),
        ("loopback", "::1", True),
        ("loopback", PROXY, False),
        ("private", "127.0.0.1", True),
        ("private", "172.16.5.5", True),
        ("private", "192.168.1.1", True),
        ("private", "100.64.0.1", True),
        ("private", "fd00::1", True),
        ("private", "172.32.0.1", False),
        ("private", VISITOR, False),
        ("203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("10.1.2.3/8", PROXY, True),
        ("2001:db8::/32", "2001:db8:1::1", True),
    ],
)
def test_a_network_may_have_a_name(written: str, peer: str, *, trusted: bool) -> None:
    assert Proxies([written]).visitor(peer, "198.51.100.1") == ("198.51.100.1" if trusted else peer)


def test_of_several_networks_each_counts() -> None:
    assert Proxies(["loopback", "203.0.113.9"]).visitor("127.0.0.1", f"{SPOOFED}, {VISITOR}, 203.0.113.9") == VISITOR


def test_no_more_than_thirty_two_hops_are_read() -> None:
    proxies = Proxies(["10.0.0.0/8"])

    assert proxies.visitor(PROXY, ",".join([VISITOR, *["10.0.0.2"] * 31])) == VISITOR
    assert proxies.visitor(PROXY, ",".join([VISITOR, *["10.0.0.2"] * 32])) == "10.0.0.2"


@pytest.mark.parametrize("written", ["", "proxy.example", "10.0.0.0/33", "10.0.0", "Private", "10.0.0.0/8,10.1.0.0/16"])
def test_what_is_no_network_is_told(written: str) -> None:
    with pytest.raises(GatewayError) as refused:
        Proxies(["loopback", written])

    assert str(refused.value) == (
        f'"{written}" is no trusted proxy. Write an address, a network such as 10.0.0.0/8, or loopback, private.'
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" 203.0.113.7 ", "203.0.113.7"),
        ("203.0.113.7:80", "203.0.113.7"),
        ("[::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("", ""),
        ("203.0.113", ""),
        ("203.0.113.07", ""),
        ("shop.example:80", ""),
        ("for=203.0.113.7", ""),
    ],
    ids=["blanks", "a port", "half a bracket", "a zone", "an encoded zone", "capitals and zeros", "version 4 inside",
         "nothing", "too short", "a leading zero", "a name", "another header's way"],
)  # fmt: skip
def test_an_address_is_plain(text: str, address: str) -> None:
    assert plain(text) == address


@pytest.mark.parametrize(
    ("address", "private"),
    [("10.0.0.1", True), ("127.0.0.1", True), ("169.254.1.1", True), ("fe80::1", True), ("::1", True), ("fd00::1", True),
     ("203.0.113.7", False), ("2001:db8::1", False), ("nonsense", False), ("", False)],
)  # fmt: skip
def test_a_private_address_is_nobody_s_on_the_internet(address: str, *, private: bool) -> None:
    assert is_private(address) is private


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30) | st.text("0123456789.:[],% ", max_size=60), st.ip_addresses())
def test_whatever_is_forwarded_the_visitor_is_an_address_and_an_untrusted_peer_himself(text: str, peer: object) -> None:
    everybody = Proxies(["0.0.0.0/0", "::/0"])

    assert str(ip_address(everybody.visitor("203.0.113.9", text)))
    assert Proxies(["10.0.0.1"]).visitor("203.0.113.9", text) == "203.0.113.9"
    assert plain(str(peer))
