"""The local TikTok endpoint of one test: what it was sent, what becomes of it, and what goes wrong.

def test_a_throttled_event_is_sent_again(container, fake_tiktok):
    fake_tiktok.fail("40100")
    run = container.replay("hits/purchase.http")

    assert [verdict.outcome for verdict in run.tag("TikTok purchase").verdicts] == ["again"]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .. import tiktok
from ..fake_tiktok import stand_in
from ..fake_tiktok.diagnostics import Seen
from ..fake_tiktok.faults import Schedule
from ..fake_tiktok.legs import Fate, fates
from ..outgoing import OutgoingRequest, Reply
from ..redaction import redacted_text
from .listed import Listed


@dataclass(frozen=True, slots=True)
class TikTokEvent:
    """An event as TikTok got it, in the Events API's shape, and what TikTok makes of it."""

    data: Mapping[str, Any]
    fate: Fate

    @property
    def name(self) -> str:
        """TikTok's name of it, such as Purchase."""
        return self.fate.arrival.event

    @property
    def leg(self) -> str:
        """Who sent it: server or pixel."""
        return self.fate.arrival.leg

    @property
    def outcome(self) -> str:
        """counted, merged, dropped, refused or test."""
        return self.fate.met.outcome

    @property
    def why(self) -> str:
        """Why that became of it."""
        return self.fate.met.why

    def __repr__(self) -> str:
        return f"<{str(self.fate).strip()}>"


class LocalTikTok:
    """Answers what a test's tags send to TikTok. There is no port and no queue: each request comes once, at its hit's time.

    What TikTok would be sent again, a tag's `verdicts` tell. Of faults, `slow` is an answer that comes too late where it is as
    long as the request waits, and none otherwise.
    """

    def __init__(self) -> None:
        self._faults = Schedule()
        self._seen: list[Seen] = []

    def fail(self, faults: str) -> None:
        """What happens to the calls that come now, one after the other: `40100*2, 502, reset, ok, …`."""
        self._faults = Schedule(faults)

    @property
    def events(self) -> list[TikTokEvent]:
        """All that came in this test, of both legs, in the order of time."""
        in_order = sorted(self._seen, key=lambda each: each.at)
        events = [TikTokEvent(seen.event, fate) for seen, fate in zip(in_order, fates(in_order), strict=True)]
        return Listed(events, lambda: f"TikTok got {_counted(len(events))} in this test")

    def __getitem__(self, name: str) -> list[TikTokEvent]:
        """The events of a name: `fake_tiktok["Purchase"]`."""
        events = self.events
        named = [event for event in events if event.name == name]
        return Listed(named, lambda: f'TikTok got {_counted(len(named))} "{name}" in this test{_instead(events, name)}')

    def __repr__(self) -> str:
        head = f"TikTok got {_counted(len(self._seen))} in this test"
        return "\n".join([head, *(f"  {each.fate}" for each in self.events)])

    def answer(self, request: OutgoingRequest) -> Reply:
        """The reply to a request. Other vendors take what they get, as without this fixture."""
        if urlsplit(request.url).path != tiktok.TRACK_PATH:
            return stand_in(request)
        fault = self._faults.next()
        if fault.resets:
            return Reply(0, error="the connection was reset")
        if fault.delay and fault.delay >= request.timeout:
            return Reply(0, error=f"no answer within {request.timeout:g} s")
        return fault.reply(request.body) or stand_in(request)

    def take(self, seen: Iterable[Seen]) -> None:
        """Remember events that came."""
        self._seen += seen


def _counted(many: int) -> str:
    return f"{many} event{'s' * (many != 1)}" if many else "no event"


def _instead(events: Iterable[TikTokEvent], name: str) -> str:
    others = dict.fromkeys(event.name for event in events if event.name != name)
    return f", and these: {redacted_text(', '.join(others))}" if others else ""
