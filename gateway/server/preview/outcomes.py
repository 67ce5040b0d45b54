"""How a tag's run ended, as one word that the list shows: what the tag did, and what the vendor said to it."""

from __future__ import annotations

from collections.abc import Iterable

from ...trace import Sent, TagRun, Trace

OF_STATES = {
    "waiting": "waiting",
    "accepted": "accepted",
    "refused": "refused",
    "given up": "given up",
    "dropped": "dropped",
}
_WORST_FIRST = (
    "failed", "refused", "given up", "dropped", "hold", "again", "waiting", "accepted", "ok", "skipped", "not run", "none",
)  # fmt: skip
OUTCOMES = (*_WORST_FIRST, "unclaimed")
FAILURES = frozenset(("failed", "refused", "given up"))


class Told(dict[str, str]):
    """The outcomes of deliveries, by their ids; those that are not there are `unknown`."""

    def __init__(self, unknown: str = "waiting") -> None:
        super().__init__()
        self.unknown = unknown

    def __missing__(self, _: str) -> str:
        return self.unknown


def outcome_of(run: TagRun, told: Told) -> str:
    """The outcome of one run."""
    if run.outcome != "ok" or not run.sent:
        return run.outcome
    return worst(_of(sent, told) for sent in run.sent)


def outcome_of_trace(trace: Trace, told: Told) -> str:
    """The worst outcome of a hit's runs; of a hit without runs why there are none."""
    if not trace.client:
        return "unclaimed"
    return worst(outcome_of(run, told) for run in trace.runs())


def worst(outcomes: Iterable[str]) -> str:
    """The worst of some outcomes, "none" where there are none."""
    return min(outcomes, key=_WORST_FIRST.index, default="none")


def word(state: str, tries: int) -> str:
    """The outcome of a delivery in this state after so many tries."""
    return "again" if state == "waiting" and tries else state


def _of(sent: Sent, told: Told) -> str:
    """A rehearsed request has its verdict with it."""
    if sent.verdict is not None:
        return sent.verdict.outcome
    return told[sent.id]
