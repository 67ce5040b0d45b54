"""What a hit led to, as the file beside it: `purchase.sent.json` says what the tags sent for `purchase.http`.

A file of several hits has `{"schema": "sent/v1", "hits": [one document each]}` beside it. The same hit and the same rules give
the same file to the byte. Nothing in it is masked: its hit has no person's data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..outgoing import OutgoingRequest, Secret
from ..trace import EventTrace, TagRun, Trace

SCHEMA = "sent/v1"


def sent_json(*traces: Trace) -> str:
    """The document of the hits of one file: the tags that ran, in the order of events and firing."""
    return written(snapshot(traces))


def snapshot(traces: Sequence[Trace]) -> dict[str, Any]:
    """The same before it is text."""
    return of_hits([hit_document(trace) for trace in traces])


def of_hits(hits: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same of hits that are documents already."""
    return {"schema": SCHEMA, **hits[0]} if len(hits) == 1 else {"schema": SCHEMA, "hits": [*hits]}


def written(document: dict[str, Any]) -> str:
    """The text of a document, the same to the byte each time."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    # Half a sign, which JSON may hold and UTF-8 may not, is written as JSON writes it.
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def request_document(request: OutgoingRequest) -> dict[str, Any]:
    """A request as a snapshot holds it: credentials by their names, a body of JSON as such."""
    return {
        "method": request.method,
        "url": request.url,
        "headers": {name: value.shown if isinstance(value, Secret) else value for name, value in request.headers},
        "body": _body(request.body),
    }


def answer_document(trace: Trace) -> dict[str, Any] | None:
    """What the browser gets, as a snapshot holds it."""
    if trace.answer is None:
        return None
    cookies = [value.partition("=")[0] for name, value in trace.answer.headers if name == "set-cookie"]
    return {"status": trace.answer.status, "cookies": cookies}


def hit_document(trace: Trace) -> dict[str, Any]:
    """What one hit led to."""
    return {
        "client": trace.client or None,
        "events": [_event(event) for event in trace.events],
        "response": answer_document(trace),
    }


def _event(event: EventTrace) -> dict[str, Any]:
    ran = [run for run in event.runs if run.outcome != "not run"]
    return {
        "name": str(event.event.get("event_name", "")),
        "tags": {run.key: _run(run) for run in ran},
    }


def _run(run: TagRun) -> dict[str, Any]:
    return {"outcome": run.outcome, "sent": [request_document(sent.request) for sent in run.sent]}


def _body(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "backslashreplace")
