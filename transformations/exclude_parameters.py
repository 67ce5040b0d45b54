"""GTM's transformation that excludes parameters."""

from __future__ import annotations

from typing import Annotated

from gateway import Event, Lookup, TransformationType

from ._immutable import check_parameters


class ExcludeParameters(TransformationType):
    """The tag does not see these parameters."""

    order = 2

    parameters: Annotated[
        tuple[str, ...],
        "Key paths to take out, such as `user_data.phone_number`.",
        {"items": {"type": "string", "format": "event-key"}, "examples": [["user_data.phone_number"]]},
    ]

    def __post_init__(self) -> None:
        check_parameters(self.parameters)

    def apply(self, event: Event, lookup: Lookup) -> Event:
        return event.without(*self.parameters)
