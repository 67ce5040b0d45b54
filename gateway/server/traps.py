"""The traps between a page and its gateway: what a browser makes of the two addresses, told before anybody looks for hits.

Sources: builds of gtag.js of 2023 to 2026 (ports); HTML and Fetch standards (mixed content); "Schemeful Same-Site" (cookies);
Chrome, "Local Network Access" (the prompt).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from ..address import is_private, plain
from ..errors import GatewayError
from ..site import is_address, site_of

USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Finding:
    """What one check found: good, a trap, or that it could not be told."""

    check: str
    state: Literal["good", "trap", "unknown"]
    what: str
    advice: str = ""


@dataclass(frozen=True)
class Place:
    """A page or a gateway as its address says."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @classmethod
    def of(cls, url: str, option: str) -> Place:
        """Raises GatewayError for what is no address."""
        try:
            parts: SplitResult = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in USUAL or not parts.hostname:
            raise GatewayError(f'{option}: "{url}" is no address. Write it as https://shop.example.')
        return cls(parts.scheme, _ascii(parts.hostname), port or USUAL[parts.scheme], parts.path.rstrip("/"))

    @property
    def origin(self) -> str:
        """As a browser writes it in its Origin header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == USUAL[self.scheme] else f":{self.port}")

    @property
    def is_local(self) -> bool:
        """Whether this is the machine itself, whose http browsers take for safe."""
        return (
            self.host == "localhost"
            or self.host.endswith(".localhost")
            or self.host == "::1"
            or self.host.startswith("127.")
        )

    @property
    def site(self) -> str:
        """What cookies belong to: the registrable domain, else the host."""
        return site_of(self.host) or self.host


def traps(
    page: Place | None, gateway: Place, addresses: tuple[str, ...] = (), *, keeps_port: bool = False
) -> Iterator[Finding]:
    """What follows from the two addresses; `addresses` are the ones the gateway's name has.

    `keeps_port` is for a page that uses `transport_url`.
    """
    if not keeps_port:
        yield _port(gateway)
    if page is not None:
        yield _same_site(page, gateway)
        yield _mixed_content(page, gateway)
        yield _local_network(page, gateway, addresses)
    yield _cookies(gateway)


def _port(gateway: Place) -> Finding:
    if gateway.port == USUAL[gateway.scheme]:
        return Finding("port", "good", f"port {gateway.port} is the one gtag.js sends to.")
    return Finding(
        "port",
        "trap",
        f"gtag.js drops the port of server_container_url: hits would go to port {USUAL[gateway.scheme]}, not {gateway.port}.",
        f"Serve on port {USUAL[gateway.scheme]}, or put a proxy there. transport_url keeps the port, but sends no user data; "
        "if that is meant, add --transport-url.",
    )


def _same_site(page: Place, gateway: Place) -> Finding:
    if page.site != gateway.site:
        return Finding(
            "same site",
            "trap",
            f"{page.host} and {gateway.host} are different sites: browsers keep no cookie of the gateway and send it none.",
            f"Give the gateway a name under {page.site}."
            if not page.is_local
            else f"Call both {page.host}: localhost and 127.0.0.1 are two sites.",
        )
    if page.scheme != gateway.scheme:
        what = f"the page is {page.scheme} and the gateway {gateway.scheme}: browsers take them for different sites."
        return Finding("same site", "trap", what, "Serve both by https.")
    return Finding("same site", "good", f"both are of {page.site}.")


def _mixed_content(page: Place, gateway: Place) -> Finding:
    if page.scheme == "http" or gateway.scheme == "https":
        return Finding("mixed content", "good", "no https page sends to http.")
    if gateway.is_local:
        return Finding("mixed content", "good", "http on this machine is allowed from https pages.")
    what = "the page is https and the gateway http: browsers block every hit."
    return Finding("mixed content", "trap", what, "Serve https: --tls-cert and --tls-key, or a proxy that does.")


def _cookies(gateway: Place) -> Finding:
    if gateway.scheme == "https" or gateway.is_local:
        return Finding("cookies", "good", "browsers keep its cookies.")
    what = (
        "its cookies are Secure, and over http browsers keep none: with cookie_management server all visitors are new."
    )
    return Finding("cookies", "trap", what, "Serve https: --tls-cert and --tls-key, or a proxy that does.")


def _ascii(host: str) -> str:
    """A name as it is asked for: `münchen.example` is `xn--mnchen-3ya.example`."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _local_network(page: Place, gateway: Place, addresses: tuple[str, ...]) -> Finding:
    check = "local network"
    if page.is_local or (is_address(page.host) and is_private(page.host)):
        return Finding(check, "good", "the page is on this network itself.")
    known = (plain(gateway.host),) if is_address(gateway.host) else addresses
    if gateway.is_local or any(map(is_private, known)):
        return Finding(
            check,
            "trap",
            "a public page sends to a private network or to this machine: Chrome asks the visitor, and blocks hits until "
            "he agrees.",
            "Agree once in your own browser, or give the gateway a public address.",
        )
    if not known:
        return Finding(check, "unknown", f"{gateway.host} has no address that this machine knows.")
    return Finding(check, "good", "the gateway has a public address.")
