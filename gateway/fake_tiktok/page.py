"""The endpoint's page: what came, what became of it, test events and diagnostics, in the words of TikTok's Events Manager.

Plain HTML without a script; whatever an event says is text in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from itertools import islice
from typing import Any, Final

from .diagnostics import Diagnosis
from .ledger import Ledger

_CALLS_SHOWN = 50
_LONGEST = 400

_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 90rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8884; }
td { max-width: 26rem; overflow-wrap: break-word; }
td.number, th.number { text-align: right; white-space: nowrap; }
.error, .refused { color: light-dark(#a4000f, #ff9aa2); font-weight: 600; }
.warning, .dropped { color: light-dark(#7a4a00, #ffcf7f); font-weight: 600; }
.scroll { overflow-x: auto; }
code { font-size: .9em; }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
SECURITY: Final = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def page(ledger: Ledger) -> str:
    """The page, as HTML."""
    state, diagnosis = ledger.state(), ledger.diagnosis()
    parts = [
        _section("Overview", _overview(state["events"], diagnosis)),
        _section("Diagnostics", _diagnostics(diagnosis)),
        _section("Matching", _matching(diagnosis)),
        _section("Test events", _test_events(state["test_events"], state["more_test_events"])),
        _section("Calls", _calls(ledger)),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>TikTok test endpoint</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>TikTok test endpoint</h1>"
        "<p>A local stand-in for TikTok's Events API. Reload the page to see what came since. "
        'As JSON: <a href="/state">state</a>, <a href="/received">received</a>, <a href="/diagnosis">diagnosis</a>.</p>'
        f"{''.join(parts)}</main></body></html>"
    )


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{title}</h2>{inside or '<p>Nothing yet.</p>'}</section>"


def _overview(events: Mapping[str, Mapping[str, int]], diagnosis: Diagnosis) -> str:
    columns = ("server", "pixel", "counted", "merged", "dropped", "refused", "test")
    rows = [
        [
            name,
            *(str(counts.get(column, 0)) for column in columns),
            _estimate(diagnosis, name),
            _issues(diagnosis, name),
        ]
        for name, counts in events.items()
    ]
    return _table(["Event", *columns, "match quality (our estimate)", "diagnostics"], rows, numbers=range(1, 10))


def _estimate(diagnosis: Diagnosis, name: str) -> str:
    found = diagnosis.quality.get(name)
    return "" if found is None else f"{found:.1f} of 10"


def _issues(diagnosis: Diagnosis, name: str) -> str:
    return str(sum(1 for finding in diagnosis.findings if finding.event == name and finding.severity != "info"))


def _diagnostics(diagnosis: Diagnosis) -> str:
    rows = [
        [
            finding.severity,
            finding.id,
            finding.event,
            finding.field,
            f"{finding.count} of {finding.of}",
            finding.sample,
            finding.advice,
            finding.basis,
        ]
        for finding in diagnosis.findings
    ]
    return _table(
        ["Severity", "Issue", "Event", "Field", "Events", "Sample", "What to do", "Basis"], rows, numbers=(4,)
    )


def _matching(diagnosis: Diagnosis) -> str:
    keys = list(diagnosis.weights)
    rows = [
        [name or "all events", *(f"{coverage.get(key, 0.0):.0%}" for key in keys), _estimate(diagnosis, name)]
        for name, coverage in diagnosis.coverage.items()
    ]
    if not rows:
        return ""
    weights = ", ".join(f"{key} {weight:g}" for key, weight in diagnosis.weights.items())
    said = (
        "<p>How many events carry each match key. The quality is our estimate, by these weights: "
        f"{escape(weights)}. TikTok does not publish its own.</p>"
    )
    return said + _table(["Event", *keys, "estimate"], rows, numbers=range(1, len(keys) + 2))


_JUDGED = ("Not recognised", "Live it would be", "Pixel's event of this id")


class _Struck(str):
    """A cell whose text is struck through."""

    __slots__ = ()


def _test_events(events: list[dict[str, Any]], more: int) -> str:
    rows = [
        [
            event["at"],
            event["test_event_code"],
            str(event["event"].get("event", "")),
            str(event["event"].get("event_id", "")),
            _Struck(", ".join(event["unknown"])),
            event["live"],
            event["pixel_at"] or "not seen",
            f"{event['code']} {event['message']}",
            json.dumps(event["event"], ensure_ascii=False),
        ]
        for event in events
    ]
    table = _table(["At", "Code", "Event", "Event id", *_JUDGED, "Answer", "As it came, masked"], rows)
    return f"{table}<p>These are the newest; {more} more came before.</p>" if more else table


def _calls(ledger: Ledger) -> str:
    rows = [
        [call["at"], call["leg"], call["path"], _names(call["body"]), str(call["status"]), _answer(call["reply"])]
        for call in islice(reversed(ledger.calls), _CALLS_SHOWN)
    ]
    return _table(["At", "Leg", "Path", "Events", "HTTP", "Answer"], rows)


def _names(body: Any) -> str:
    data = body.get("data") if isinstance(body, dict) else None
    names = [str(event.get("event", "")) for event in data if isinstance(event, dict)] if isinstance(data, list) else []
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _answer(reply: Any) -> str:
    return f"{reply.get('code')} {reply.get('message')}" if isinstance(reply, dict) else ""


def _table(titles: list[str], rows: list[list[str]], numbers: Iterable[int] = ()) -> str:
    if not rows:
        return ""
    right = set(numbers)
    head = "".join(f'<th scope="col"{_class(at in right, "")}>{escape(title)}</th>' for at, title in enumerate(titles))
    body = "".join(
        "<tr>" + "".join(f"<td{_class(at in right, text)}>{_cell(text)}</td>" for at, text in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(text: str) -> str:
    shown = escape(_cut(text))
    return f"<s>{shown}</s>" if shown and isinstance(text, _Struck) else shown


def _class(is_number: object, text: str) -> str:
    name = "number" if is_number else text if text in ("error", "warning") else ""
    return f' class="{name}"' if name else ""


def _cut(text: str) -> str:
    # Half a surrogate pair cannot be sent.
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
