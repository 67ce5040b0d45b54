"""One event as TikTok takes it, made of a GA4 event; what TikTok would refuse is repaired where a rule says how, else told.

Source: TikTok API for Business, "Report App, Web, Offline, or CRM Events", Parameters.
"""

from __future__ import annotations

from typing import Any

from gateway import UNDEFINED, Event, Lookup, number, stable_hash, tiktok

from ._tiktok_properties import Notes, properties
from ._tiktok_settings import TikTokSettings
from ._tiktok_user import user
from ._tiktok_values import name as name_of

_MILLISECONDS = 1e11
_MICROSECONDS = 1e14
_EARLIEST, _LATEST = 1e9, 1e10
_MOST_AHEAD = 600.0
"""Seconds by which a clock may be ahead of ours."""


def event_of(
    settings: TikTokSettings, name: str, event: Event, lookup: Lookup, click: str | None, notes: Notes
) -> dict[str, Any]:
    """The event; what was left out or changed on the way is noted."""
    found = {
        "event": name,
        "event_time": _time(settings.event_time, event, lookup, notes),
        "event_id": _id(settings, event, lookup, notes),
        "user": user(event, lookup, settings, click, notes),
        "page": _page(settings, event, notes),
        "properties": properties(event, settings, notes),
    }
    return {key: value for key, value in found.items() if value or key == "user"} | settings.own_parts


def fault_of(event: dict[str, Any], source: str) -> str | None:
    """Why TikTok would refuse this event, or nothing."""
    name = event.get("event", "")
    if not name or len(name) > tiktok.LONGEST_EVENT_NAME:
        return f"TikTok takes names of 1 to {tiktok.LONGEST_EVENT_NAME} signs, and this event's has {len(name)}"
    if source == "web" and not event.get("page", {}).get("url"):
        return "TikTok refuses a web event without its page, and this one has no page_location"
    if source == "app" and not event.get("app", {}).get("app_id"):
        return "TikTok refuses an app event without app_id"
    if source == "crm":
        if not event.get("lead", {}).get("lead_id"):
            return "TikTok refuses a CRM event without lead_id"
        return f"TikTok takes no standard event such as {name} from a CRM" if name in tiktok.KNOWN_EVENTS else None
    if source == "offline" and name not in tiktok.KNOWN_EVENTS:
        return f'TikTok takes only standard events offline, and "{name}" is none'
    return None


def _page(settings: TikTokSettings, event: Event, notes: Notes) -> dict[str, str]:
    said = settings.texts
    found = {
        "url": said.get("url") or name_of(event.get("page_location")),
        "referrer": said.get("referrer") or name_of(event.get("page_referrer")),
    }
    page = {key: value for key, value in found.items() if value}
    if "url" in page and not tiktok.is_whole(page["url"]):
        notes.append("the page is no whole address, with https:// and a host (page_url_not_absolute)")
    return page


def _time(given: Any, event: Event, lookup: Lookup, notes: Notes) -> int:
    """Seconds since 1970. TikTok counts seconds; milliseconds are the classic slip, and are divided."""
    for said in (given, event.get("x-ga-mp2-timestamp_micros")):
        if said is None or said == "" or said is UNDEFINED:
            continue
        at = number(said)
        at = at / 1e6 if at >= _MICROSECONDS else at / 1e3 if at >= _MILLISECONDS else at
        if _EARLIEST < at < _LATEST and at <= lookup.hit.at / 1000 + _MOST_AHEAD:
            return int(at)
        why = "is in the future" if _EARLIEST < at < _LATEST else "is no time in seconds since 1970"
        notes.append(f"event_time {why}, and the hit's is sent")
    # A hit's time stays the same over resends.
    return lookup.hit.at // 1000


def _id(settings: TikTokSettings, event: Event, lookup: Lookup, notes: Notes) -> str | None:
    """Always text: TikTok refuses an event_id that is a number."""
    for given in (settings.event_id, event.get("event_id")):
        if own := name_of(given):
            if not isinstance(given, str):
                notes.append("event_id is no text, and is sent as text (repaired: event_id_not_string)")
            return own
    if settings.pixel_leg:
        notes.append("no event_id: TikTok counts this event and the pixel's as two (event_id_missing)")
    if settings.missing_event_id == "omit":
        return None
    if settings.missing_event_id == "transaction_id" and (order := name_of(event.get("transaction_id"))):
        return order
    return stable_hash(lookup.hit.key, lookup.number, settings.name)
