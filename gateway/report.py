"""A trace as one JSON document, `trace/v1`: for people and programs to read, with persons and secrets masked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from .address import is_private
from .firing import Reason, explain
from .hit import Hit
from .outgoing import OutgoingRequest, Reply, Secret, Verdict
from .redaction import redacted, redacted_text, shortened
from .rerun import is_rerun
from .steps import BrowserPixel, Cookie
from .trace import EventTrace, Sent, TagRun, Trace
from .veil import CLEAR, Veil, veil_of

SCHEMA = "trace/v1"
_BODY_SHOWN = 4096
_BODY_READ = 65_536
_LABEL_SHOWN = 64


def report(trace: Trace) -> dict[str, Any]:
    """The document of one trace. Why tags did not fire is worked out here, not during the trip."""
    hit = trace.hit
    return {
        "schema": SCHEMA,
        "id": hit.id,
        "at": moment(hit.at / 1000),
        "rules": trace.container.version,
        "stale": trace.container.stale or None,
        "request": {
            "method": hit.method,
            "path": redacted_text(hit.path),
            "bytes": len(hit.query) + len(hit.body),
            "preview": _label(hit),
        },
        "client": trace.client or None,
        "refusals": [{"client": name, "reason": redacted_text(reason)} for name, reason in trace.refusals],
        "events": [_event(trace, event) for event in trace.events],
        "log": [redacted_text(line) for line in _log(trace)],
        "response": _response(trace),
    }


def moment(at: float) -> str:
    """A time in seconds since 1970 as documents write it: ISO 8601 in UTC, with milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _label(hit: Hit) -> str | None:
    """What the sender wrote as X-Gtm-Server-Preview: here a label to find the hit by."""
    label = hit.header("x-gtm-server-preview")
    return redacted_text(label[:_BODY_SHOWN])[:_LABEL_SHOWN] if label else None


def _log(trace: Trace) -> list[str]:
    said = [line for event in trace.events for line in event.lookup.said]
    return [*trace.log, *said, *_about_the_address(trace.hit)]


def _about_the_address(hit: Hit) -> list[str]:
    if not is_private(hit.ip):
        return []
    if hit.header("x-forwarded-for") is not None:
        return [
            "the visitor's address is private, and a proxy says another: name it with --trusted-proxies to believe it"
        ]
    if hit.ip.startswith("127.") or hit.ip == "::1":
        return []  # somebody who tries it on this machine
    return [
        "the visitor's address is private: vendors cannot match it, and whatever stands before the gateway says no other"
    ]


def attempt(reply: Reply, verdict: Verdict) -> dict[str, Any]:
    """What came of one sending."""
    return {
        "status": reply.status,
        "error": redacted_text(reply.error),
        "body": _body(reply.body, reply.json),
        "outcome": verdict.outcome,
        "why": redacted_text(verdict.why),
    }


def _event(trace: Trace, event: EventTrace) -> dict[str, Any]:
    ran = {run.tag for run in event.runs if run.tag == run.key}
    silent = [tag for tag in trace.container.tags if tag.name not in ran]
    return {
        "name": redacted_text(str(event.event.get("event_name", ""))),
        "data": redacted(dict(event.event)),
        "consent": {"granted": dict(event.lookup.consent.granted), "source": event.lookup.consent.source},
        "tags": [_run(trace, event, run) for run in event.runs],
        "not_fired": [{"tag": tag.name, **_reason(explain(tag, event.lookup))} for tag in silent],
    }


def _run(trace: Trace, event: EventTrace, run: TagRun) -> dict[str, Any]:
    tag = trace.container.tags_by_name[run.tag]
    veil, own = veil_of(tag, event.lookup, run.event), run.tag == run.key
    fired = (
        _reason(explain(tag, event.lookup))
        if own
        else {"why": f"the sequence: {run.key}", "place": tag.place.in_short, "conditions": []}
    )
    return {
        "tag": run.key,
        "fired": fired,
        "outcome": run.outcome,
        "why": redacted_text(veil.over(run.why)),
        "sent": [_sent(sent, veil) for sent in run.sent],
        "asked": [{"request": request_report(request, veil), "reply": _reply(reply)} for request, reply in run.asked],
        "cookies": [effect.name for effect in run.effects if isinstance(effect, Cookie)],
        "pixels": [redacted_text(veil.over(effect.url)) for effect in run.effects if isinstance(effect, BrowserPixel)],
        "log": [redacted_text(veil.over(line)) for line in run.log],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    conditions = [
        {"text": condition.text, "holds": condition.holds, "met": shortened(condition.met)}
        for condition in reason.conditions
    ]
    return {"why": shortened(reason.text), "place": reason.place.in_short, "conditions": conditions}


def _sent(sent: Sent, veil: Veil) -> dict[str, Any]:
    attempts = [attempt(sent.reply, sent.verdict)] if sent.reply and sent.verdict else []
    return {"id": sent.id, "request": request_report(sent.request, veil), "attempts": attempts}


def request_report(request: OutgoingRequest, veil: Veil = CLEAR) -> dict[str, Any]:
    """A request to a vendor, masked; its credentials by their names."""
    try:
        json = "its hit, kept for another run of the tag" if is_rerun(request) else request.json
    except ValueError:
        json = None
    return {
        "method": request.method,
        "url": redacted_text(veil.over(request.url)),
        "headers": {name: _header(name, value, veil) for name, value in request.headers},
        "body": _body(request.body, json, veil),
    }


def _header(name: str, value: str | Secret, veil: Veil) -> str:
    return value.shown if isinstance(value, Secret) else str(redacted(veil.over(value), name.lower()))


def _reply(reply: Reply) -> dict[str, Any]:
    return {"status": reply.status, "error": redacted_text(reply.error), "body": _body(reply.body, reply.json)}


def _body(body: bytes, json: Any, veil: Veil = CLEAR) -> Any:
    if json is not None:
        return redacted(veil.over(json))
    return redacted_text(veil.over(body[:_BODY_READ].decode("utf-8", "replace")))[:_BODY_SHOWN]


def _response(trace: Trace) -> dict[str, Any] | None:
    if trace.answer is None:
        return None
    cookies = [value.partition("=")[0] for name, value in trace.answer.headers if name == "set-cookie"]
    return {"status": trace.answer.status, "cookies": cookies, "bytes": len(trace.answer.body)}
