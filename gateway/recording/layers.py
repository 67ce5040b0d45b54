"""Texts inside texts: a percent-encoded address in a parameter, JSON in a cookie. What is changed inside is changed outside.

Texts are bytes as Latin-1 signs. Opened, a text knows for each of its signs where that stood in the text around it, so an
edit of the inner text is an edit of the outer one, and all else stays as it was encoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from .stand_ins import Edit

_Sign: TypeAlias = Callable[[re.Match[str]], str]

_ENCODED = re.compile(r"%([0-9a-fA-F]{2})")
_UNIT = "[0-9a-fA-F]"
_ESCAPED = re.compile(rf'\\(?:u([dD][89abAB]{_UNIT}{{2}})\\u([dD][c-fC-F]{_UNIT}{{2}})|u({_UNIT}{{4}})|(["\\/bfnrt]))')
_SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_TOKEN = re.compile(r'"((?:[^"\\]++|\\.)*+)("?)|([{}\[\],])|([^\s"{}\[\],:]++)', re.DOTALL)
_COLON = re.compile(r"\s*+:")
_LITERALS = frozenset(("true", "false", "null"))


class Opened(NamedTuple):
    """The inner text, and where each of its signs (and its end) stands outside."""

    text: str
    places: list[int]

    def outside(self, edits: list[Edit]) -> Iterator[Edit]:
        """These edits of the inner text as edits of the outer one."""
        return ((self.places[start], self.places[end], new) for start, end, new in edits)


class Leaf(NamedTuple):
    """A text, number or name in a JSON document: where it stands, and the names of what it stands in, the nearest last."""

    start: int
    end: int
    names: tuple[str, ...]
    is_text: bool
    is_name: bool


def percent_decoded(text: str) -> Opened | None:
    """The text decoded once, `+` left as it is; None where there is nothing to decode."""
    return _opened(text, _ENCODED, lambda found: chr(int(found.group(1), 16))) if "%" in text else None


def unescaped(text: str) -> Opened | None:
    """What a JSON text says, as UTF-8; None where it says what it is."""
    return _opened(text, _ESCAPED, _sign) if "\\" in text else None


def _opened(text: str, pattern: re.Pattern[str], sign: _Sign) -> Opened | None:
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for found in pattern.finditer(text):
        inner = sign(found)
        parts += [text[done : found.start()], inner]
        places += [*range(done, found.start()), *[found.start()] * len(inner)]
        done = found.end()
    if not done:
        return None
    return Opened("".join([*parts, text[done:]]), [*places, *range(done, len(text) + 1)])


def _sign(found: re.Match[str]) -> str:
    first, second, unit, short = found.groups()
    if short:
        return _SIGNS.get(short, short)
    units = chr(int(first, 16)) + chr(int(second, 16)) if first else chr(int(unit, 16))
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode().decode("latin-1")


def json_leaves(text: str) -> Iterator[Leaf]:
    """Every text, number and name of a JSON document, also of a broken one; without recursion, each sign looked at once."""
    around: list[str] = []
    name = ""
    for found in _TOKEN.finditer(text):
        sign = found.group(3)
        if sign in ("{", "["):
            around.append(name)
            # The things of a list stand under the list's name.
            name = name if sign == "[" else ""
        elif sign in ("}", "]"):
            name = around.pop() if around else ""
        elif sign is None:
            is_text = found.group(4) is None
            group = 1 if is_text else 4
            is_name = is_text and _COLON.match(text, found.end()) is not None
            if is_name:
                name = found.group(1)
            if is_text or found.group(4) not in _LITERALS:
                yield Leaf(*found.span(group), (*around[-_NEAREST:], name), is_text, is_name)


_NEAREST = 8
"""Names around a leaf that are looked at: deeper nothing is told from them that the nearest do not tell."""
