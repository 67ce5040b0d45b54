"""GTM's Request Header variable."""

from __future__ import annotations

from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, VariableType


class RequestHeader(VariableType):
    """A header of the request, whatever the case of its name."""

    header: Annotated[str, "The header's name.", {"examples": ["Accept-Language"]}]

    def value(self, lookup: Lookup) -> Any:
        found = lookup.hit.header(self.header.lower())
        return UNDEFINED if found is None else found
