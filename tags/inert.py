"""The inert tag: stands in imported rules for a tag that does not run here, so that every trace says so."""

from __future__ import annotations

from typing import Annotated

from gateway import Event, Lookup, Skipped, Steps, TagType


class Inert(TagType):
    """Sends nothing: stands for a tag of GTM that does not run here, and says why."""

    was: Annotated[str, "What GTM calls its type.", {"examples": ["sgtmadsct"]}]
    reason: Annotated[str, "Why it does not run here.", {"examples": ["only Google can send to Google Ads."]}]

    def run(self, event: Event, lookup: Lookup) -> Steps:
        yield from ()
        return Skipped(f"inert: {self.reason}")
