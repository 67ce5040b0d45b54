"""The inert client: stands in imported rules for a client that does not run here, so that every trace says so."""

from __future__ import annotations

from typing import Annotated

from gateway import Claimed, ClientType, Hit, Refused


class Inert(ClientType):
    """Takes no hit: stands for a client of GTM that does not run here, and says why."""

    was: Annotated[str, "What GTM calls its type.", {"examples": ["ua_client"]}]
    reason: Annotated[str, "Why it does not run here.", {"examples": ["Universal Analytics has ended."]}]

    def claim(self, hit: Hit) -> Claimed | Refused:
        return Refused(f"inert: {self.reason}")
