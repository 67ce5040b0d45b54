"""The calls of Events API 1.0, `/pixel/track/` and `/pixel/batch/`, read as what today's call would say.

Source: TikTok's SDK for the Business API, PixelTrackBody and PixelBatchBody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

TRACK, BATCH = "/open_api/v1.3/pixel/track/", "/open_api/v1.3/pixel/batch/"
PATHS = frozenset((TRACK, BATCH))
MOST_EVENTS = 50

_RENAMED_USER = {"phone_number": "phone"}
_RENAMED_PROPERTIES = {"query": "search_string"}


def as_today(path: str, body: Any) -> Any:
    """The body of `/event/track/` that says the same. What is no such body stays, and is refused for its shape."""
    if not isinstance(body, Mapping):
        return body
    events = body.get("batch") if path == BATCH else [body]
    if not isinstance(events, list):
        return {"event_source": "web", "event_source_id": body.get("pixel_code"), "data": events}
    kept = {key: body[key] for key in ("partner_name", "test_event_code") if key in body}
    return {"event_source": "web", "event_source_id": body.get("pixel_code"), "data": [*map(_event, events)], **kept}


def _event(event: Any) -> Any:
    if not isinstance(event, Mapping):
        return event
    context = _object(event.get("context"))
    user = _renamed(_object(context.get("user")), _RENAMED_USER)
    user.update({key: context[key] for key in ("ip", "user_agent") if key in context})
    if callback := _object(context.get("ad")).get("callback"):
        user["ttclid"] = callback
    found = {
        "event": event.get("event"),
        "event_time": _seconds(event.get("timestamp")),
        "event_id": event.get("event_id"),
        "user": user,
        "page": context.get("page"),
        "properties": _renamed(_object(event.get("properties")), _RENAMED_PROPERTIES),
    }
    return {key: value for key, value in found.items() if value is not None}


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _renamed(value: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(key, key): inner for key, inner in value.items()}


def _seconds(timestamp: Any) -> Any:
    """Seconds of an ISO 8601 time; what is none stays as it is, and is no whole number."""
    if not isinstance(timestamp, str):
        return timestamp
    try:
        moment = datetime.fromisoformat(timestamp)
        return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
    except (ValueError, OverflowError):
        return timestamp
