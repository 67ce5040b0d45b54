"""What the request itself says of a visitor, for events that do not say it: address, browser and place."""

from __future__ import annotations

from typing import Any

from gateway import Hit, region_of


def completed(data: dict[str, Any], hit: Hit) -> dict[str, Any]:
    """The same event data, with the sender's own address, browser and place where it says nobody else's."""
    data.setdefault("ip_override", hit.ip)
    if "user_agent" not in data and (agent := hit.header("user-agent")) is not None:
        data["user_agent"] = agent
    if "event_location" not in data and (region := region_of(hit)):
        data["event_location"] = region
    return data
