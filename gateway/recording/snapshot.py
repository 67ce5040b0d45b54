"""What a hit led to, as the file beside it: `purchase.sent.json` says what the tags sent for `purchase.http`.

The same hit and the same rules give the same file to the byte. Nothing in it is masked: its hit has no person's data.
"""

from __future__ import annotations

import json
from typing import Any

from ..outgoing import OutgoingRequest, Secret
from ..trace import EventTrace, TagRun, Trace

SCHEMA = "sent/v1"


def sent_json(trace: Trace) -> str:
    """The document of the tags that ran, in the order of events and firing."""
    document = {
        "schema": SCHEMA,
        "client": trace.client or None,
        "events": [_event(event) for event in trace.events],
        "response": _response(trace),
    }
    text = json.dumps(document, indent=2, ensure_ascii=False)
    # Half a sign, which JSON may hold and UTF-8 may not, is written as JSON writes it.
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def _event(event: EventTrace) -> dict[str, Any]:
    ran = [run for run in event.runs if run.outcome != "not run"]
    return {
        "name": str(event.event.get("event_name", "")),
        "tags": {run.key: _run(run) for run in ran},
    }


def _run(run: TagRun) -> dict[str, Any]:
    return {"outcome": run.outcome, "sent": [_request(sent.request) for sent in run.sent]}


def _request(request: OutgoingRequest) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": {name: value.shown if isinstance(value, Secret) else value for name, value in request.headers},
        "body": _body(request.body),
    }


def _body(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "backslashreplace")


def _response(trace: Trace) -> dict[str, Any] | None:
    if trace.answer is None:
        return None
    cookies = [value.partition("=")[0] for name, value in trace.answer.headers if name == "set-cookie"]
    return {"status": trace.answer.status, "cookies": cookies}
