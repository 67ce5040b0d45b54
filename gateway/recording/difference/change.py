"""One thing that differs: where it stands, what stood there, and what stands there now; and how that is shown, masked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

import msgspec

from ...event import UNDEFINED
from ...outgoing import Secret
from ...redaction import mask, redacted, redacted_text
from ...wire import meaning

Part: TypeAlias = Literal[
    "method", "url", "parameter", "header", "timeout", "body", "form", "data", "status", "cookie", "flags"
]
_DEEPEST, _MOST_PAIRED = 30, 400
_IDS = ("content_id", "item_id", "id", "event_id", "content_name", "item_name", "name")
_SHOWN, _NAME_SHOWN, _PATH_SHOWN = 160, 80, 200
_PREFIX: dict[Part, str] = {
    "parameter": "?",
    "header": "header ",
    "form": "body ",
    "cookie": "cookie ",
    "flags": "flags of cookie ",
}
NOTHING = "nothing"


class Change(msgspec.Struct, frozen=True):
    """UNDEFINED stands for nothing. `steps` lead to the value: names, and positions in lists."""

    part: Part
    steps: tuple[str | int, ...]
    old: Any
    new: Any

    @property
    def path(self) -> str:
        """Where it stands, of a list without the position: `data[].properties.value`, `?en`, `header Content-Type`."""
        if not self.steps:
            return self.part
        path = ""
        for step in self.steps:
            path += "[]" if isinstance(step, int) else f"{'.' * bool(path)}{redacted_text(step)[:_NAME_SHOWN]}"
        return f"{_PREFIX.get(self.part, '')}{path[:_PATH_SHOWN]}"

    @property
    def how(self) -> Literal["added", "removed", "changed"]:
        """Which of the two has it."""
        if self.old is UNDEFINED:
            return "added"
        return "removed" if self.new is UNDEFINED else "changed"

    def shown(self) -> tuple[str, str]:
        """What stood there and what stands there now, with persons and secrets masked."""
        old, new = self._shown(self.old), self._shown(self.new)
        return old, f"another value that is masked alike ({new})" if old == new else new

    def _shown(self, value: Any) -> str:
        if value is UNDEFINED:
            return NOTHING
        if isinstance(value, Secret):
            return value.shown
        text = _MASKED.get(self.part, _json_masked)(self.steps, value)
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def once(changes: Iterable[Change]) -> Iterator[Change]:
    """The first change of each path: of a list of items in which all prices differ, one."""
    seen = set()
    for change in changes:
        sort = (change.path, change.how)
        if sort not in seen:
            seen.add(sort)
            yield change


def in_values(part: Part, old: Any, new: Any, steps: tuple[str | int, ...] = ()) -> Iterator[Change]:
    """Where two JSON values differ, by path. 60 and 60.0 are the same number; 1 and true are not the same."""
    if len(steps) < _DEEPEST and isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            yield from in_values(part, old.get(name, UNDEFINED), new.get(name, UNDEFINED), (*steps, str(name)))
    elif len(steps) < _DEEPEST and isinstance(old, list) and isinstance(new, list):
        for number, pair in enumerate(_pairs(old, new)):
            yield from in_values(part, *pair, (*steps, number))
    elif not _same(old, new):
        yield Change(part, steps, old, new)


def _pairs(old: list[Any], new: list[Any]) -> Iterator[tuple[Any, Any]]:
    """What stands at the same place; where one list is longer, what is the same thing, so that a missing item is one change."""
    if len(old) == len(new) or len(old) + len(new) > _MOST_PAIRED:
        yield from zip_longest(old, new, fillvalue=UNDEFINED)
        return
    # Of two variants of one id only the whole of them tells which is which; what has no twin is known by its id.
    for before, after in _matched(old, new, _whole):
        for pair in _matched(before, after, _identity):
            yield from zip_longest(*pair, fillvalue=UNDEFINED)


def _matched(old: list[Any], new: list[Any], known_by: Callable[[Any], str]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Both lists in parts that belong together."""
    same = SequenceMatcher(None, [known_by(each) for each in old], [known_by(each) for each in new], autojunk=False)
    for _, begin, end, begin_new, end_new in same.get_opcodes():
        yield old[begin:end], new[begin_new:end_new]


def _whole(item: Any) -> str:
    try:
        return json.dumps(item, sort_keys=True, default=repr)
    except TypeError:
        return repr(item)  # keys of several kinds have no order


def _identity(item: Any) -> str:
    """What an item is known by: its id where it has one, else its name, else all of it."""
    named = next((item[name] for name in _IDS if item.get(name)), None) if isinstance(item, dict) else None
    return _whole(item if named is None else named)


def in_pairs(part: Part, old: list[tuple[str, Any]], new: list[tuple[str, Any]]) -> Iterator[Change]:
    """Where two lists of names and values differ; a name may come several times, and the order of names is no difference."""
    before, after = _by_name(old), _by_name(new)
    for name in {**before, **after}:
        for pair in zip_longest(before.get(name, ()), after.get(name, ()), fillvalue=UNDEFINED):
            if pair[0] != pair[1]:
                yield Change(part, (name,), *pair)


def _by_name(pairs: list[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _same(old: Any, new: Any) -> bool:
    return bool(old == new) and isinstance(old, bool) is isinstance(new, bool)


def _json_masked(steps: tuple[str | int, ...], value: Any) -> str:
    """The value as JSON, masked by what it is and by the names it stands under."""
    names = [step for step in steps if isinstance(step, str)]
    for name in reversed(names):
        value = {name: value}
    masked = redacted(value)
    for _ in names:
        masked = next(iter(masked.values())) if isinstance(masked, dict) else masked
    return json.dumps(masked, ensure_ascii=False, default=lambda other: redacted_text(repr(other)))


def _text_masked(_: tuple[str | int, ...], value: Any) -> str:
    return redacted_text(str(value))


def _parameter_masked(steps: tuple[str | int, ...], value: Any) -> str:
    """By the name as it is written and by what it means: `cid` is nobody's, and `client_id` is a person's."""
    name, plain = str(steps[-1]), redacted_text(str(value))
    if redacted_text(f"?{quote(name)}={quote(str(value), safe='')}").endswith("=***"):
        return "***" if value else ""
    names = (name.lower(), name.rpartition(".")[2].lower(), meaning(name).rpartition(".")[2].lower())
    masked = (str(redacted(str(value), each)) for each in names)
    return next((shown for shown in masked if shown != plain), plain)


def _header_masked(steps: tuple[str | int, ...], value: Any) -> str:
    name = str(steps[-1]).lower()
    by_name = redacted(str(value), name)
    return str(by_name if by_name != redacted_text(str(value)) else redacted(str(value), name.replace("-", "_")))


def _cookie_masked(_: tuple[str | int, ...], value: Any) -> str:
    return mask(str(value))


_MASKED = {
    "method": _text_masked,
    "url": _text_masked,
    "flags": _text_masked,
    "parameter": _parameter_masked,
    "form": _parameter_masked,
    "header": _header_masked,
    "cookie": _cookie_masked,
}
