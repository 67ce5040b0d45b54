"""GTM's transformation that allows parameters, and no others."""

from __future__ import annotations

from typing import Annotated, Any

from gateway import Event, Lookup, TransformationType, ga4


class AllowParameters(TransformationType):
    """The tag sees these parameters only, beside the event's name and Google's own (`x-ga-…`) that no transformation changes."""

    order = 0

    parameters: Annotated[
        tuple[str, ...],
        "Key paths it may see, such as `user_data.email`.",
        {"items": {"type": "string", "format": "event-key"}, "examples": [["value", "currency", "user_data.email"]]},
    ]

    def apply(self, event: Event, lookup: Lookup) -> Event:
        kept = {key: value for key, value in event.items() if key == "event_name" or key in ga4.IMMUTABLE}
        for path in self.parameters:
            if path in event:
                kept[path] = event[path]
            elif "." in path:
                _copy(event, kept, path.split("."))
        return Event.over(kept)


def _copy(source: Any, target: dict[str, Any], steps: list[str]) -> None:
    """Copy what is at a path into the same place of a new object; a step into a list takes all of the list."""
    first, rest = steps[0], steps[1:]
    if not (hasattr(source, "keys") and first in source):
        return
    inner = source[first]
    if not rest or not isinstance(inner, dict):
        target.setdefault(first, inner)
        return
    into = target.setdefault(first, {})
    if into is not inner and isinstance(into, dict):
        _copy(inner, into, rest)
