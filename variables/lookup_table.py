"""GTM's Lookup Table variable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, VariableType, text


class LookupTable(VariableType):
    """The value that stands beside the input in a table; input and keys are compared as texts."""

    input: Annotated[Any, 'What is looked up, such as "{{Event Name}}".', {"examples": ["{{Page Hostname}}"]}]
    table: Annotated[
        Mapping[str, Any],
        "The rows: an input and its value.",
        {"examples": [{"shop.example": "main", "outlet.example": "outlet"}]},
    ]
    default: Annotated[Any, "The value where no row has the input.", {"examples": ["other"]}] = UNDEFINED

    def value(self, lookup: Lookup) -> Any:
        return self.table.get(text(self.input), self.default)
