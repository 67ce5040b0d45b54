"""The veil over what is shown of a tag's run: what variables gave it of a person is masked under whatever key it went out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote, quote_plus

from .comparison import text
from .container import TagEntry
from .errors import VariableError
from .event import UNDEFINED, Event
from .lookup import Lookup, Pending
from .personal import is_personal
from .redaction import mask

_MOST, _LONGEST, _DEEPEST = 200, 8192, 40
_SHORTEST, _SHORTEST_NUMBER = 2, 4
"""A shorter text is a word of everybody's; it would be found in all there is."""


class Veil:
    """Masks some texts wherever they stand as words of their own, also percent-encoded or as JSON writes them."""

    def __init__(self, given: Iterable[Any] = ()) -> None:
        self._texts = frozenset(
            islice(filter(_is_telling, (leaf for value in given for leaf in _leaves(value))), _MOST)
        )
        written = sorted({way for each in self._texts for way in _ways(each)}, key=len, reverse=True)
        words = "|".join(map(re.escape, written))
        self._words = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])") if words else None

    def over(self, value: Any, depth: int = 0) -> Any:
        """A JSON value, or a text, without them."""
        if self._words is None:
            return value
        if depth > _DEEPEST:
            return "…"
        if isinstance(value, str):
            return self._words.sub(lambda found: mask(found.group()), value)
        if isinstance(value, Mapping):
            return {self.over(key): self.over(part, depth + 1) for key, part in value.items()}
        if isinstance(value, list):
            return [self.over(part, depth + 1) for part in value]
        return mask(text(value)) if isinstance(value, int | float) and text(value) in self._texts else value


def veil_of(tag: TagEntry, lookup: Lookup, seen: Event) -> Veil:
    """The veil for a run of this tag, which saw the event as `seen`."""
    names = [name for name in tag.configured.reads if is_personal(f"{{{{{name}}}}}", lookup.variables)]
    if not names:
        return CLEAR
    views = [lookup] if seen is lookup.event else [lookup, lookup.seeing(seen)]
    return Veil(_value(view, name) for view in views for name in names)


def _value(lookup: Lookup, name: str) -> Any:
    try:
        return lookup[name] if lookup.may_be_read(name) else UNDEFINED
    except (Pending, VariableError):
        return UNDEFINED


def _leaves(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple) and depth < _DEEPEST:
        for part in islice(value.values() if isinstance(value, Mapping) else value, _MOST):
            yield from _leaves(part, depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield text(value)


def _is_telling(leaf: str) -> bool:
    return (_SHORTEST_NUMBER if leaf.isdecimal() else _SHORTEST) <= len(leaf) <= _LONGEST


def _ways(leaf: str) -> Iterator[str]:
    encodable = leaf.encode("utf-8", "replace").decode()
    yield from (leaf, json.dumps(leaf)[1:-1], json.dumps(leaf, ensure_ascii=False)[1:-1])
    yield from (quote(encodable), quote(encodable, safe=""), quote_plus(encodable))


CLEAR = Veil()
"""It hides nothing."""
