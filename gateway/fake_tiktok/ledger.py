"""What the endpoint has received: each call masked, as a list shows it, and each event with what became of it.

Events are kept as they came, in memory only, for diagnostics have to compare digests; what leaves this file is masked.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from .. import tiktok
from ..outgoing import OutgoingRequest, Reply
from ..redaction import redacted, redacted_text
from ..report import moment
from . import bodies
from .deduplication import Deduplication, Leg, Met
from .diagnostics import Diagnosis, Seen, Window, diagnose, shown_pixel
from .legs import arrival_of, meet
from .pixel import PixelCall
from .seen_in import seen_in_body

CALLS_KEPT = 10_000
EVENTS_KEPT = 100_000
TESTS_SHOWN = 50
"""Each is diagnosed on its own when it is shown."""
_DIAGNOSED = 10_000
_TEXT_READ, _TEXT_SHOWN = 20_000, 1000
_PIXELS = ("event_source_id", "pixel_code")


@dataclass(frozen=True, slots=True)
class Received:
    """An event that came, and what TikTok would make of it."""

    seen: Seen
    met: Met
    in_test: Met | None = None
    """Of a test event, what would become of it as a live one, among the other test events and the pixel's."""


class Ledger:
    """All that came since the start, or since it was forgotten."""

    def __init__(self) -> None:
        self.calls: deque[dict[str, Any]] = deque(maxlen=CALLS_KEPT)
        self.events: deque[Received] = deque(maxlen=EVENTS_KEPT)
        self._deduplication, self._of_tests = Deduplication(), Deduplication()

    def forget(self) -> None:
        """Begin anew."""
        self.calls.clear()
        self.events.clear()
        self._deduplication, self._of_tests = Deduplication(), Deduplication()

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
            "more_test_events": max(0, sum(1 for each in self.events if each.seen.test_code) - TESTS_SHOWN),
        }

    def test_events(self) -> list[dict[str, Any]]:
        """The newest of those with a test_event_code, the last one first: what TikTok knows of them, and what it does not."""
        newest = islice((each for each in reversed(self.events) if each.seen.test_code), TESTS_SHOWN)
        pixel = {_key(each.seen): moment(each.seen.at) for each in self.events if each.seen.leg == "pixel"}
        return [_test_event(each, pixel.get(_key(each.seen), "")) for each in newest]

    def _take(self, seen: Seen) -> None:
        met = meet(seen, self._deduplication)
        is_shown = met.outcome == "test" or seen.leg == "pixel"
        self.events.append(Received(seen, met, self._of_tests.met(arrival_of(seen)) if is_shown else None))

    def _listed(self, leg: Leg, request: OutgoingRequest, document: Any, reply: Reply, at: float) -> dict[str, Any]:
        token = str(request.header(tiktok.TOKEN_HEADER) or "")
        call = {
            "at": moment(at),
            "leg": leg,
            "method": request.method,
            "path": redacted_text(urlsplit(request.url).path),
            "token": f"…{token[-4:]}" if len(token) > 8 else "…" if token else "",
            "body": _masked(document, request.body),
            "reply": _masked_reply(reply.json, document),
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
    yield _Counted(name, received.met.outcome)


def _key(seen: Seen) -> tuple[str, str, str]:
    arrival = arrival_of(seen)
    return arrival.pixel, arrival.event, arrival.event_id


def _test_event(received: Received, pixel_at: str) -> dict[str, Any]:
    """`pixel_at` is when the pixel sent its event of the same id, or empty."""
    seen, live = received.seen, received.in_test
    findings = diagnose(Window([seen])).findings
    return {
        "at": moment(seen.at),
        "test_event_code": redacted_text(seen.test_code),
        "event": redacted(dict(seen.event)),
        "unknown": [finding.field for finding in findings if finding.id in ("unknown_key", "v1_key")],
        "deduplicated": live is not None and live.outcome in ("merged", "dropped"),
        "live": f"{live.outcome}: {live.why}" if live else "",
        "pixel_at": pixel_at if seen.event.get("event_id") else "",
        "code": seen.code,
        "message": redacted_text(seen.message),
    }


def _masked(document: Any, body: bytes) -> Any:
    """Masked event by event: a call holds more of them than what is shown of one list."""
    if document is None:
        return _masked_text(body)
    if not isinstance(document, Mapping):
        return redacted(document)
    around = redacted({key: _shown(key, value) for key, value in document.items() if key != "data"})
    if "data" not in document:
        return around
    data = document["data"]
    events = [redacted(event) for event in data[: tiktok.MOST_EVENTS]] if isinstance(data, list) else redacted(data)
    return {**around, "data": events}


def _masked_text(body: bytes) -> Any:
    """A body that is no call: the beginning of it, and where it is nearly JSON its parts."""
    try:
        return redacted(bodies.read_roughly(body))
    except ValueError:
        return redacted_text(body[:_TEXT_READ].decode("utf-8", "replace"))[:_TEXT_SHOWN]


def _masked_reply(said: Any, document: Any) -> Any:
    """A message may name what was sent."""
    if not isinstance(said, dict) or not isinstance(said.get("message"), str):
        return redacted(said)
    pixel = document.get("event_source_id") if isinstance(document, Mapping) else None
    message = (
        said["message"].replace(pixel, shown_pixel(pixel)) if isinstance(pixel, str) and pixel else said["message"]
    )
    return redacted({**said, "message": message})


def _shown(key: str, value: Any) -> Any:
    return shown_pixel(value) if key in _PIXELS and isinstance(value, str) else value
