"""The heart of the endpoint: from a request to TikTok's reply, pure, so that rehearsals are answered by it too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from .. import tiktok
from ..outgoing import OutgoingRequest, Reply, Secret, stable_hash


def answer(request: OutgoingRequest, tokens: Mapping[str, frozenset[str]] | None = None) -> Reply:
    """TikTok's reply to a request. `tokens` are the known access tokens and the pixels of each; None takes any."""
    if urlsplit(request.url).path != tiktok.TRACK_PATH:
        return Reply(404, b"404 page not found", (("content-type", "text/plain"),))
    if request.method != "POST":
        return Reply(405, b"405 method not allowed", (("content-type", "text/plain"),))
    token = request.header(tiktok.TOKEN_HEADER) or ""
    token = token.shown if isinstance(token, Secret) else token
    code, message = _token_fault(token, tokens) or _body_fault(request.body, token, tokens) or (tiktok.OK, "OK")
    status = 401 if code == tiktok.TOKEN_MISSING else 200
    name = stable_hash(request.body)[:24]
    # Half a surrogate pair is no text: whoever reads the reply as JSON would choke on it.
    message = message.encode("utf-8", "replace").decode()
    document = {"code": code, "message": message, "request_id": name, "data": {}}
    return Reply(status, json.dumps(document).encode(), (("content-type", "application/json"),))


def stand_in(request: OutgoingRequest) -> Reply:
    """What a rehearsal is answered: TikTok's reply to what goes to TikTok; anything else is assumed to be taken."""
    if urlsplit(request.url).path == tiktok.TRACK_PATH:
        return answer(request)
    return Reply(200, error="assumed, for no local endpoint knows this address")


def _token_fault(token: str, tokens: Mapping[str, frozenset[str]] | None) -> tuple[int, str] | None:
    if not token:
        return tiktok.TOKEN_MISSING, "Access token is empty."
    if tokens is not None and token not in tokens:
        return tiktok.TOKEN_WRONG, "Access token is incorrect or has been revoked."
    return None


def _body_fault(body: bytes, token: str, tokens: Mapping[str, frozenset[str]] | None) -> tuple[int, str] | None:
    """The first fault only, as TikTok tells it: JSON, then the top level, then the events by their index."""
    try:
        document = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return tiktok.INVALID_PARAMETER, "The request body is not valid JSON."
    first = min(_schema().iter_errors(document), key=_order, default=None)
    if first is not None:
        return tiktok.INVALID_PARAMETER, _message(first)
    pixel = document["event_source_id"]
    if tokens is not None and pixel not in tokens[token]:
        who = "You must be an admin or operator of this advertiser account."
        return tiktok.NO_PERMISSION, f"No permission to operate pixel code: {pixel}. {who}"
    return None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _order(error: ValidationError) -> tuple[int, list[tuple[int, str]]]:
    """The top level comes before the events, an earlier event before a later one."""
    path = list(error.absolute_path)
    depth = 0 if not path or path[0] != "data" else 1 if len(path) == 1 else 2
    return depth, [(step, "") if isinstance(step, int) else (-1, step) for step in path]


def _message(error: ValidationError) -> str:
    place = ".".join(map(str, error.absolute_path))
    wanted: Any = error.validator_value
    if error.validator == "required":
        present: Any = error.instance
        missing = next(name for name in wanted if name not in present)
        missing = "page.url" if missing == "page" else missing
        return f"{'.'.join(filter(None, (place, missing)))}: Missing data for required field."
    if error.validator == "minLength" and place.endswith("page.url"):
        return f"{place}: Missing data for required field."
    wordings = {
        "string": "Not a valid string",
        "integer": "Not a valid integer",
        "number": "Not a valid number",
        "array": "Not a valid list",
        "object": "Not a valid object",
        "boolean": "Not a valid boolean",
    }
    if error.validator == "type":
        wording = wordings[str(error.validator_value)]
    elif error.validator == "anyOf":
        wording = "Not a valid string"
    elif error.validator in ("maxItems", "minItems"):
        wording = "Length must be between 1 and 1000"
    else:
        wording = "Invalid value"
    return f"{place}: {wording}" if place else f"Invalid request: {wording}"


@lru_cache(1)
def _schema() -> Draft7Validator:
    text = resources.files(__package__).joinpath("event_track.schema.json").read_text("utf-8")
    return Draft7Validator(json.loads(text))
