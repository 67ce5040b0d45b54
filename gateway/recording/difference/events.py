"""Where two trips of one event differ: its data, the tags that ran, how they ended, and what they sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice, zip_longest
from typing import Any, Literal, NamedTuple

import msgspec

from ...firing import explain
from ...outgoing import OutgoingRequest, Verdict
from ...redaction import redacted_text
from ...trace import EventTrace, TagRun, Trace
from .change import NOTHING, Change, in_values, once
from .findings import Difference, Kind, Sort, Told
from .requests import in_requests, requests_of
from .side import Side

_LONGEST = 400
_LONGEST_NAME = 80
_MOST_DATA = 500


class Seen(NamedTuple):
    """An event as one side has it; None where that side made no such event."""

    side: Side
    trace: Trace
    event: EventTrace | None

    @property
    def runs(self) -> dict[str, TagRun]:
        """Its tag runs by their keys."""
        return {run.key: run for run in self.event.runs} if self.event else {}


def name_of(event: EventTrace) -> str:
    """The name of an event, as it may be shown."""
    return redacted_text(str(event.event.get("event_name", "")))[:_LONGEST_NAME]


def in_events(old: Seen, new: Seen) -> Iterator[Difference]:
    """What differs between the two trips of an event."""
    if old.event is None or new.event is None:
        yield _missing(old, new)
    else:
        yield from _in_data(old.event, new.event)
    before, after = old.runs, new.runs
    for key in {**before, **after}:
        first, second = before.get(key), after.get(key)
        run = first or second
        assert run is not None
        if first is None or second is None:
            yield Difference(Sort("firing", key, "", _more_or_less(first)), partial(_reasons, run, old, new))
        else:
            yield from _in_runs(key, first, second)


def _missing(old: Seen, new: Seen) -> Difference:
    there = old.event or new.event
    assert there is not None
    return Difference(Sort("event", name_of(there), "", _more_or_less(old.event)), partial(_made, old, new))


def _made(old: Seen, new: Seen) -> tuple[Told, Told]:
    before, after = (
        Told(f'event "{name_of(seen.event)}"') if seen.event else _made_none(seen.trace) for seen in (old, new)
    )
    return before, after


def _made_none(trace: Trace) -> Told:
    return Told(f'client "{trace.client}" made no such event' if trace.client else "no client claimed it")


def _in_data(old: EventTrace, new: EventTrace) -> Iterator[Difference]:
    before, after = dict(old.event), dict(new.event)
    if _is_same(before, after):
        return iter(())
    return _as_differences("data", name_of(new), islice(in_values("data", before, after), _MOST_DATA))


def _is_same(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a look at every key can be spared, as it mostly can; what is no JSON is looked at."""
    try:
        return msgspec.json.encode(old) == msgspec.json.encode(new)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False


def _as_differences(kind: Kind, name: str, changes: Iterator[Change]) -> Iterator[Difference]:
    for change in once(changes):
        yield Difference(Sort(kind, name, change.path, change.how), partial(told, change))


def told(change: Change) -> tuple[Told, Told]:
    """A change as an example tells it."""
    old, new = change.shown()
    return Told(old), Told(new)


# --- tags -------------------------------------------------------------------------------------------------------------


def _in_runs(key: str, old: TagRun, new: TagRun) -> Iterator[Difference]:
    if old.outcome != new.outcome:
        sort = Sort("outcome", key, f"{old.outcome} -> {new.outcome}", "")
        yield Difference(sort, lambda: (_ended(old), _ended(new)))
    for first, second in zip(old.sent, new.sent, strict=False):
        if first.verdict and second.verdict and first.verdict.outcome != second.verdict.outcome:
            sort = Sort("verdict", key, f"{first.verdict.outcome} -> {second.verdict.outcome}", "")
            yield Difference(sort, partial(_verdicts, first.verdict, second.verdict))
    for before, after in zip_longest(requests_of(old), requests_of(new)):
        if before is None or after is None:
            sort = Sort("request", key, "", _more_or_less(before))
            yield Difference(sort, partial(_addresses, before, after))
        else:
            yield from _as_differences("field", key, in_requests(before, after))


def _reasons(run: TagRun, old: Seen, new: Seen) -> tuple[Told, Told]:
    return _reason(run, old), _reason(run, new)


def _reason(run: TagRun, seen: Seen) -> Told:
    """Why the tag of this run, which one of the sides has, ran on that side or did not."""
    tag, ran = seen.side.container.tags_by_name.get(run.tag), run.key in seen.runs
    if seen.event is None:
        return _made_none(seen.trace)
    if tag is None:
        return Told("there is no such tag")
    if run.key != run.tag:
        return Told("it ran" if ran else "no other tag has it so", seen.side.place(tag.place))
    why = explain(tag, seen.event.lookup)
    near = next((f": {each.near}" for each in why.conditions if each.near and not ran), "")
    return Told(f"{'fired' if ran else 'not fired'}: {_short(why.text)}{near}", seen.side.place(why.place))


def _ended(run: TagRun) -> Told:
    return Told(f"{run.outcome}{': ' * bool(run.why)}{_short(run.why)}")


def _verdicts(old: Verdict, new: Verdict) -> tuple[Told, Told]:
    before, after = (Told(f"{each.outcome}: {_short(each.why)}") for each in (old, new))
    return before, after


def _addresses(old: OutgoingRequest | None, new: OutgoingRequest | None) -> tuple[Told, Told]:
    before, after = (Told(_short(f"{each.method} {each.url}") if each else NOTHING) for each in (old, new))
    return before, after


def _more_or_less(old: object) -> Literal["more", "less"]:
    return "more" if old is None else "less"


def _short(text: str) -> str:
    """Cut only after masking: half an address would no longer be known as one."""
    shown = redacted_text(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
