"""Who was it, seen from the network: the visitor's address and browser, not those of a server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ... import address, hashing
from .fields import is_there, text
from .reading import Reading
from .seen import Window
from .signs import Sign

_LONGEST_ADDRESS = 64
_LIBRARIES = re.compile(
    r"(?:python|aiohttp|httpx|axios|node|undici|got |curl|wget|go-http-client|java/|apache-http|okhttp|guzzle|postman|"
    r"insomnia|libwww|ruby|faraday|php|symfony|reqwest|dart/|deno|bun/|google-cloud|googletagmanager|appengine)",
    re.IGNORECASE,
)


def marks(user: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """By what this visitor is told from others, the surest first."""
    for key in ("ttp", "ttclid"):
        if is_there(user.get(key)) and isinstance(user[key], str):
            yield key, user[key]
    ip, agent = text(user.get("ip")), text(user.get("user_agent"))
    if ip and agent:
        yield "ip+user_agent", f"{ip} {agent}"


def known_as(user: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """All by which this visitor is known again: those marks, and the digests of what the visitor told."""
    yield from marks(user)
    for key in ("external_id", "email", "phone"):
        digest = user.get(key)
        digest = digest[0] if isinstance(digest, list) and digest else digest
        if isinstance(digest, str) and hashing.is_digest(digest):
            yield key, digest.lower()


def ip(reading: Reading, _: Window) -> Iterator[Sign]:
    said = text(reading.user.get("ip")).strip()
    if reading.of_visit and said and len(said) <= _LONGEST_ADDRESS and _is_private(said):
        yield Sign("ip_private", said)


def user_agent(reading: Reading, _: Window) -> Iterator[Sign]:
    """An app may well be its library, so that only a web event's agent is judged."""
    if not reading.of_visit:
        return
    said = reading.user.get("user_agent")
    if not isinstance(said, str) or not said.strip():
        yield Sign("ua_missing", "" if said is None else said)
    elif reading.seen.source == "web" and _LIBRARIES.match(said.lstrip()):
        yield Sign("ua_server", said)


@lru_cache(4096)
def _is_private(said: str) -> bool:
    return address.is_private(address.plain(said))
