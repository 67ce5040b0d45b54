"""The inert trigger: stands in imported rules for conditions that cannot be decided here."""

from __future__ import annotations

from typing import Annotated

from gateway import Check, GatewayError, Lookup, TriggerType


class Inert(TriggerType):
    """Is never decided: as a trigger it fires no tag, as an exception it blocks. Says which conditions of GTM it stands for."""

    was: Annotated[str, "What GTM calls its type.", {"examples": ["CUSTOM_EVENT"]}]
    reason: Annotated[str, "Why it cannot be decided here.", {"examples": ["RE2 has no lookahead."]}]

    def check(self, lookup: Lookup) -> Check:
        raise GatewayError(f"inert: {self.reason}")
