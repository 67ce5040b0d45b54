"""GTM's HTTP request tag as our `http_request`."""

from __future__ import annotations

import re
from typing import Any

from .export import Thing
from .given import Given
from .made import Made, inert, native
from .references import REFERENCE

_ADDRESSES = ("url", "requestUrl", "destinationUrl")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
_ADDRESS = re.compile(r"https?://[^\s/?#][\x21-\x7e]*", re.IGNORECASE)
_BEGINNING = re.compile(r"https?://\S|\{\{", re.IGNORECASE)
_HEADER = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_OF_THE_SENDER = ("connection", "content-length", "host", "transfer-encoding")


def http_tag(thing: Thing, given: Given) -> Made:
    """The same request. Exports with this tag are rare, so its names are taken as far as they say what they mean."""
    url = next((text for key in _ADDRESSES if (text := given.text(key))), "")
    if not (_ADDRESS.fullmatch(url) or (_BEGINNING.match(url) and REFERENCE.search(url))):
        return inert(thing, "it names no address that begins with https://.")
    method = (given.text("method") or given.text("requestMethod") or "POST").upper()
    if method not in _METHODS:
        return inert(thing, "its method is none of those a request can have.")
    settings: dict[str, Any] = {"url": url} | ({} if method == "POST" else {"method": method})
    headers, dropped = _headers(given)
    settings |= {"headers": headers} if headers else {}
    body = given.text("body") or given.text("requestBody")
    settings |= {"body": body} if body and method not in ("GET", "HEAD") else {}
    notes = [f'the header "{name[:60]}" is left out: it cannot be set.' for name in dropped]
    return native("http_request", settings, given, *notes)


def _headers(given: Given) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    dropped: list[str] = []
    for row in (row for key in ("headers", "requestHeaders") for row in given.rows(key)):
        name, value = (str(row.get(key, "")) for key in ("key" if "key" in row else "name", "value"))
        if _HEADER.fullmatch(name) and name.lower() not in _OF_THE_SENDER:
            found[name] = value
        elif name:
            dropped.append(name)
    return found, dropped
