"""The inert transformation: stands in imported rules for one that cannot be applied here."""

from __future__ import annotations

from typing import Annotated

from gateway import Event, GatewayError, Lookup, TransformationType


class Inert(TransformationType):
    """Fails the tags it is for: what GTM would have taken out of their event must not leave because it is unknown here."""

    was: Annotated[str, "What GTM calls its type.", {"examples": ["cvt_12345_6"]}]
    reason: Annotated[str, "Why it cannot be applied here.", {"examples": ["its code is not in the export."]}]

    def apply(self, event: Event, lookup: Lookup) -> Event:
        raise GatewayError(f"inert: {self.reason}")
