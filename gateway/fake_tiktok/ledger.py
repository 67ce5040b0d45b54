"""What the endpoint has received: each call masked, as a list shows it, and each event with what became of it.

Events are kept as they came, in memory only, for diagnostics have to compare digests; what leaves this file is masked.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from .. import tiktok
from ..outgoing import OutgoingRequest, Reply
from ..redaction import redacted, redacted_text
from .deduplication import Deduplication, Leg, Met
from .diagnostics import Diagnosis, Seen, Window, diagnose
from .legs import arrival_of
from .pixel import PixelCall
from .seen_in import seen_in_body

CALLS_KEPT = 10_000
EVENTS_KEPT = 100_000
_DIAGNOSED = 10_000


@dataclass(frozen=True, slots=True)
class Received:
    """An event that came, and what TikTok would make of it."""

    seen: Seen
    met: Met | None
    """Nothing where it was refused, or was for the test page only: such events are not counted."""

    @property
    def outcome(self) -> str:
        """counted, merged, dropped, refused or test."""
        return self.met.outcome if self.met else "refused" if self.seen.code != tiktok.OK else "test"


class Ledger:
    """All that came since the start, or since it was forgotten."""

    def __init__(self) -> None:
        self.calls: deque[dict[str, Any]] = deque(maxlen=CALLS_KEPT)
        self.events: deque[Received] = deque(maxlen=EVENTS_KEPT)
        self._deduplication = Deduplication()

    def forget(self) -> None:
        """Begin anew."""
        self.calls.clear()
        self.events.clear()
        self._deduplication = Deduplication()

    def server_call(self, request: OutgoingRequest, reply: Reply, document: Any, at: float) -> dict[str, Any]:
        """A call of the Events API; returns it as the list shows it."""
        if isinstance(document, Mapping):
            for seen in seen_in_body(document, reply, at):
                self._take(seen)
        return self._listed("server", request, document, reply, at)

    def pixel_call(self, request: OutgoingRequest, reply: Reply, call: PixelCall | None, at: float) -> dict[str, Any]:
        """A call of the browser's pixel."""
        if call is not None:
            self._take(Seen(call.event, leg="pixel", pixel=call.pixel, at=at))
        return self._listed("pixel", request, {"data": [call.event]} if call else None, reply, at)

    def diagnosis(self) -> Diagnosis:
        """What TikTok's Diagnostics would say of the last events."""
        return diagnose(Window([each.seen for each in list(self.events)[-_DIAGNOSED:]]))

    def state(self) -> dict[str, Any]:
        """What came and what became of it, counted by event; and the test events, masked."""
        counted = Counter((each.name, each.column) for received in self.events for each in _columns(received))
        names = sorted({name for name, _ in counted})
        return {
            "calls": len(self.calls),
            "events": {
                name: {column: many for column in _COLUMNS if (many := counted[name, column])} for name in names
            },
            "test_events": self.test_events(),
        }

    def test_events(self) -> list[dict[str, Any]]:
        """Those with a test_event_code, the newest first: what TikTok knows of them, and what it does not."""
        return [_test_event(each) for each in reversed(self.events) if each.seen.test_code]

    def _take(self, seen: Seen) -> None:
        is_counted = seen.code == tiktok.OK and not seen.test_code
        self.events.append(Received(seen, self._deduplication.met(arrival_of(seen)) if is_counted else None))

    def _listed(self, leg: Leg, request: OutgoingRequest, document: Any, reply: Reply, at: float) -> dict[str, Any]:
        token = str(request.header(tiktok.TOKEN_HEADER) or "")
        call = {
            "at": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"),
            "leg": leg,
            "method": request.method,
            "path": redacted_text(urlsplit(request.url).path),
            "token": f"…{token[-4:]}" if len(token) > 8 else "…" if token else "",
            "body": _masked(document, request.body),
            "reply": reply.json,
            "status": reply.status,
        }
        self.calls.append(call)
        return call


@dataclass(frozen=True, slots=True)
class _Counted:
    name: str
    column: str


_COLUMNS = ("server", "pixel", "counted", "merged", "dropped", "refused", "test")


def _columns(received: Received) -> Iterator[_Counted]:
    name = redacted_text(str(received.seen.event.get("event", ""))[:100])
    yield _Counted(name, received.seen.leg)
    yield _Counted(name, received.outcome)


def _test_event(received: Received) -> dict[str, Any]:
    seen = received.seen
    findings = diagnose(Window([seen])).findings
    return {
        "at": datetime.fromtimestamp(seen.at, UTC).isoformat(timespec="milliseconds"),
        "test_event_code": redacted_text(seen.test_code),
        "event": redacted(dict(seen.event)),
        "unknown": [finding.field for finding in findings if finding.id in ("unknown_key", "v1_key")],
        "code": seen.code,
        "message": redacted_text(seen.message),
    }


def _masked(document: Any, body: bytes) -> Any:
    """Masked event by event: a call holds more of them than what is shown of one list."""
    if document is None:
        try:
            return redacted(json.loads(body, parse_constant=str))
        except (ValueError, RecursionError):
            return redacted_text(body[:1000].decode("utf-8", "replace"))
    if not isinstance(document, Mapping) or not isinstance(document.get("data"), list):
        return redacted(document)
    events = [redacted(event) for event in document["data"][: tiktok.MOST_EVENTS]]
    return {**redacted({key: value for key, value in document.items() if key != "data"}), "data": events}
