"""GTM's Cookie Value variable."""

from __future__ import annotations

from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, VariableType


class Cookie(VariableType):
    """A cookie of the request; the first one of that name."""

    cookie: Annotated[str, "The cookie's name.", {"examples": ["_ga"]}]
    decode: Annotated[bool, "Percent-decode it."] = True

    def value(self, lookup: Lookup) -> Any:
        found = lookup.hit.cookie(self.cookie, decode=self.decode)
        return UNDEFINED if found is None else found
