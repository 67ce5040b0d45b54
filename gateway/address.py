"""The visitor's address: the connection's, or what a proxy that is trusted says of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from .errors import GatewayError

Network: TypeAlias = IPv4Network | IPv6Network

NAMED = {
    "loopback": ("127.0.0.0/8", "::1/128"),
    "private": (
        "127.0.0.0/8",
        "::1/128",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    ),
}
"""Networks by name: this machine, and all that are not of the internet."""
_MOST_HOPS = 32
_LONGEST = 64


class Proxies:
    """The proxies whose word counts; none by default."""

    def __init__(self, written: Iterable[str] = ()) -> None:
        """Addresses, networks (`10.0.0.0/8`), `loopback` or `private`. Raises GatewayError for anything else."""
        self._networks = tuple(network for text in written for network in _networks(text))
        self._trusts = lru_cache(4096)(self._is_trusted)

    def visitor(self, peer: str, forwarded: str) -> str:
        """The rightmost address of X-Forwarded-For that is no trusted proxy: what stands left of it anybody can write.

        A hop that is no address ends the search: then the proxy that named it is the visitor.
        """
        address = plain(peer)
        if not self._networks or not forwarded:
            return address
        for hop in reversed(forwarded.split(",")[-_MOST_HOPS:]):
            if not self._trusts(address):
                return address
            said = plain(hop)
            if not said:
                return address
            address = said
        return address

    def _is_trusted(self, address: str) -> bool:
        return _is_in(address, self._networks)


def plain(text: str) -> str:
    """The address in this text, without port, brackets and zone; "" where it is none. `::ffff:10.0.0.1` is 10.0.0.1."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def is_private(address: str) -> bool:
    """Whether this address is nobody's on the internet: then it is a proxy's, or the visitor is on this network."""
    return len(address) <= _LONGEST and _is_private(address)


@lru_cache(4096)
def _is_private(address: str) -> bool:
    return _is_in(address, _PRIVATE)


def _is_in(address: str, networks: Iterable[Network]) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in networks if network.version == known.version)


def _networks(text: str) -> list[Network]:
    try:
        return [ip_network(network, strict=False) for network in NAMED.get(text, (text,))]
    except ValueError:
        names = ", ".join(NAMED)
        raise GatewayError(
            f'"{text}" is no trusted proxy. Write an address, a network such as 10.0.0.0/8, or {names}.'
        ) from None


_PRIVATE = tuple(network for text in ("private", "0.0.0.0/8") for network in _networks(text))
