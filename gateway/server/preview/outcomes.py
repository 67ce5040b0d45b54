"""How a tag's run ended, as one word that the list shows: what the tag did, and what the vendor said to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from ...trace import Sent, TagRun, Trace

_WORST_FIRST = (
    "failed", "refused", "given up", "dropped", "damaged", "hold", "again", "waiting", "unknown", "not sent", "assumed",
    "accepted", "ok", "skipped", "not run", "none",
)  # fmt: skip
_ONLY_IN_DETAILS = ("unknown", "assumed")
"""What the queue has forgotten, and what a rehearsal takes for granted: no row of the list ends so."""
OUTCOMES = (*(each for each in _WORST_FIRST if each not in _ONLY_IN_DETAILS), "unclaimed")


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


def word(state: str, tries: int, destination: str = "", *, held: Collection[str] = ()) -> str:
    """The outcome of a delivery in this state after so many tries, where these destinations are held."""
    if state != "waiting":
        return state
    if destination in held:
        return "hold"
    return "again" if tries else state


def reached(traces: Sequence[Trace], told: Told) -> dict[str, int]:
    """How many of some hits came how far, and of the runs how many ended in each way: all ends together are what fired."""
    runs = [run for trace in traces for run in trace.runs()]
    ends = Counter(outcome_of(run, told) for run in runs)
    return {
        "hits": len(traces),
        "claimed": sum(bool(trace.client) for trace in traces),
        "events": sum(len(trace.events) for trace in traces),
        "fired": len(runs),
        **{end: ends[end] for end in reversed(_WORST_FIRST) if end in OUTCOMES and end != "none"},
    }


def _of(sent: Sent, told: Told) -> str:
    """A rehearsed request has its verdict with it."""
    if sent.verdict is not None:
        return sent.verdict.outcome
    return told[sent.id]
