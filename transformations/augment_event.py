"""GTM's transformation that augments the event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from gateway import UNDEFINED, Event, Lookup, TransformationType

from ._immutable import check_parameters


class AugmentEvent(TransformationType):
    """The tag sees these parameters too, or with another value."""

    parameters: Annotated[
        Mapping[str, Any],
        'Key paths and their values, such as `currency: EUR` or `user_data.email: "{{E-mail}}"`.',
        {
            "propertyNames": {"format": "event-key"},
            "examples": [{"currency": "EUR"}, {"user_data.email": "{{E-mail}}"}],
        },
    ]

    def __post_init__(self) -> None:
        check_parameters(self.parameters)

    def apply(self, event: Event, lookup: Lookup) -> Event:
        data: Any = dict(event)
        for path, value in self.parameters.items():
            if value is not UNDEFINED:
                data = {**data, path: value} if path in data else _with(data, path.split("."), value)
        return Event.over(data)


def _with(data: Any, steps: list[str], value: Any) -> Any:
    """The same data with the value at this path; nothing of the original is changed."""
    first, rest = steps[0], steps[1:]
    if isinstance(data, list) and first.isdecimal() and int(first) < len(data):
        inner = _with(data[int(first)], rest, value) if rest else value
        return [*data[: int(first)], inner, *data[int(first) + 1 :]]
    known = data if isinstance(data, dict) else {}
    return {**known, first: _with(known.get(first), rest, value) if rest else value}
