"""Where two requests to a vendor differ, field by field: the address by parameter, a JSON body by path."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from ...outgoing import OutgoingRequest
from ...query import pairs
from ...steps import BrowserPixel
from ...trace import TagRun
from .change import Change, in_pairs, in_values

_MOST = 500
"""Changes of one request that are told."""
_MOST_LINES = 500


def requests_of(run: TagRun) -> list[OutgoingRequest]:
    """All that leaves because of a run: what is sent, what is asked for, and what the browser shall fetch."""
    pixels = [effect for effect in run.effects if isinstance(effect, BrowserPixel)]
    fetched = [OutgoingRequest(url=pixel.url, method="GET") for pixel in pixels]
    return [*(sent.request for sent in run.sent), *(request for request, _ in run.asked), *fetched]


def in_requests(old: OutgoingRequest, new: OutgoingRequest) -> Iterator[Change]:
    """What differs between two requests; nothing for most of them, and then it costs next to nothing."""
    if old == new:
        return iter(())
    return islice(_in_requests(old, new), _MOST)


def _in_requests(old: OutgoingRequest, new: OutgoingRequest) -> Iterator[Change]:
    yield from in_values("method", old.method, new.method)
    yield from _in_urls(old.url, new.url)
    yield from in_pairs("header", _headers(old), _headers(new))
    yield from in_bodies(old.body, new.body)
    yield from in_values("timeout", old.timeout, new.timeout)


def in_bodies(old: bytes, new: bytes) -> Iterator[Change]:
    """Two bodies by path where both are JSON, by parameter where both are lines of them, else as texts."""
    if old == new:
        return
    before, after = _read(old), _read(new)
    if before is not None and after is not None:
        yield from in_values("body", before, after)
        return
    lines, other = _parameters(old), _parameters(new)
    if lines and other:
        yield from in_pairs("form", lines, other)
        return
    yield Change("body", (), _text(old), _text(new))


def _in_urls(old: str, new: str) -> Iterator[Change]:
    (before, _, query), (after, _, other) = old.partition("?"), new.partition("?")
    yield from in_values("url", before, after)
    yield from in_pairs("parameter", pairs(query), pairs(other))


def _headers(request: OutgoingRequest) -> list[tuple[str, Any]]:
    return [(name.lower(), value) for name, value in request.headers]


def _read(body: bytes) -> Any:
    """The body as JSON, or None; `null` alone is as good as none."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _parameters(body: bytes) -> list[tuple[str, str]]:
    """The parameters of a form, or of the lines that GA4 batches events in; nothing of another body."""
    lines = [line for line in body.decode("utf-8", "replace").splitlines() if line]
    if len(lines) > _MOST_LINES or not all("=" in line.partition("&")[0] and " " not in line for line in lines):
        return []
    return [pair for line in lines for pair in pairs(line)]


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
