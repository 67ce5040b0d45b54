"""GTM's Event Data variable."""

from __future__ import annotations

from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, VariableType


class EventData(VariableType):
    """The value of a key of the event, such as `value` or `items.0.price`."""

    key: Annotated[
        str,
        "The key path; a key that has the dots in its name comes first.",
        {"format": "event-key", "examples": ["value", "items.0.price"]},
    ]
    default: Annotated[Any, "The value where the event has no such key.", {"examples": [0]}] = UNDEFINED

    def value(self, lookup: Lookup) -> Any:
        return lookup.event.at(self.key, self.default)
