"""What many hits led to, counted: clients, events, tags and what vendors said, as a table or a document of JSON.

Whatever hits hold, it stays small: of names and reasons only the first ones are told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..container import Container
from ..recording import Captured
from ..redaction import redacted_text
from ..trace import TagRun, Trace
from .check import counted
from .misses import Miss, Misses

SCHEMA = "replay/v1"
MOST_NAMES = 100
OTHERS = "(others)"

_MOST_REASONS = 50
_LONGEST = 200
_COLUMNS = ("fired", "ok", "skipped", "failed", "sent", "accepted", "refused", "again", "hold")


@dataclass(slots=True)
class Row:
    """What one tag did for the events of one name."""

    fired: int = 0
    ok: int = 0
    skipped: int = 0
    failed: int = 0
    sent: int = 0
    accepted: int = 0
    refused: int = 0
    again: int = 0
    hold: int = 0


@dataclass(slots=True)
class Reason:
    """Why something did not come about, how often, and where first."""

    what: str
    who: str
    why: str
    first: str
    count: int = 0


@dataclass
class Summary:
    """Counts the traces it is given."""

    container: Container
    hits: int = 0
    _clients: Counter[str] = field(default_factory=Counter)
    _events: Counter[str] = field(default_factory=Counter)
    _answers: Counter[int] = field(default_factory=Counter)
    _rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    _reasons: dict[tuple[str, str, str], Reason] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._misses = Misses(self.container)

    def take(self, captured: Captured, trace: Trace) -> None:
        """Count one hit."""
        self.hits += 1
        self._clients[trace.client] += 1
        self._answers[trace.answer.status if trace.answer else 0] += 1
        if not trace.client:
            for client, why in trace.refusals:
                self._note("unclaimed", client, why, captured)
        for event in trace.events:
            name = self._name(event.event.get("event_name", ""))
            self._events[name] += 1
            for run in event.runs:
                if run.outcome != "not run":
                    self._count(run, name, captured)
            for miss in self._misses.take(event, captured.place):
                self._note("not fired", miss.tag, f"{miss.why}, {miss.place}", captured)

    def _count(self, run: TagRun, event: str, captured: Captured) -> None:
        row = self._rows.get((run.key, event))
        if row is None:
            row = self._rows[run.key, event] = Row()
        row.fired += 1
        if run.outcome == "ok":
            row.ok += 1
        else:
            row.failed += run.outcome == "failed"
            row.skipped += run.outcome == "skipped"
            self._note(run.outcome, run.key, run.why, captured)
        for sent in run.sent:
            row.sent += 1
            verdict = sent.verdict
            if verdict is None:
                continue
            if verdict.outcome == "accepted":
                row.accepted += 1
                continue
            word = "refused" if verdict.outcome == "split" else verdict.outcome
            setattr(row, word, getattr(row, word) + 1)
            self._note(word, run.key, verdict.why, captured)

    def _note(self, what: str, who: str, why: str, captured: Captured) -> None:
        key = (what, who, why)
        if key not in self._reasons and len(self._reasons) >= _MOST_REASONS:
            key = (what, who, OTHERS)
        reason = self._reasons.get(key)
        if reason is None:
            reason = self._reasons[key] = Reason(what, who, redacted_text(key[2])[:_LONGEST], captured.place)
        reason.count += 1

    def _name(self, name: Any) -> str:
        """How an event is called here: masked, and of a flood of names the first ones."""
        name = name if isinstance(name, str) else str(name)
        shown = self._names.get(name)
        if shown is None:
            if len(self._names) >= MOST_NAMES:
                return OTHERS
            shown = self._names[name] = redacted_text(name)[:_LONGEST] or "(no name)"
        return shown

    # --- for programs -------------------------------------------------------------------------------------------------

    def document(self, reading: Iterable[str]) -> dict[str, Any]:
        """`replay/v1`; `reading` is what there is to tell of the captures."""
        return {
            "schema": SCHEMA,
            "rules": self.container.version,
            "hits": self.hits,
            "clients": {name: count for name, count in self._clients.most_common() if name},
            "unclaimed": self._clients[""],
            "answers": {str(status): count for status, count in sorted(self._answers.items())},
            "events": dict(self._events.most_common()),
            "tags": [{"tag": tag, "event": event, **asdict(row)} for (tag, event), row in self._sorted()],
            "never_fired": self._silent(),
            "nearest": [asdict(miss) for miss in self._misses.nearest()],
            "reasons": [asdict(reason) for reason in self._told()],
            "reading": list(reading),
        }

    # --- for people ---------------------------------------------------------------------------------------------------

    def lines(self) -> Iterator[str]:
        """The table."""
        yield f"{counted(self.hits, 'hit')}, {counted(sum(self._events.values()), 'event')}"
        clients = [(name or "(no client claimed it)", (count,)) for name, count in self._clients.most_common()]
        yield from _table("client", ("hits",), clients)
        yield from _table("event", ("events",), [(name, (count,)) for name, count in self._events.most_common()])
        used = [
            column
            for column in _COLUMNS
            if column == "fired" or any(getattr(row, column) for row in self._rows.values())
        ]
        rows = [(f"{tag}, {event}", tuple(getattr(row, each) for each in used)) for (tag, event), row in self._sorted()]
        yield from _table("tag, event", used, rows)
        if silent := self._silent():
            yield "\nnever fired"
            nearest = {miss.tag: miss for miss in self._misses.nearest()}
            yield from (f"  {_missed(name, nearest.get(name))}" for name in silent)
        if self._reasons:
            yield ""
        for reason in self._told():
            yield f"{reason.count} x {reason.what}, {reason.who}: {reason.why}  ({reason.first})"

    def _sorted(self) -> list[tuple[tuple[str, str], Row]]:
        """In the order of the rules, the most frequent event first."""
        order = {tag.name: number for number, tag in enumerate(self.container.tags)}
        last = len(order)
        return sorted(
            self._rows.items(), key=lambda each: (order.get(each[0][0], last), each[0][0], -each[1].fired, each[0][1])
        )

    def _told(self) -> list[Reason]:
        return sorted(self._reasons.values(), key=lambda reason: (-reason.count, reason.what, reason.who, reason.why))

    def _silent(self) -> list[str]:
        fired = {key for key, _ in self._rows}
        return [tag.name for tag in self.container.tags if tag.name not in fired]


def _missed(tag: str, nearest: Miss | None) -> str:
    return tag if nearest is None else f"{tag}: {nearest.why}, {nearest.place}  ({nearest.first})"


def _table(title: str, columns: Iterable[str], rows: Sequence[tuple[str, tuple[int, ...]]]) -> Iterator[str]:
    if not rows:
        return
    columns = list(columns)
    wide = max(len(title), *(len(name) for name, _ in rows))
    widths = [max(len(column), *(len(f"{row[place]:,}") for _, row in rows)) for place, column in enumerate(columns)]
    yield ""
    yield f"{title:{wide}}  " + "  ".join(f"{column:>{width}}" for column, width in zip(columns, widths, strict=True))
    for name, row in rows:
        yield f"{name:{wide}}  " + "  ".join(f"{count:>{width},}" for count, width in zip(row, widths, strict=True))
