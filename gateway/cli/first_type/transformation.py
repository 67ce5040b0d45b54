"""NEW TYPE: rounds a parameter."""

from typing import Annotated

from gateway import Event, Lookup, TransformationType


class NewType(TransformationType):
    """The tag sees a parameter rounded to whole numbers."""

    parameter: Annotated[str, "The key of event data.", {"format": "event-key", "examples": ["value"]}]

    def apply(self, event: Event, lookup: Lookup) -> Event:
        value = event.get(self.parameter)
        return event.but(**{self.parameter: round(value)}) if isinstance(value, int | float) else event
