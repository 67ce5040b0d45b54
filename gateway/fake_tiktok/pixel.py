"""The other leg: the call that TikTok's pixel makes from the browser, read as an event of the Events API.

`POST https://analytics.tiktok.com/api/v2/pixel` with `{event, event_id, timestamp, context, properties}`, and in the context
`{pixel: {code}, page, user, ad}`, as public captures have it; TikTok documents only `ttq.track(name, properties, {event_id})`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from ..hit import Hit
from ..site import without_port
from . import bodies

PATH: Final = "/api/v2/pixel"
_HOSTS = ("analytics.tiktok.com", "analytics.us.tiktok.com")
_USER = {
    "anonymous_id": "ttp",
    "email": "email",
    "phone_number": "phone",
    "phone": "phone",
    "external_id": "external_id",
    "locale": "locale",
}


class PixelCall(msgspec.Struct, frozen=True):
    """One event of the browser's pixel: its pixel code, and the event in the Events API's shape."""

    pixel: str
    event: dict[str, Any]


def is_pixel_call(hit: Hit) -> bool:
    """Whether a captured hit is a call of the pixel, and not one for a tagging server."""
    return hit.path.startswith(PATH) and without_port(hit.header("host") or "").lower() in _HOSTS


def pixel_call(body: bytes, at: float, cookies: Mapping[str, str]) -> PixelCall | None:
    """The event of a call; nothing where the body says no event. `at` is when it came, in seconds since 1970."""
    try:
        said = bodies.read(body)
    except ValueError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("event"), str):
        return None
    context = _object(said.get("context"))
    user = {new: value for old, new in _USER.items() if (value := _object(context.get("user")).get(old))}
    if cookies.get("_ttp"):
        user["ttp"] = cookies["_ttp"]
    if callback := _object(context.get("ad")).get("callback"):
        user["ttclid"] = callback
    found = {
        "event": said["event"],
        "event_id": said.get("event_id"),
        "event_time": _seconds(said.get("timestamp"), at),
        "user": user,
        "page": dict(_object(context.get("page"))),
        "properties": dict(_object(said.get("properties"))),
    }
    code = _object(context.get("pixel")).get("code") or said.get("pixel_code") or ""
    return PixelCall(str(code), {key: value for key, value in found.items() if value not in (None, "")})


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _seconds(timestamp: Any, at: float) -> int:
    try:
        moment = datetime.fromisoformat(timestamp)
        return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
    except (TypeError, ValueError, OverflowError):
        return int(at)
