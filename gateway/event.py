"""The common event model: what a client makes of a hit and every tag reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final


class Undefined:
    """The value of what is not there: false, and "undefined" as text, as in GTM."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED: Final = Undefined()


class Event(Mapping[str, Any]):
    """Read-only event data: `event["value"]`, `event.at("items.0.price")`, `event.but(currency="EUR")`.

    Keys and their meaning: Google, "Common event data" (server-side tagging).
    """

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        self._data: dict[str, Any] = {**(data or {}), **more}

    @classmethod
    def over(cls, data: dict[str, Any]) -> Event:
        """An event over a dict that nobody else will change: saves a copy for each hit."""
        event = cls.__new__(cls)
        event._data = data
        return event

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return f"Event({self._data!r})"

    def get(self, key: str, default: Any = None) -> Any:
        return self._data.get(key, default)

    def at(self, path: str, default: Any = UNDEFINED) -> Any:
        """The value at a dotted path; a key that has the dots in its name comes first."""
        found = self._data.get(path, UNDEFINED)
        if found is UNDEFINED and "." in path:
            found = _walk(self._data, path.split("."))
        return default if found is UNDEFINED else found

    def but(self, **changes: Any) -> Event:
        """The same event with other values under some keys."""
        return Event.over({**self._data, **changes})

    def without(self, *paths: str) -> Event:
        """The same event less the keys at these dotted paths."""
        data: Any = self._data
        for path in paths:
            data = _less(_less(data, [path]), path.split("."))
        return Event.over(data)


def _walk(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = _inside(value, step)
        if value is UNDEFINED:
            return UNDEFINED
    return value


def _inside(value: Any, step: str) -> Any:
    """One step down. `0` of a single value is the value: gtag sends one e-mail or several under one name."""
    if isinstance(value, dict):
        return value.get(step, UNDEFINED)
    if isinstance(value, list):
        known = step.isascii() and step.isdecimal() and len(step) < 10 and int(step) < len(value)
        return value[int(step)] if known else UNDEFINED
    return value if step == "0" and value is not None else UNDEFINED


def _less(value: Any, steps: list[str]) -> Any:
    first, rest = steps[0], steps[1:]
    if _inside(value, first) is UNDEFINED or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, list):
        position = int(first)
        kept = [_less(value[position], rest)] if rest else []
        return [*value[:position], *kept, *value[position + 1 :]]
    if rest:
        return {**value, first: _less(value[first], rest)}
    return {key: inner for key, inner in value.items() if key != first}
