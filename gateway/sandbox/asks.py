"""What a template asks for: each command as a step whose result is waited for, or an answer that is there at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..event import Event
from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from ..steps import Ask, Run
from .program import Lent
from .realm import Command

LONGEST_REPLY = 4 * 1024**2
_SCRIPTS = {
    "ANALYTICS": "https://www.google-analytics.com/analytics.js",
    "GTAG": "https://www.googletagmanager.com/gtag/js",
    "GTM": "https://www.googletagmanager.com/gtm.js",
}


@dataclass(frozen=True)
class Answer:
    """What a template gets for a command: a value, or the reason why not; and a line for the trace."""

    good: bool
    value: Any
    log: str = ""


@dataclass(frozen=True)
class Asked:
    """A step to wait for, and how its result is read."""

    number: int
    step: Ask | Run
    read: Callable[[Any], Answer]


def asked(command: Command, hit: Hit, lent: Lent, *, may_run: bool) -> Asked | Answer:
    """The step of one command, or its answer where nothing has to be waited for."""
    payload = command.payload
    match command.kind:
        case "http":
            return Asked(command.number, Ask(_request(payload)), _reply)
        case "run" if may_run:
            return Asked(command.number, Run(Event.over(payload if isinstance(payload, dict) else {})), _ran)
        case "run":
            return Answer(True, [], "only a client can run the container")
        case "google_analytics":
            return _analytics(command, hit, lent)
        case "google_script":
            return _script(command)
    return Answer(*lent.google.answer(command.kind, payload))


def _request(payload: dict[str, Any]) -> OutgoingRequest:
    return OutgoingRequest(
        url=payload["url"],
        method=payload["method"],
        headers=tuple((str(name), str(value)) for name, value in payload["headers"]),
        body=payload["body"].encode(),
        timeout=min(max(float(payload["timeout"]) / 1000, 0.001), 60.0),
        longest_reply=LONGEST_REPLY,
    )


def _reply(reply: Reply) -> Answer:
    if reply.status == 0:
        return Answer(False, {"reason": _reason(reply)})
    body = reply.body.decode("utf-8", "replace")
    return Answer(True, {"statusCode": reply.status, "headers": _headers(reply), "body": body})


def _reason(reply: Reply) -> str:
    # The sender's words for an answer that did not come in time: "no answer within 15 s".
    return "timed_out" if " within " in reply.error else "failed"


def _headers(reply: Reply) -> dict[str, Any]:
    """By name; repeated ones in one text, but cookies, which may hold commas, as a list."""
    found: dict[str, list[str]] = {}
    for name, value in reply.headers:
        found.setdefault(name.lower(), []).append(value)
    return {name: values if name == "set-cookie" else ", ".join(values) for name, values in found.items()}


def _ran(_: Any) -> Answer:
    return Answer(True, [])


def _analytics(command: Command, hit: Hit, lent: Lent) -> Asked | Answer:
    data = command.payload if isinstance(command.payload, dict) else {}
    request = lent.analytics(Event.over(data), hit) if lent.analytics else None
    if request is None:
        return Answer(False, {"reason": "failed"}, "the event names no measurement id of GA4, and was not sent")
    return Asked(command.number, Ask(request), _location)


def _location(reply: Reply) -> Answer:
    if not 200 <= reply.status < 400:
        return Answer(False, {"reason": _reason(reply) if reply.status == 0 else "failed"})
    location = reply.header("location")
    return Answer(True, {} if location is None else {"location": location})


def _script(command: Command) -> Asked | Answer:
    payload = command.payload
    address = _SCRIPTS.get(payload["script"])
    if address is None:
        return Answer(False, {"reason": "failed"}, f"there is no script of Google's called {payload['script'][:80]}")
    identified = {**payload, "url": address, "method": "GET", "headers": [], "body": ""}
    if payload["id"] and payload["script"] != "ANALYTICS":
        identified["url"] = f"{address}?id={payload['id']}"
    return Asked(command.number, Ask(_request(identified)), _script_reply)


def _script_reply(reply: Reply) -> Answer:
    if reply.status != 200:
        return Answer(False, {"reason": _reason(reply) if reply.status == 0 else "failed"})
    kept = ("cache-control", "expires", "last-modified")
    metadata = {name: reply.header(name) for name in kept if reply.header(name) is not None}
    return Answer(True, {"script": reply.body.decode("utf-8", "replace"), "metadata": metadata})
