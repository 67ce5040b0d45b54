"""NEW TYPE: how many items an event has."""

from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, VariableType


class NewType(VariableType):
    """How many items of a category an event has; UNDEFINED where it has no items at all."""

    category: Annotated[str | None, "Count only items of this category.", {"examples": ["mugs"]}] = None

    def value(self, lookup: Lookup) -> Any:
        items = lookup.event.get("items")
        if not isinstance(items, list):
            return UNDEFINED
        return sum(self.category in (None, item.get("item_category")) for item in items)
