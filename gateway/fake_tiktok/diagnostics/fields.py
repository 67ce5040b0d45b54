"""What stands in a field of an event, whatever JSON that is: nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

_LARGEST = 1e18
_MOST = 500
_LONGEST_NUMBER = 40
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def mapping(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def text(value: Any) -> str:
    """The text, or an empty one."""
    return value if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """The number; None for what is none, and for what is no amount or time of this world."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
        return None
    return float(value)


def written(value: Any) -> float | None:
    """The number in a text such as "149.90"; None for "1,299.00" and for what is no text."""
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER or not _NUMBER.fullmatch(value):
        return None
    return number(float(value))


def each(value: Any) -> list[Any]:
    """The values of a list, or the one value; nothing of None."""
    if isinstance(value, list | tuple):
        return list(value[:_MOST])
    return [] if value is None else [value]


def is_there(value: Any) -> bool:
    """Whether there is a text, or a list with one."""
    if isinstance(value, str):
        return value != "" and not value.isspace()
    return isinstance(value, list) and any(isinstance(one, str) and one.strip() for one in value[:_MOST])


def texts_at(data: Mapping[str, Any], *paths: str) -> Iterator[str]:
    """The texts at dotted paths, as they are: a single one, a list, or an object keyed "0", "1", …"""
    for path in paths:
        value = _at(data, path)
        inside = list(islice(value.values(), _MOST)) if isinstance(value, Mapping) else each(value)
        yield from (one for one in inside if isinstance(one, str) and one)


def _at(data: Mapping[str, Any], path: str) -> Any:
    if path in data:
        return data[path]
    first, dot, rest = path.partition(".")
    return _at(mapping(data.get(first)), rest) if dot else None
