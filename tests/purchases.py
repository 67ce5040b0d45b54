"""The events that the diagnostics are tried with: a good purchase, changed in one place, alone or among others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.fake_tiktok.diagnostics import Finding, Seen, Window, diagnose

AT = 1_760_000_000.0
PIXEL = "C4XAMPLEPIXEL0000001"

_GONE = object()
GONE: Any = _GONE
"""In place of a value: the key is not there at all."""


def digest(text: str) -> str:
    """SHA-256 in hex, as TikTok wants persons."""
    return hashlib.sha256(text.encode()).hexdigest()


def purchase(changes: Mapping[str, Any] | None = None, **of_seen: Any) -> Seen:
    """One purchase that nothing is wrong with, but for the changes: dotted paths such as "user.email" to values."""
    event: dict[str, Any] = {
        "event": "Purchase",
        "event_time": int(AT),
        "event_id": "T-1001",
        "user": {
            "email": digest("anna@example.com"),
            "phone": digest("+4930123456"),
            "external_id": digest("customer-7"),
            "ttclid": "E.C.P.CvMBexampleClick0001",
            "ttp": "2YkExampleBrowserId001",
            "ip": "203.0.113.7",
            "user_agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
        },
        "page": {"url": "https://shop.example.com/thanks"},
        "properties": {
            "value": 20.0,
            "currency": "EUR",
            "content_type": "product",
            "contents": [{"content_id": "SKU-1", "price": 10.0, "quantity": 2}],
        },
    }
    for path, value in (changes or {}).items():
        _put(event, path.split("."), value)
    return Seen(**{"event": event, "pixel": PIXEL, "at": AT + 1, **of_seen})


def _put(place: Any, path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    if value is _GONE:
        place.pop(path[-1], None)
    elif isinstance(place, list):
        place[int(path[-1])] = value
    else:
        place[path[-1]] = value


def findings(*events: Seen, **of_window: Any) -> dict[str, Finding]:
    """What is found in these events, by id; of several findings of one id the worst."""
    found = diagnose(Window(list(events), **of_window)).findings
    return {finding.id: finding for finding in reversed(found)}
