"""Where two JSON values differ, field by field, each with its path: what a snapshot says of a request, and what was sent.

Of a part that is expected, all that is written must be so: an object may have more keys, a list has as many members. `null`
stands for what is not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .described import MISSING, UNSET, apart

Step = str | int
_PLAIN = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not as expected."""

    path: tuple[Step, ...]
    expected: Any
    found: Any

    def __str__(self) -> str:
        """`body.data[0].properties.value: 59.9 expected, and it is 60`; persons are masked."""
        return f"{dotted(self.path)}: {apart(self.expected, self.found, *self._names())}"

    def _names(self) -> list[str]:
        """What the value stands under, the nearest name first; how a tag of a snapshot is called says nothing of it."""
        path = self.path[2:] if self.path[:1] == ("hits",) else self.path
        inner = path[4:] if path[:3:2] == ("events", "tags") else path
        return [step for step in reversed(inner) if isinstance(step, str)]


def differences(expected: Any, found: Any) -> Iterator[Difference]:
    """Where what was found is not what was expected, as a whole.

    Of a text that comes from the environment, such as `<PIXEL_CODE>`, nothing is expected: a snapshot of a machine where it is
    set is good on all others.
    """
    return _compared(expected, found, (), whole=True)


def missing_of(part: Any, found: Any) -> Iterator[Difference]:
    """Where what was found lacks the part that was expected."""
    return _compared(part, found, (), whole=False)


def dotted(path: tuple[Step, ...]) -> str:
    """A path as it is read: `events[0].tags["TikTok purchase"].sent[0].body`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{json.dumps(step, ensure_ascii=False)}]"
    return text or "all of it"


def _compared(expected: Any, found: Any, path: tuple[Step, ...], *, whole: bool) -> Iterator[Difference]:
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        keys = [*expected, *(key for key in found if whole and key not in expected)]
        for key in keys:
            yield from _compared(expected.get(key, MISSING), found.get(key, MISSING), (*path, str(key)), whole=whole)
    elif isinstance(expected, list) and isinstance(found, list):
        for number in range(max(len(expected), len(found))):
            yield from _compared(_member(expected, number), _member(found, number), (*path, number), whole=whole)
    elif not (_same(expected, found) or (_of_environment(expected, found) if whole else _nothing(expected, found))):
        yield Difference(path, expected, found)


def _member(members: list[Any], number: int) -> Any:
    return members[number] if number < len(members) else MISSING


def _same(expected: Any, found: Any) -> bool:
    # To Python True is 1; to a vendor it is not.
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return bool(expected == found)


def _nothing(expected: Any, found: Any) -> bool:
    return expected is None and found is MISSING


def _of_environment(expected: Any, found: Any) -> bool:
    """Whether what differs is where a name of the environment stands for its value; two names are two values."""
    if not isinstance(expected, str) or not isinstance(found, str):
        return False
    if UNSET.search(expected) or not UNSET.search(found):
        return False
    first, *middle, last = UNSET.split(found)
    at, end = len(first), len(expected) - len(last)
    if not (expected.startswith(first) and expected.endswith(last)):
        return False
    for part in middle:
        at = expected.find(part, at + 1)
        if at < 0:
            return False
        at += len(part)
    return at < end
