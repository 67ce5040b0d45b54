"""The heart of the endpoint: from a request to TikTok's reply, pure, so that rehearsals are answered by it too."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

import msgspec

from .. import tiktok
from ..outgoing import OutgoingRequest, Reply, Secret
from . import bodies, old_calls
from .behaviour import STRICT, Behaviour
from .validation import Fault, fault_around, fault_inside


class Judged(msgspec.Struct, frozen=True):
    """A reply, and the call as it was read: nothing where it was no JSON, or no call of the Events API."""

    reply: Reply
    document: Any = None


def answer(request: OutgoingRequest, behaviour: Behaviour = STRICT) -> Reply:
    """TikTok's reply to a request."""
    return judge(request, behaviour).reply


def judge(request: OutgoingRequest, behaviour: Behaviour = STRICT) -> Judged:
    """TikTok's reply, and what it is about."""
    if no_call := stray(request, behaviour):
        return Judged(no_call)
    path = urlsplit(request.url).path
    token = request.header(tiktok.TOKEN_HEADER) or ""
    token = token.shown if isinstance(token, Secret) else token
    document, fault = _read(path, request.body)
    fault = _token_fault(token, behaviour) or fault or _body_fault(document, path, token, behaviour)
    return Judged(reply(*(fault or (tiktok.OK, "OK")), about=request.body), document)


def stray(request: OutgoingRequest, behaviour: Behaviour = STRICT) -> Reply | None:
    """What is said to a request that is no call of the Events API, by its address or its method."""
    path = urlsplit(request.url).path
    if path != tiktok.TRACK_PATH and not (behaviour.old_calls and path in old_calls.PATHS):
        return Reply(404, b"404 page not found", (("content-type", "text/plain"),))
    if request.method != "POST":
        return Reply(405, b"405 method not allowed", (("content-type", "text/plain"),))
    return None


def reply(code: int, message: str, *, about: bytes, status: int | None = None) -> Reply:
    """A reply in TikTok's form. It pairs a missing token with HTTP 401, and says all else with 200."""
    status = status or (401 if code == tiktok.TOKEN_MISSING else 200)
    # Half a surrogate pair is no text: whoever reads the reply as JSON would choke on it.
    message = message.encode("utf-8", "replace").decode()
    request_id = hashlib.sha256(about).hexdigest()[:24]
    return Reply.of({"code": code, "message": message, "request_id": request_id, "data": {}}, status)


def stand_in(request: OutgoingRequest) -> Reply:
    """What a rehearsal is answered: TikTok's reply to what goes to TikTok; anything else is assumed to be taken."""
    if urlsplit(request.url).path == tiktok.TRACK_PATH:
        return answer(request)
    return Reply(200, error="assumed, for no local endpoint knows this address")


def _read(path: str, body: bytes) -> tuple[Any, Fault | None]:
    try:
        document = bodies.read(body)
    except ValueError:
        return None, (tiktok.INVALID_PARAMETER, "The request body is not valid JSON.")
    return (old_calls.as_today(path, document) if path in old_calls.PATHS else document), None


def _token_fault(token: str, behaviour: Behaviour) -> Fault | None:
    if not token:
        return tiktok.TOKEN_MISSING, "Access token is empty."
    if behaviour.tokens is not None and token not in behaviour.tokens:
        return tiktok.TOKEN_WRONG, "Access token is incorrect or has been revoked."
    return None


def _body_fault(document: Any, path: str, token: str, behaviour: Behaviour) -> Fault | None:
    """The first fault only, as TikTok tells it: the top level, who may send for this pixel, the events by their index."""
    place = "Batch" if path in old_calls.PATHS else behaviour.place_of_events
    if fault := fault_around(document, place):
        return fault
    if path in old_calls.PATHS and len(document["data"]) > old_calls.MOST_EVENTS:
        return tiktok.INVALID_PARAMETER, f"batch: Length must be between 1 and {old_calls.MOST_EVENTS}"
    pixel = document["event_source_id"]
    if behaviour.tokens is not None and pixel not in behaviour.tokens[token]:
        who = "You must be an admin or operator of this advertiser account."
        return tiktok.NO_PERMISSION, f"No permission to operate pixel code: {pixel}. {who}"
    return fault_inside(document, place, numeric_strings=behaviour.numeric_strings)
