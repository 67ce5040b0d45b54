"""GTM's transformation that excludes parameters."""

from __future__ import annotations

from typing import Annotated

from gateway import Event, Lookup, TransformationType


class ExcludeParameters(TransformationType):
    """The tag does not see these parameters."""

    parameters: Annotated[tuple[str, ...], "Key paths to take out, such as `user_data.phone_number`."]

    def apply(self, event: Event, lookup: Lookup) -> Event:
        return event.without(*self.parameters)
