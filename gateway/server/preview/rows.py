"""One hit in a few hundred bytes, for the list: what came, what it was about, and how its tags ended."""

from __future__ import annotations

from typing import Any

from ...redaction import redacted_text
from ...report import moment
from ...trace import EventTrace, Trace
from .outcomes import Told, outcome_of, outcome_of_trace

_SHOWN = 120
_MOST_EVENTS, _MOST_TAGS = 25, 20


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
        "why": "" if trace.client else _why(trace),
        "outcome": outcome_of_trace(trace, told),
        "events": [_event(event, told) for event in trace.events[:_MOST_EVENTS]],
    }


def short(text: str) -> str:
    """Masked, and then cut: half an address would no longer be known as one."""
    shown = redacted_text(text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _why(trace: Trace) -> str:
    """Why nobody claimed it: what was told of the hit, or the reason of the client that was asked first."""
    if trace.log:
        return short(trace.log[0])
    return short(": ".join(trace.refusals[0])) if trace.refusals else ""


def _event(event: EventTrace, told: Told) -> dict[str, Any]:
    return {
        "name": short(str(event.event.get("event_name", ""))),
        "about": short(_about(event)),
        "tags": [{"tag": run.key, "outcome": outcome_of(run, told)} for run in event.runs[:_MOST_TAGS]],
    }


def _about(event: EventTrace) -> str:
    data = event.event
    parts = [data.get("transaction_id"), _amount(data.get("value"), data.get("currency"))]
    said = [str(part) for part in parts if part not in (None, "") and not isinstance(part, dict | list)]
    return ", ".join(said) or str(data.get("page_title") or "")


def _amount(value: Any, currency: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else f"{value} {currency or ''}".strip()
