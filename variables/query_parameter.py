"""GTM's Query Parameter variable: of the request that came in, not of the page."""

from __future__ import annotations

from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, VariableType, pairs


class QueryParameter(VariableType):
    """A parameter of the request's own query, decoded; the first one of that name."""

    parameter: Annotated[str, "The parameter's name.", {"examples": ["en"]}]

    def value(self, lookup: Lookup) -> Any:
        return next((value for name, value in pairs(lookup.hit.query) if name == self.parameter), UNDEFINED)
