"""Which addresses are of the internet, in every spelling an address has."""

from __future__ import annotations

import pytest

from gateway.delivery.addresses import is_public


@pytest.mark.parametrize(
    "address",
    [
        *(
            "8.8.8.8",
            "93.184.216.34",
            "172.15.255.255",
            "172.32.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "223.255.255.255",
        ),
        *("2606:4700::1111", "2a00:1450:4001:80b::200e", "2001:4860:4860::8888"),
        *("::ffff:8.8.8.8", "64:ff9b::8.8.8.8"),
    ],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
        ),
        *("169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "100.64.0.1", "192.0.0.192"),
        *("192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1", "224.0.0.1", "240.0.0.1"),
        *(
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:a9fe:a9fe",
            "64:ff9b::169.254.169.254",
        ),
        *(
            "64:ff9b:1::8.8.8.8",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
            "2001:db8::1",
            "3fff::1",
            "fd00:ec2::254",
            "fc00::1",
        ),
        *("fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "5f00::1"),
        *("", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "8.8.8.8 ", "1.2.3.4.5"),
    ],
)
def test_any_other_is_not(address: str) -> None:
    assert not is_public(address)
