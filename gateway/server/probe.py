"""Looks at a running gateway from outside, and at the hits it kept: what only shows when it runs."""

from __future__ import annotations

import socket
import sqlite3
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from ..address import is_private
from ..delivery import recent_hits
from ..hit import Hit
from .traps import Finding, Place

_PATIENCE = 10.0
_LOOKED_AT = 200


def addresses_of(host: str) -> tuple[str, ...]:
    """The addresses of a name, as this machine resolves it; none where it has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def probed(page: Place | None, gateway: Place) -> Iterator[Finding]:
    """Whether it answers, and whether the page may read its answers. Sends no hit."""
    try:
        # The certificates this machine trusts, mkcert's among them, as its browsers do.
        trusted = ssl.create_default_context()
        with httpx.Client(base_url=gateway.origin, trust_env=False, timeout=_PATIENCE, verify=trusted) as client:
            if not gateway.path:
                yield _health(client.get("/healthz"))
            if page is not None or gateway.path:
                origin = (page or gateway).origin
                answer = client.options(f"{gateway.path}/g/collect", headers={"Origin": origin})
                yield _cross_origin(answer, page or gateway)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError) as error:
        # Names that no machine can have fail in the codecs of names, each in its own way.
        yield Finding("answers", "trap", f"{gateway.origin} does not answer: {error}.", _advice(str(error)))


def visitors(data_dir: Path) -> Finding:
    """Whether the hits that were kept have addresses of visitors, or all that of one proxy."""
    check = "visitors' addresses"
    try:
        hits: Sequence[Hit] = recent_hits(data_dir, _LOOKED_AT)
    except sqlite3.Error as error:
        return Finding(check, "unknown", f"the hits in {data_dir} cannot be read: {error}.")
    if not hits:
        return Finding(check, "unknown", f"no hits are kept in {data_dir} yet.")
    private = [hit for hit in hits if is_private(hit.ip)]
    if len(private) < len(hits):
        return Finding(check, "good", f"{len(hits) - len(private)} of the last {len(hits)} hits have a public address.")
    if not any(hit.header("x-forwarded-for") for hit in hits) and all(hit.ip in ("127.0.0.1", "::1") for hit in hits):
        return Finding(check, "good", f"the last {len(hits)} hits came from this machine.")
    return Finding(
        check,
        "trap",
        f"all of the last {len(hits)} hits have private addresses, such as {private[-1].ip}: vendors can match none of them.",
        f"Name the proxy that stands before the gateway: sgtm serve --trusted-proxies {private[-1].ip}",
    )


def _health(response: httpx.Response) -> Finding:
    if response.status_code == 200 and response.text == "ok":
        return Finding("answers", "good", "it answers.")
    if response.is_redirect:
        what = f"it redirects to {response.headers.get('location', '?')}: a redirected POST loses its body."
        return Finding("answers", "trap", what, "Use the address it redirects to.")
    what = f"/healthz answers {response.status_code}, and not as this gateway does."
    return Finding("answers", "trap", what, "Look whether the proxy before it passes all paths on.")


def _cross_origin(response: httpx.Response, page: Place) -> Finding:
    allowed = response.headers.get_list("access-control-allow-origin")
    if allowed == [page.origin] and response.headers.get("access-control-allow-credentials") == "true":
        return Finding("cross-origin", "good", f"{page.origin} may read its answers.")
    said = ", ".join(allowed) or "nothing"
    return Finding(
        "cross-origin",
        "trap",
        f"gtag.js on {page.origin} cannot read its answers: Access-Control-Allow-Origin says {said}.",
        "The gateway names the page's origin itself: take such headers out of the proxy before it.",
    )


def _advice(error: str) -> str:
    if "CERTIFICATE" in error.upper():
        return "Browsers refuse this certificate too: use one they trust (mkcert makes one for this machine)."
    return "Start it, or look at name, port and firewall."
