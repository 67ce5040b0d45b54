"""Two containers over the same hits: both trips of each hit side by side, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache, partial
from itertools import zip_longest

from ...hit import Hit
from ...redaction import redacted_text
from ...trace import EventTrace, Trace
from ..rehearsal import StandIn, accepts_all, rehearse
from .answers import in_answers
from .change import once
from .events import Seen, in_events, name_of, told
from .findings import Difference, Example, Findings, Sort, Told
from .requests import requests_of
from .side import Side
from .unseen import Unseen, unseen

_NONE = "none"
_LONGEST = 400
_MOST_ALIGNED = 200
"""Events of a hit that are brought together by their names; of more the first is compared with the first, and so on."""


def compare(old: Side, new: Side, hits: Iterable[tuple[str, Hit]], stand_in: StandIn = accepts_all) -> Comparison:
    """What the two make of hits, each with the name it is told by. Of every hit only what differs is kept.

    Both sides mostly send the same, and the same request gets the same reply: it is worked out once.
    """
    comparison, reply = Comparison(old, new), lru_cache(64)(stand_in)
    for name, hit in hits:
        comparison.take(name, rehearse(old.container, hit, reply), rehearse(new.container, hit, reply))
    return comparison


class Comparison:
    """What was compared so far: how much there was on both sides, and what differs."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.findings = Findings()
        self.hits = self.hits_that_differ = 0
        self.events, self.requests = [0, 0], [0, 0]
        self.fired: dict[str, list[int]] = {}
        """How often each tag ran, on both sides."""
        self._tags: dict[str, str] = {}
        self._clients_that_differ: set[str] = set()

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return self.hits_that_differ > 0

    @property
    def unseen(self) -> tuple[Unseen, ...]:
        """What was changed in the rules, but shows in no hit."""
        tags = {self._tags[key] for key in self.findings.tags()}
        return tuple(unseen(self.old, self.new, self._clients_that_differ, tags, differs=self.differs))

    def take(self, name: str, old: Trace, new: Trace) -> None:
        """One more hit, by its two trips."""
        self.hits += 1
        for side, trace in enumerate((old, new)):
            self._count(side, trace)
        before = len(self.findings)
        for difference in _in_hits(old, new):
            self.findings.add(difference.sort, partial(_example, name, old, None, difference))
        for pair in _aligned(old.events, new.events):
            seen = Seen(self.old, old, pair[0]), Seen(self.new, new, pair[1])
            for difference in in_events(*seen):
                self.findings.add(difference.sort, partial(_example, name, old, pair[0] or pair[1], difference))
        if len(self.findings) > before:
            self.hits_that_differ += 1
            self._clients_that_differ |= {old.client, new.client}

    def _count(self, side: int, trace: Trace) -> None:
        self.events[side] += len(trace.events)
        for run in trace.runs():
            self.fired.setdefault(run.key, [0, 0])[side] += 1
            self._tags[run.key] = run.tag
            self.requests[side] += len(requests_of(run))


def _example(name: str, trace: Trace, event: EventTrace | None, difference: Difference) -> Example:
    number, event_name = (event.number + 1, name_of(event)) if event else (0, "")
    return Example(name, trace.hit.id, *difference.told(), event=number, event_name=event_name)


def _in_hits(old: Trace, new: Trace) -> Iterator[Difference]:
    """What differs that belongs to no event: who claimed the hit, and what the browser got."""
    if old.client != new.client:
        sort = Sort("client", "", f"{old.client or _NONE} -> {new.client or _NONE}", "")
        yield Difference(sort, lambda: (_claim(old), _claim(new)))
    for change in once(in_answers(old.answer, new.answer)):
        yield Difference(Sort("response", "", change.path, change.how), partial(told, change))


def _claim(trace: Trace) -> Told:
    refused = "; ".join(f"{name} refused: {reason}" for name, reason in trace.refusals)
    claimed = f'client "{trace.client}" claimed it' if trace.client else "no client claimed it"
    return Told(redacted_text(f"{claimed}{'; ' * bool(refused)}{refused}")[:_LONGEST])


def _aligned(old: list[EventTrace], new: list[EventTrace]) -> Iterator[tuple[EventTrace | None, EventTrace | None]]:
    """The events of both sides brought together: by their names where one side made others, else by their order."""
    names = [[name_of(event) for event in events] for events in (old, new)]
    if names[0] == names[1] or max(map(len, names)) > _MOST_ALIGNED:
        yield from zip_longest(old, new)
        return
    matcher = SequenceMatcher(None, names[0], names[1], autojunk=False)
    for _, first, end, other, other_end in matcher.get_opcodes():
        yield from zip_longest(old[first:end], new[other:other_end])
