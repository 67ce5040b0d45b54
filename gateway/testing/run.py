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
from ..redaction import redacted_text
from ..report import report
from ..trace import Answer, TagRun, Trace
from .listed import Listed
from .merge import Merge
from .mistakes import told_at_the_call


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
        return [run.tag for run in self.trace.runs() if run.outcome != "not run"]

    @property
    def pixel(self) -> list[Mapping[str, Any]]:
        """The events that TikTok's pixel sent from the browser, in the Events API's shape."""
        return [seen.event for seen in self._pixel]

    @property
    def merged(self) -> Merge:
        """Whether TikTok merges the pixel's events with those of the tags: `assert run.merged`."""
        return Merge(list(seen_in_trace(self.trace)), self._pixel)

    @property
    def unclaimed(self) -> str:
        """That no client claimed the hit, with the reason of each; nothing where one did."""
        if self.client:
            return ""
        return f"no client claimed the hit{self.refusals}"

    @property
    def refusals(self) -> str:
        """The reason of each client that was asked and refused, behind a semicolon."""
        return "".join(f'; "{name}" refused: {redacted_text(why)}' for name, why in self.trace.refusals)

    @told_at_the_call
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
        return TagResult(self, name, event or 0, min(runs, key=lambda run: run.outcome == "not run", default=None))


class TagResult:
    """One tag of one run."""

    def __init__(self, run: Run, name: str, event: int, ran: TagRun | None) -> None:
        self._run, self._name, self._event, self._ran = run, name, event, ran

    def __repr__(self) -> str:
        return f"<{self._name}: {self.outcome}, {redacted_text(self.why)}>"

    @property
    def fired(self) -> bool:
        """Whether it ran."""
        return self.outcome not in ("not fired", "not run")

    @property
    def why(self) -> str:
        """Why it ended as it did, or why it did not fire, with the place in rules.yaml."""
        if self._ran is not None and self._ran.why:
            return self._ran.why
        reason = self._reason()
        return f"{_with_near(reason)} ({reason.place.in_short})"

    @property
    def outcome(self) -> str:
        """ok, skipped, failed, "not fired", or "not run" where something else kept it from what its trigger wanted."""
        return self._ran.outcome if self._ran is not None else "not fired"

    @property
    def sent(self) -> list[OutgoingRequest]:
        """The requests it wants sent. To ask for one that is not there tells why."""
        requests = [sent.request for sent in self._ran.sent] if self._ran is not None else []
        told = f'tag "{self._name}" sent nothing more: '
        return Listed(requests, lambda: f"{told}{self.outcome}, {redacted_text(self.why)}")

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
        if not trace.client:
            return Reason(self._run.unclaimed, tag.place)
        if self._event >= len(trace.events):
            none = f'client "{trace.client}" made no event of the hit'
            return Reason("the hit has no such event" if trace.events else none, tag.place)
        return explain(tag, trace.events[self._event].lookup)


def _with_near(reason: Reason) -> str:
    """Why, and behind each condition that almost held what alone kept it from that."""
    told = reason.text
    for condition in reason.conditions:
        if condition.near and not condition.holds:
            met = f"{condition.text}, but {condition.met}"
            told = told.replace(met, f"{met}: {condition.near}", 1)
    return told
