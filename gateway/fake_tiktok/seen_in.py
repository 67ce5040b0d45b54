"""What TikTok would see of replayed traffic: the events its tags send, and those of the browser's pixel among the hits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from .. import tiktok
from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from ..trace import EventTrace, TagRun, Trace
from .diagnostics import NO_CODE, Seen, shown_pixel
from .pixel import pixel_call


def seen_in_trace(trace: Trace) -> Iterator[Seen]:
    """The events that the tags of a hit send to TikTok, with all that is known about them."""
    for event in trace.events:
        for run in event.runs:
            for sent in run.sent:
                yield from seen_in_request(sent.request, sent.reply, trace.hit.at / 1000, **_known(event, run))


def seen_in_request(
    request: OutgoingRequest, reply: Reply | None, at: float, state: str = "", tries: int = 0, **known: Any
) -> Iterator[Seen]:
    """The events of one call of the Events API; of any other request none. `at` is in seconds since 1970.

    Without a reply nobody was asked, and the event is taken for a good one.
    """
    if urlsplit(request.url).path != tiktok.TRACK_PATH:
        return
    try:
        body = request.json
    except (ValueError, RecursionError):
        return
    if state == "waiting" and reply is not None and tiktok.verdict(reply).outcome == "hold":
        state = "held"
    if isinstance(body, Mapping):
        yield from seen_in_body(body, reply, at, state=state, tries=tries, **known)


def seen_in_body(body: Mapping[str, Any], reply: Reply | None, at: float, **known: Any) -> Iterator[Seen]:
    """The events of one body."""
    code, message = (tiktok.OK, "") if reply is None else _answer(reply)
    data, pixel = body.get("data"), _text(body.get("event_source_id"))
    for event in data[: tiktok.MOST_EVENTS] if isinstance(data, list) else ():
        if isinstance(event, Mapping):
            yield Seen(
                event,
                source=_text(body.get("event_source")),
                pixel=pixel,
                at=at,
                code=code,
                message=message.replace(pixel, shown_pixel(pixel)) if pixel else message,
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


def _answer(reply: Reply) -> tuple[int, str]:
    """TikTok's code and message; without them, what came instead."""
    code = tiktok.code_of(reply)
    if code is None:
        return NO_CODE, f"HTTP {reply.status}" if reply.status else reply.error or "no answer"
    return code, _text(reply.json.get("message"))


def _known(event: EventTrace, run: TagRun) -> dict[str, Any]:
    denied = tuple(kind for kind, granted in event.lookup.consent.granted.items() if not granted)
    return {"told": tuple(run.log), "plain": dict(run.event), "denied": denied}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)[:200]
