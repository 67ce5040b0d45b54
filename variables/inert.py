"""The inert variable: stands in imported rules for a variable that cannot be worked out here."""

from __future__ import annotations

from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, VariableType


class Inert(VariableType):
    """Has no value: stands for a variable of GTM that cannot be worked out here, and says why."""

    was: Annotated[str, "What GTM calls its type.", {"examples": ["fs"]}]
    reason: Annotated[str, "Why it has no value here.", {"examples": ["Firestore is Google's."]}]
    stand_in: Annotated[Any, "A value to use in its place; left out, it has none.", {"examples": ["gold"]}] = UNDEFINED

    def value(self, lookup: Lookup) -> Any:
        return self.stand_in
