"""Which hits of a gateway are recorded: by the names of their events, by tags, and by what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..trace import TagRun, Trace

Outcome: TypeAlias = Literal["fired", "not-fired", "failed", "unclaimed", "accepted", "refused"]
"""What a tag did, or that no client claimed the hit; the last two are what a stand-in says of the requests: the vendor's own
word comes when the hit is long answered."""

_EITHER: tuple[Outcome, Outcome] = ("accepted", "refused")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is left empty does not matter. Tags alone mean that one of them fired."""

    events: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    outcomes: frozenset[Outcome] = frozenset()

    def takes(self, trace: Trace, rehearsed: Trace | None = None) -> bool:
        """Whether the hit is recorded. Until it is rehearsed, each of its requests may come to be accepted or refused."""
        if _was_turned_away(trace) or (self.events and not any(self._is_named(event) for event in _names(trace))):
            return False
        wanted: frozenset[Outcome] = self.outcomes or (frozenset(("fired",)) if self.tags else frozenset())
        if not wanted:
            return True
        answered = self._answered(trace if rehearsed is None else rehearsed)
        return any(outcome in wanted for outcome in (*self._done(trace), *answered))

    def _done(self, trace: Trace) -> Iterator[Outcome]:
        if not trace.client:
            yield "unclaimed"
            return
        outcomes = {run.outcome for run in self._runs(trace)}
        yield "fired" if outcomes else "not-fired"
        if "failed" in outcomes:
            yield "failed"

    def _answered(self, trace: Trace) -> Iterator[Outcome]:
        for run in self._runs(trace):
            for sent in run.sent:
                if sent.verdict is None:
                    yield from _EITHER
                else:
                    yield "accepted" if sent.verdict.outcome == "accepted" else "refused"

    def _runs(self, trace: Trace) -> list[TagRun]:
        """The runs that count: of the tags and the events that are named."""
        return [
            run
            for event, name in zip(trace.events, _names(trace), strict=True)
            if not self.events or self._is_named(name)
            for run in event.runs
            if run.outcome != "not run" and (not self.tags or run.tag in self.tags)
        ]

    def _is_named(self, event: str) -> bool:
        return event in self.events


def _names(trace: Trace) -> list[str]:
    return [str(event.event.get("event_name", "")) for event in trace.events]


def _was_turned_away(trace: Trace) -> bool:
    """Whether no client was asked: then the trace has only the beginning of the hit."""
    return not trace.client and not trace.refusals and bool(trace.log)
