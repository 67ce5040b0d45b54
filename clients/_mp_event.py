"""One event of the Measurement Protocol as event data.

Source: Google, "Measurement Protocol reference" (request body) and "Common event data".
"""

from __future__ import annotations

from typing import Any

import msgspec

from gateway import Hit, ga4, text

from ._request import completed

MOST_PARAMETERS = 200

# What the body itself says, or the server. An event parameter of that name keeps its value beside it.
_OF_THE_BODY = frozenset(
    (
        *("event_name", "client_id", "user_id", "user_data", "ip_override", "user_agent", "event_location"),
        *("client_hints", "consent", "consent_state"),
    )
)
# Fields of the body that are kept under their names, for lack of a key of event data.
_KEPT = ("app_instance_id", "consent", "device", "user_location", "validation_behavior", "timestamp_micros")

Parameters = dict[str, str]


def event_data(event: dict[str, Any], shared: bytes) -> tuple[dict[str, Any], bool]:
    """The event data, and whether parameters had to be left out."""
    data: dict[str, Any] = msgspec.json.decode(shared)
    data["event_name"] = event["name"]
    if "timestamp_micros" in event:
        data[f"{ga4.UNKNOWN}timestamp_micros"] = event["timestamp_micros"]
    written = event.get("params")
    if not isinstance(written, dict):
        return data, False
    for name, value in list(written.items())[:MOST_PARAMETERS]:
        key, known = _parameter(name, value)
        data[key] = known
    items = written.get("items")
    return data, len(written) > MOST_PARAMETERS or (isinstance(items, list) and len(items) > ga4.MOST_ITEMS)


def shared_data(body: dict[str, Any], parameters: Parameters, hit: Hit) -> bytes:
    """What all events of one body have in common, packed: each gets a copy of its own, whatever its tags do to it."""
    data: dict[str, Any] = {ga4.TEXT["v"]: "2"}
    if measurement_id := parameters.get("measurement_id"):
        data[ga4.TEXT["tid"]] = measurement_id
    if app := parameters.get("firebase_app_id"):
        data[f"{ga4.UNKNOWN}firebase_app_id"] = app
    data |= {key: body[key] for key in ("client_id", "user_id", "user_data", "consent") if key in body}
    data |= {f"{ga4.UNKNOWN}{key}": body[key] for key in _KEPT if key in body}
    if "non_personalized_ads" in body:
        data[ga4.TEXT["npa"]] = "1" if body["non_personalized_ads"] is True else "0"
    if properties := _values(body.get("user_properties")):
        data[ga4.USER_PROPERTIES] = properties
    data |= _device(body.get("device"))
    if location := _location(body.get("user_location")):
        data["event_location"] = location
    data |= {key: body[key] for key in ("ip_override", "user_agent") if body.get(key)}
    return msgspec.json.encode(completed(data, hit))


def _parameter(name: str, value: Any) -> tuple[str, Any]:
    if name == "session_id":
        return "ga_session_id", text(value)
    if name == "session_number":
        return "ga_session_number", value
    if name in _OF_THE_BODY or name.startswith(ga4.INTERNAL):
        return f"{ga4.UNKNOWN}ep.{name}", value
    if name == "items" and isinstance(value, list):
        return name, value[: ga4.MOST_ITEMS]
    return name, value


def _values(properties: Any) -> dict[str, Any]:
    """`{"tier": {"value": "gold"}}` is `{"tier": "gold"}`."""
    if not isinstance(properties, dict):
        return {}
    return {name: inner.get("value") if isinstance(inner, dict) else inner for name, inner in properties.items()}


def _device(device: Any) -> dict[str, Any]:
    if not isinstance(device, dict):
        return {}
    return {key: device[key] for key in ("language", "screen_resolution") if key in device}


def _location(location: Any) -> dict[str, str]:
    """`{"country_id": "US", "region_id": "US-CA", "city": "Mountain View"}`."""
    if not isinstance(location, dict):
        return {}
    country, region, city = (location.get(key) for key in ("country_id", "region_id", "city"))
    region = region.rpartition("-")[2] if isinstance(region, str) else None
    named = (("country", country), ("region", region), ("city", city))
    return {name: value for name, value in named if isinstance(value, str) and value}
