"""Which addresses are of the internet: all others lead into the network of this machine, or nowhere."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# Source: IANA, IPv4 and IPv6 Special-Purpose Address Registries. Not `is_global`: Python's versions differ in what it says.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # Azure's own machine beside each of its machines
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
# With Teredo (2001::/32) and 6to4 (2002::/16), which wrap any address of IPv4 and which no vendor uses.
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# Where one of IPv4 is written as one of IPv6, and in a network that has only the latter and is led to the former (NAT64).
_WRAPPING = tuple(map(IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96")))


def is_public(text: str) -> bool:
    """Whether this is an address of the internet; what is no address is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if not any(address in network for network in _WRAPPING):
            return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)
        address = IPv4Address(int(address) & 0xFFFF_FFFF)
    return not any(address in network for network in _NOT_PUBLIC_4)
