"""GTM's Lookup Table variable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, VariableType, text


class LookupTable(VariableType):
    """The value that stands beside the input in a table; input and keys are compared as texts."""

    input: Annotated[Any, 'What is looked up, such as "{{Event Name}}".']
    table: Annotated[Mapping[str, Any], "The rows: an input and its value."]
    default: Annotated[Any, "The value where no row has the input."] = UNDEFINED

    def value(self, lookup: Lookup) -> Any:
        return self.table.get(text(self.input), self.default)
