"""One hit in a few hundred bytes, for the list: what came, what it was about, and how its tags ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...redaction import redacted_text
from ...report import moment
from ...trace import EventTrace, Trace
from .outcomes import Told, outcome_of, outcome_of_trace, worst

_SHOWN = 120
_MOST_EVENTS, _MOST_TAGS = 25, 20
_NOT_FROM_VENDORS = frozenset(("accepted", "ok", "skipped", "failed", "not run", "none", "unclaimed"))
_FAR = "the path is "
"""How a client begins that would not have the hit whatever else is in it."""


def row(trace: Trace, told: Told) -> dict[str, Any]:
    """The row of one hit, masked."""
    hit = trace.hit
    return {
        "id": hit.id,
        "at": moment(hit.at / 1000),
        "method": hit.method,
        "path": short(hit.path),
        "client": trace.client or None,
        "status": trace.answer.status if trace.answer else None,
        "label": short(hit.header("x-gtm-server-preview") or ""),
        "why": "" if trace.events else _why(trace),
        "outcome": outcome_of_trace(trace, told),
        "events": [_event(event, told) for event in trace.events[:_MOST_EVENTS]],
        "more": len(trace.events[_MOST_EVENTS:]),
        "remade": trace.remade,
    }


def may_change(row: Mapping[str, Any]) -> bool:
    """Whether vendors, or somebody at the queue, may say something else of it by now."""
    return row["outcome"] not in _NOT_FROM_VENDORS or any(
        tag["outcome"] not in _NOT_FROM_VENDORS for event in row["events"] for tag in event["tags"]
    )


def as_joined(row: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """The row with the outcomes of its document, which was joined with the queue."""
    verdicts = [[run["verdict"] for run in event["tags"]] for event in document["events"]]
    events = [
        event | {"tags": [tag | {"outcome": verdict} for tag, verdict in zip(event["tags"], of, strict=False)]}
        for event, of in zip(row["events"], verdicts, strict=False)
    ]
    return {**row, "outcome": worst(verdict for of in verdicts for verdict in of), "events": events}


def short(text: str) -> str:
    """Masked, and then cut: half an address would no longer be known as one."""
    shown = redacted_text(text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _why(trace: Trace) -> str:
    """Why it gave no event: what was told of the hit, or the reason of the client that was nearest to it."""
    if trace.log:
        return short(trace.log[0])
    if trace.client or not trace.refusals:
        return ""
    nearest = min(trace.refusals, key=lambda refusal: refusal[1].startswith(_FAR))
    others = len(trace.refusals) - 1
    return short(": ".join(nearest)) + (f", and {others} more" if others else "")


def _event(event: EventTrace, told: Told) -> dict[str, Any]:
    return {
        "name": short(str(event.event.get("event_name", ""))),
        "about": short(_about(event)),
        "tags": [{"tag": run.key, "outcome": outcome_of(run, told)} for run in event.runs[:_MOST_TAGS]],
        "more": len(event.runs[_MOST_TAGS:]),
    }


def _about(event: EventTrace) -> str:
    data = event.event
    parts = [data.get("transaction_id"), _amount(data.get("value"), data.get("currency"))]
    said = [str(part) for part in parts if part not in (None, "") and not isinstance(part, dict | list)]
    return ", ".join(said) or str(data.get("page_title") or "")


def _amount(value: Any, currency: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else f"{value} {currency or ''}".strip()
