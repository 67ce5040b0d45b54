"""GTM's Constant variable."""

from __future__ import annotations

from typing import Annotated, Any

from gateway import Lookup, VariableType


class Constant(VariableType):
    """Always the same value."""

    constant: Annotated[Any, "The value.", {"examples": ["EUR"]}]

    def value(self, lookup: Lookup) -> Any:
        return self.constant
