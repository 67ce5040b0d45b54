"""What one hit led to, for a test to ask: `run.tag("TikTok purchase").sent[0].json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..block import block
from ..errors import GatewayError, nearest
from ..event import Event
from ..fake_tiktok.diagnostics import Seen
from ..fake_tiktok.seen_in import seen_in_trace
from ..firing import Reason, explain
from ..outgoing import OutgoingRequest, Verdict
from ..report import report
from ..trace import Answer, TagRun, Trace
from .merge import Merge


class Run:
    """What one hit led to. Its repr is the text of `sgtm replay`."""

    def __init__(self, trace: Trace, pixel: Sequence[Seen] = ()) -> None:
        """`pixel` is the other leg: what TikTok's pixel sent from the browser."""
        self.trace, self._pixel = trace, pixel

    def __repr__(self) -> str:
        return block(report(self.trace))

    @property
    def client(self) -> str:
        """The name of the client that claimed the hit, or nothing."""
        return self.trace.client

    @property
    def events(self) -> list[Event]:
        """The events the client made."""
        return [event.event for event in self.trace.events]

    @property
    def response(self) -> Answer:
        """What the browser gets."""
        assert self.trace.answer is not None
        return self.trace.answer

    @property
    def fired(self) -> list[str]:
        """The names of the tags that ran, in firing order."""
        return [run.tag for run in self.trace.runs()]

    @property
    def pixel(self) -> list[Mapping[str, Any]]:
        """The events that TikTok's pixel sent from the browser, in the Events API's shape."""
        return [seen.event for seen in self._pixel]

    @property
    def merged(self) -> Merge:
        """Whether TikTok merges the pixel's events with those of the tags: `assert run.merged`."""
        return Merge(list(seen_in_trace(self.trace)), self._pixel)

    def tag(self, name: str, event: int | None = None) -> TagResult:
        """What one tag did; of a hit with several events the first event it ran for, or the one asked for."""
        container = self.trace.container
        if name not in container.tags_by_name:
            raise GatewayError(f'there is no tag "{name}".{nearest(name, list(container.tags_by_name))}')
        runs = [
            run
            for trace in self.trace.events
            if event is None or trace.number == event
            for run in trace.runs
            if run.tag == name
        ]
        return TagResult(self, name, event or 0, runs[0] if runs else None)


class TagResult:
    """One tag of one run."""

    def __init__(self, run: Run, name: str, event: int, ran: TagRun | None) -> None:
        self._run, self._name, self._event, self._ran = run, name, event, ran

    def __repr__(self) -> str:
        return repr(self._run)

    @property
    def fired(self) -> bool:
        """Whether it ran."""
        return self._ran is not None

    @property
    def why(self) -> str:
        """Why it ended as it did, or why it did not fire, with the place in rules.yaml."""
        if self._ran is not None and self._ran.why:
            return self._ran.why
        reason = self._reason()
        return f"{reason.text} ({reason.place.in_short})"

    @property
    def outcome(self) -> str:
        """ok, skipped, failed, or "not fired"."""
        return self._ran.outcome if self._ran is not None else "not fired"

    @property
    def sent(self) -> list[OutgoingRequest]:
        """The requests it wants sent. To ask for one that is not there tells why."""
        requests = [sent.request for sent in self._ran.sent] if self._ran is not None else []
        return _Sent(requests, f'tag "{self._name}" sent nothing more: {self.outcome}, {self.why}')

    @property
    def verdicts(self) -> list[Verdict]:
        """What the vendor would say to each of them, as far as the local endpoints know."""
        return [sent.verdict for sent in self._ran.sent if sent.verdict] if self._ran is not None else []

    @property
    def log(self) -> list[str]:
        """The lines it logged."""
        return self._ran.log if self._ran is not None else []

    def _reason(self) -> Reason:
        trace, tag = self._run.trace, self._run.trace.container.tags_by_name[self._name]
        if self._event >= len(trace.events):
            return Reason("the hit has no such event", tag.place)
        return explain(tag, trace.events[self._event].lookup)


class _Sent(list[OutgoingRequest]):
    """Requests, and why there are no more."""

    def __init__(self, requests: list[OutgoingRequest], why: str) -> None:
        super().__init__(requests)
        self._why = why

    def __getitem__(self, position: Any) -> Any:
        try:
            return super().__getitem__(position)
        except IndexError:
            raise IndexError(self._why) from None
