"""GTM's transformation that excludes parameters."""

from __future__ import annotations

from typing import Annotated

from gateway import Event, Lookup, SettingError, TransformationType, ga4


class ExcludeParameters(TransformationType):
    """The tag does not see these parameters."""

    order = 2

    parameters: Annotated[tuple[str, ...], "Key paths to take out, such as `user_data.phone_number`."]

    def __post_init__(self) -> None:
        for path in self.parameters:
            if path in ga4.IMMUTABLE:
                raise SettingError("parameters", f'"{path}" is one of Google\'s own, which no transformation changes.')

    def apply(self, event: Event, lookup: Lookup) -> Event:
        return event.without(*self.parameters)
