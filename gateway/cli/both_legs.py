"""Both legs of a replay: TikTok's pixel among the hits, and what the tags send; what TikTok makes of the two together."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .. import tiktok
from ..fake_tiktok.diagnostics import Seen
from ..fake_tiktok.legs import Fate, fates
from ..fake_tiktok.seen_in import seen_in_pixel_call, seen_in_request
from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from ..recording import Captured
from ..trace import Trace

MOST = 5000
"""Events of both legs that are held against each other: each of them is held in memory."""
_MOST_TOLD = 40


class BothLegs:
    """Silent where the browser's leg is not among the hits, and then nothing is taken apart."""

    def __init__(self, most: int = MOST) -> None:
        self._calls: list[Hit] = []
        self._requests: list[tuple[OutgoingRequest, Reply | None, float]] = []
        self._most, self._is_cut = most, False

    def take(self, _: Captured, trace: Trace) -> None:
        """The server's leg of a hit."""
        for run in trace.runs():
            for sent in run.sent:
                if tiktok.TRACK_PATH in sent.request.url and self._has_room():
                    self._requests.append((sent.request, sent.reply, trace.hit.at / 1000))

    def take_call(self, hit: Hit) -> None:
        """A call of the pixel."""
        if self._has_room():
            self._calls.append(hit)

    def document(self) -> dict[str, Any] | None:
        """`legs/v1`: each event and what becomes of it; None where there is one leg."""
        if not self._calls:
            return None
        cut = {"only_the_first": self._most} if self._is_cut else {}
        return {"schema": "legs/v1", **cut, "events": [fate.as_json() for fate in fates(self._seen())]}

    def lines(self) -> list[str]:
        """The same for people: each of few, and of many how often it was what."""
        if not self._calls:
            return []
        found = fates(self._seen())
        told = [str(fate) for fate in found] if len(found) <= _MOST_TOLD else _counted(found)
        cut = f", the first {self._most:,} of them" if self._is_cut else ""
        return [f"What TikTok makes of the pixel's events and the server's{cut}", *(f"  {line}" for line in told), ""]

    def _has_room(self) -> bool:
        self._is_cut = self._is_cut or len(self._calls) + len(self._requests) >= self._most
        return not self._is_cut

    def _seen(self) -> list[Seen]:
        calls = [seen for hit in self._calls for seen in seen_in_pixel_call(hit)]
        return calls + [seen for request in self._requests for seen in seen_in_request(*request)]


def _counted(found: list[Fate]) -> list[str]:
    counts = Counter((fate.met.outcome, fate.arrival.leg) for fate in found)
    return [f"{outcome:8} {leg:6}  {count:,} events" for (outcome, leg), count in sorted(counts.items())]
