"""Where two JSON values differ, field by field, each with its path: what a snapshot says of a request, and what was sent.

Of a part that is expected, all that is written must be so: an object may have more keys, a list has as many members. `null`
stands for what is not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..redaction import redacted

Step = str | int
MISSING: Final = object()
"""Stands for a value that is not there."""
_PLAIN = re.compile(r"[\w-]+")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not as expected."""

    path: tuple[Step, ...]
    expected: Any
    found: Any

    def __str__(self) -> str:
        """`body.data[0].properties.value: 59.9 expected, and it is 60`; persons are masked."""
        name = next((step for step in reversed(self.path) if isinstance(step, str)), "")
        expected, found = _shown(self.expected, name), _shown(self.found, name)
        if self.found is MISSING:
            told = f"{expected} expected, and it is not there"
        elif self.expected is MISSING or self.expected is None:
            told = f"nothing expected, and it is {found}"
        else:
            told = f"{expected} expected, and it is {'another one' if expected == found else found}"
        return f"{dotted(self.path)}: {told}"


def differences(expected: Any, found: Any) -> Iterator[Difference]:
    """Where what was found is not what was expected, as a whole."""
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
    elif not _same(expected, found) and not (not whole and expected is None and found is MISSING):
        yield Difference(path, expected, found)


def _member(members: list[Any], number: int) -> Any:
    return members[number] if number < len(members) else MISSING


def _same(expected: Any, found: Any) -> bool:
    # To Python True is 1; to a vendor it is not.
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return bool(expected == found)


def _shown(value: Any, name: str) -> str:
    """Cut only after masking, as everywhere."""
    text = "nothing" if value is MISSING else json.dumps(redacted(value, name), ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
