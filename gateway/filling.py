"""Settings that name variables: `{{Name}}` alone keeps the type of the value, in a longer text it becomes text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .comparison import text

if TYPE_CHECKING:
    from .lookup import Lookup

Fill = Callable[["Lookup"], Any]

_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")


def names_in(value: Any) -> Iterator[str]:
    """Every variable that a setting names, in its order."""
    if isinstance(value, str):
        yield from map(str.strip, _REFERENCE.findall(value))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from names_in(key)
            yield from names_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from names_in(inner)


def filler(value: Any) -> Fill | None:
    """How to fill in this setting for an event, or None where there is nothing to fill in."""
    if next(names_in(value), None) is None:
        return None
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return _sequence(value)
    return _text(str(value))


def _mapping(value: Mapping[str, Any]) -> Fill:
    if any(filler(key) for key in value):
        return _mapping_with_keys(value)
    fills = {key: filler(inner) for key, inner in value.items()}
    return lambda lookup: {key: fill(lookup) if (fill := fills[key]) else inner for key, inner in value.items()}


def _mapping_with_keys(value: Mapping[str, Any]) -> Fill:
    """A table whose keys name variables, too: of two rows that come to have one key the first counts."""
    rows = [(key, filler(key), inner, filler(inner)) for key, inner in value.items()]

    def fill(lookup: Lookup) -> dict[str, Any]:
        filled: dict[str, Any] = {}
        for key, fill_key, inner, fill_inner in rows:
            filled.setdefault(text(fill_key(lookup)) if fill_key else key, fill_inner(lookup) if fill_inner else inner)
        return filled

    return fill


def _sequence(value: list[Any] | tuple[Any, ...]) -> Fill:
    parts = [(inner, filler(inner)) for inner in value]
    kind = type(value)
    return lambda lookup: kind(fill(lookup) if fill else inner for inner, fill in parts)


def _text(source: str) -> Fill:
    whole = _REFERENCE.fullmatch(source)
    if whole:
        name = whole.group(1).strip()
        return lambda lookup: lookup[name]
    # split() with one group alternates: text, name, text, name, …, text
    pieces = [piece.strip() if number % 2 else piece for number, piece in enumerate(_REFERENCE.split(source))]
    return lambda lookup: "".join(text(lookup[piece]) if number % 2 else piece for number, piece in enumerate(pieces))
