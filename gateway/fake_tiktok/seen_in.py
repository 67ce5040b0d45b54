"""What TikTok would see of replayed traffic: the events its tags send, and those of the browser's pixel among the hits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from .. import tiktok
from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from ..trace import EventTrace, TagRun, Trace
from .diagnostics import Seen
from .pixel import pixel_call


def seen_in_trace(trace: Trace) -> Iterator[Seen]:
    """The events that the tags of a hit send to TikTok, with all that is known about them."""
    for event in trace.events:
        for run in event.runs:
            for sent in run.sent:
                yield from seen_in_request(sent.request, sent.reply, trace.hit.at / 1000, **_known(event, run))


def seen_in_request(request: OutgoingRequest, reply: Reply | None, at: float, **known: Any) -> Iterator[Seen]:
    """The events of one call of the Events API; of any other request none. `at` is in seconds since 1970."""
    if urlsplit(request.url).path != tiktok.TRACK_PATH:
        return
    try:
        body = request.json
    except ValueError:
        return
    if isinstance(body, Mapping):
        yield from seen_in_body(body, reply, at, **known)


def seen_in_body(body: Mapping[str, Any], reply: Reply | None, at: float, **known: Any) -> Iterator[Seen]:
    """The events of one body."""
    said = reply.json if reply is not None else None
    code, message = (said.get("code"), said.get("message")) if isinstance(said, dict) else (None, None)
    data = body.get("data")
    for event in data[: tiktok.MOST_EVENTS] if isinstance(data, list) else ():
        if isinstance(event, Mapping):
            yield Seen(
                event,
                source=_text(body.get("event_source")),
                pixel=_text(body.get("event_source_id")),
                at=at,
                code=code
                if isinstance(code, int)
                else reply.status
                if reply is not None and reply.status >= 400
                else 0,
                message=_text(message),
                test_code=_text(body.get("test_event_code")),
                around={key: value for key, value in body.items() if key != "data"},
                **known,
            )


def seen_in_pixel_call(hit: Hit) -> Iterator[Seen]:
    """The event of a captured call of the browser's pixel."""
    cookie = hit.cookie("_ttp")
    call = pixel_call(hit.body, hit.at / 1000, {"_ttp": cookie} if cookie else {})
    if call is not None:
        yield Seen(call.event, leg="pixel", pixel=call.pixel, at=hit.at / 1000)


def _known(event: EventTrace, run: TagRun) -> dict[str, Any]:
    denied = tuple(kind for kind, granted in event.lookup.consent.granted.items() if not granted)
    return {"told": tuple(run.log), "plain": dict(run.event), "denied": denied}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)[:200]
