"""One event as TikTok takes it, made of a GA4 event; what TikTok would refuse is repaired where a rule says how, else told.

Source: TikTok API for Business, "Report App, Web, Offline, or CRM Events", Parameters.
"""

from __future__ import annotations

from typing import Any

from gateway import Event, Lookup, number, stable_hash, tiktok

from ._tiktok_properties import properties
from ._tiktok_settings import TikTokSettings
from ._tiktok_user import user

Notes = list[str]

_MILLISECONDS = 1e11
_MICROSECONDS = 1e14
_EARLIEST, _LATEST = 1e9, 1e10


def event_of(
    settings: TikTokSettings, name: str, event: Event, lookup: Lookup, click: str | None, notes: Notes
) -> dict[str, Any]:
    """The event; what was left out or changed on the way is noted."""
    app = {"app_id": settings.app_id, "app_name": settings.app_name, "app_version": settings.app_version}
    lead = {"lead_id": settings.lead_id, "lead_event_source": settings.lead_event_source}
    found = {
        "event": name,
        "event_time": _time(settings.event_time, event, lookup, notes),
        "event_id": _id(settings, event, lookup, notes),
        "user": user(event, lookup, settings, click, notes),
        "page": _page(settings, event, notes),
        "properties": properties(event, settings, notes),
        "app": {key: value for key, value in app.items() if value},
        "ad": dict(settings.ad or {}),
        "lead": {key: value for key, value in lead.items() if value},
        "limited_data_use": settings.limited_data_use,
    }
    return {key: value for key, value in found.items() if value or key == "user"}


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
        return f"TikTok takes no standard event such as {name} from a CRM" if name in tiktok.STANDARD_EVENTS else None
    if source == "offline" and name not in tiktok.STANDARD_EVENTS | set(tiktok.FORMER_NAMES.values()):
        return f'TikTok takes only standard events offline, and "{name}" is none'
    return None


def _page(settings: TikTokSettings, event: Event, notes: Notes) -> dict[str, str]:
    found = {
        "url": settings.url or event.get("page_location"),
        "referrer": settings.referrer or event.get("page_referrer"),
    }
    page = {key: str(value) for key, value in found.items() if value}
    if "url" in page and not tiktok.is_whole(page["url"]):
        notes.append("the page is no whole address, with https:// and a host (page_url_not_absolute)")
    return page


def _time(given: Any, event: Event, lookup: Lookup, notes: Notes) -> int:
    """Seconds since 1970. TikTok counts seconds; milliseconds are the classic slip, and are divided."""
    for said in (given, event.get("x-ga-mp2-timestamp_micros")):
        if said is None or said == "":
            continue
        at = number(said)
        at = at / 1e6 if at >= _MICROSECONDS else at / 1e3 if at >= _MILLISECONDS else at
        if _EARLIEST < at < _LATEST:
            return int(at)
        notes.append("event_time is no time in seconds since 1970, and the hit's is sent")
    # A hit's time stays the same over resends.
    return lookup.hit.at // 1000


def _id(settings: TikTokSettings, event: Event, lookup: Lookup, notes: Notes) -> str | None:
    """Always text: TikTok refuses an event_id that is a number."""
    for given in (settings.event_id, event.get("event_id")):
        if given not in (None, "") and not isinstance(given, dict | list):
            if not isinstance(given, str):
                notes.append("event_id is no text, and is sent as text (repaired: event_id_not_string)")
            return str(given)
    if settings.pixel_leg:
        notes.append("no event_id: TikTok counts this event and the pixel's as two (event_id_missing)")
    if settings.missing_event_id == "omit":
        return None
    if settings.missing_event_id == "transaction_id" and event.get("transaction_id"):
        return str(event["transaction_id"])
    return stable_hash(lookup.hit.key, lookup.number, settings.name)
