"""GTM's Google Analytics 4 tag as our `ga4`. Source: Google, "Google Analytics 4 tag" (server-side tagging)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..ga4 import USER_PROPERTIES
from .export import Thing
from .given import Given
from .made import Added, Made, native

_NAMES = ("fieldName", "name", "parameter")
_NOTED = {
    "enableGoogleSignals": "Google signals are switched on in Google Analytics, not here.",
    "enableEuid": "if it was to send user-provided data, set send_user_data: true.",
}


def ga4_tag(thing: Thing, given: Given) -> Made:
    """The same forwarding: what is sent, added and left out."""
    settings: dict[str, Any] = {}
    if measurement_id := given.text("measurementId"):
        settings["measurement_id"] = measurement_id
    if given.flag("redactVisitorIp"):
        settings["redact_visitor_ip"] = given.flag("redactVisitorIp")
    for family, here in (("ep", "event_parameters"), ("up", "user_properties")):
        settings |= _included(given, family, here)
    added = {"event_name": name} if (name := given.text("eventName")) else {}
    added |= _rows(given, "eventParameters", "epToAdd")
    properties = _rows(given, "userProperties", "upToAdd")
    excluded = given.column("epToExclude", *_NAMES)
    more = {"add_parameters": added, "add_user_properties": properties, "exclude_parameters": excluded}
    settings |= {key: value for key, value in more.items() if value}
    given.understood("isMeasurementIdMandatory")
    notes = [f'"{key}" is not taken over: {why}' for key, why in _NOTED.items() if given.flag(key) is True]
    given.understood(*_NOTED)
    hidden = _hidden_properties(thing, given.column("upToExclude", *_NAMES))
    return replace(native("ga4", settings, given, *notes), added=hidden)


def _hidden_properties(thing: Thing, names: list[str]) -> tuple[Added, ...]:
    """User properties to exclude: our tag has no setting for them, but a transformation keeps them from it."""
    if not names:
        return ()
    paths = [f"{USER_PROPERTIES}.{name}" for name in names]
    value = {"type": "exclude_parameters", "tags": [thing.name], "parameters": paths}
    why = f'tag "{thing.name}" excludes user properties.'
    return (Added("transformations", f"{thing.name}: user properties", value, why, thing.path, "exclude_parameters"),)


def _included(given: Given, family: str, here: str) -> dict[str, Any]:
    """Which of the event's own are sent: all where nobody says otherwise."""
    chosen, listed = given.text(f"{family}ToIncludeDropdown"), given.column(f"{family}ToInclude", *_NAMES)
    if chosen in ("", "all"):
        return {}
    return {here: "none" if chosen == "none" else listed}


def _rows(given: Given, *keys: str) -> dict[str, Any]:
    """Names and values of a table; the last row of a name counts, as it would overwrite the others."""
    found: dict[str, Any] = {}
    for row in (row for key in keys for row in given.rows(key)):
        if name := str(next((row[each] for each in _NAMES if each in row), "")):
            found[name] = row.get("value", "")
    return found
