"""Where requests may go: the hosts that types declare by their settings, and those that `egress: allow:` lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from ipaddress import ip_address
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from .errors import GatewayError

Reach: TypeAlias = Literal["nowhere", "public", "anywhere"]
"""Whether a request may go to a host, and whether its address may then be a private one."""

SCHEMES = {"https": 443, "http": 80}
"""How requests go, and the port that an address means which names none."""
_NO_HOST = '"{}" is no host. Write one such as collect.vendor.example.'
_NO_NAME = '"{}" is no name of the network. Write the form of it that begins with xn--.'
_UNSET = re.compile("(https?://)?[^/?#]*<[A-Za-z_]")
_LONGEST_NAME = 253
_LABEL = "(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_NUMBER = re.compile("[0-9]+|0x[0-9a-f]*")
_FORM = re.compile(r"(\*\.)?(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]]+))(?::([0-9]{1,5}))?")


class Host(msgspec.Struct, frozen=True):
    """A name or an address of the network with a port; `under` means with all names under it, too. No port is any."""

    name: str
    port: int | None = 443
    under: bool = False

    @classmethod
    def of(cls, text: str) -> Host:
        """As it is listed: `collect.vendor.example`, `*.vendor.example`, `10.1.2.3:8443`. Raises GatewayError."""
        _check_form(text)
        found = _FORM.fullmatch(text)
        under, bracketed, plain, port = found.groups() if found else ("", "", "", "")
        name = canonical(bracketed or plain or "")
        if not name or (under and ("." not in name or is_address(name))):
            raise GatewayError(_NO_HOST.format(text[:80]))
        if not 0 < int(port or 443) < 65_536:
            raise GatewayError(f'"{text[:80]}" has a port that cannot be. Write 1 to 65535 behind the colon.')
        return cls(name, int(port or 443), bool(under))

    @property
    def shown(self) -> str:
        """How it is listed."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"{'*.' * self.under}{name}" + (f":{self.port}" if self.port != SCHEMES["https"] else "")

    def covers(self, other: Host) -> bool:
        """Whether the other one is it, or is under it."""
        return self.port in (None, other.port) and (
            self.name == other.name or (self.under and other.name.endswith(f".{self.name}"))
        )

    @property
    def is_literal(self) -> bool:
        """Whether it says itself where it is, so that no name server can lead elsewhere."""
        return is_address(self.name) or self.name == "localhost" or self.name.endswith(".localhost")


@dataclass(frozen=True)
class Egress:
    """What requests are held against. A name may lead to a private address only where `allowed` has that very name."""

    declared: frozenset[Host] = frozenset()
    allowed: frozenset[Host] = frozenset()

    def reach(self, host: Host) -> Reach:
        """Whether a request may go there."""
        if host in self.allowed or Host(host.name, None) in self.allowed:
            return "anywhere"
        if host in self.declared or any(each.covers(host) for each in self._under):
            return "anywhere" if host.is_literal else "public"
        return "nowhere"

    def after(self, earlier: Egress) -> Egress:
        """The same, and what was declared before: what waits in the queue goes where it was to go when it was kept."""
        return replace(self, declared=self.declared | earlier.declared)

    @cached_property
    def _under(self) -> tuple[Host, ...]:
        return tuple(each for each in self.declared | self.allowed if each.under)


THIS_MACHINE = Egress(allowed=frozenset((Host("127.0.0.1", None), Host("::1", None), Host("localhost", None))))
"""Where a sender goes that nobody told where to."""


def declared(address: str) -> Host | None:
    """The host of what a type declares, an address or a host; None where an event fills it in or it is unset as yet.

    Raises GatewayError for what nobody could send to.
    """
    if is_filled_in(address) or _UNSET.match(address):
        return None
    if "://" not in address:
        return Host.of(address)
    try:
        parts = urlsplit(address)
        port = parts.port or SCHEMES.get(parts.scheme, 0)
    except ValueError:
        raise GatewayError(_NO_HOST.format(address[:80])) from None
    if "@" in parts.netloc:
        raise GatewayError("an address holds no name and no password. Send them by a header: Authorization.")
    if not (name := canonical(parts.hostname or "")) or not port:
        what = _NO_HOST if parts.netloc.isascii() else _NO_NAME
        raise GatewayError(what.format((parts.hostname or address)[:80]))
    return Host(name, port)


def is_filled_in(address: str) -> bool:
    """Whether an event says to which host this address leads."""
    scheme, colon, rest = address.partition("://")
    return "{{" in (re.split("[/?#]", rest, maxsplit=1)[0] + scheme if colon else address)


@lru_cache(4096)
def canonical(name: str) -> str:
    """A name or an address as it is compared; "" where it is neither.

    Neither are 2130706433, 0x7f.1 and 127.1, which some systems read as 127.0.0.1.
    """
    name = name.lower().removesuffix(".")
    if is_address(name):
        return str(ip_address(name))
    is_name = len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) and not _NUMBER.fullmatch(name.rpartition(".")[2])
    return name if is_name else ""


def is_address(name: str) -> bool:
    """Whether this is an address, written as addresses are."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return "%" not in name


def _check_form(text: str) -> None:
    """What people write instead of a host, each with what to write."""
    shown = text[:80]
    if "{{" in text:
        raise GatewayError(f'"{shown}" names a variable, and what events say cannot be allowed. Write the host.')
    if "://" in text:
        raise GatewayError(f'"{shown}" is an address. Write its host{_instead(text)}.')
    if text.strip("*.") == "":
        raise GatewayError(f'"{shown}" would be every host. Write those that are meant, such as "*.vendor.example".')
    if "/" in text:
        raise GatewayError(f'"{shown}" is more than a host. Write a name or one address, without a path or a network.')
    if not text.isascii():
        raise GatewayError(_NO_NAME.format(shown))
    if text.count(":") > 1 and not text.startswith("["):
        raise GatewayError(f'"{shown}" needs brackets: [{shown}], with a port [{shown}]:8443.')


def _instead(address: str) -> str:
    try:
        host = declared(address)
    except GatewayError:
        return ""
    return "" if host is None else f": {host.shown}"
