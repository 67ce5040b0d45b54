"""YAML with places: what stands in the file, and where. Built from parser events, so its bounds hold before anything is built.

`no`, `on` and `12:30` stay words, as people mean them; only true, false, null and plain numbers are more than text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import yaml

from ..errors import RulesError
from ..place import Place, Problem
from .found import Found

MOST_BYTES = 8 * 1024 * 1024
MOST_NODES = 1_000_000
DEEPEST = 64
MOST_ALIASES = 100

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Written:
    """A value as written: a dict or list of Written, or a scalar with its `source` text."""

    value: Any
    place: Place
    source: str = ""
    style: str = ""
    """How a scalar is written: plain (empty), quoted, or a block (`|`, `>`)."""
    one_line: bool = True
    unset: bool = False
    """It is nothing but a `${NAME}` that has no value while rehearsing."""
    keys: dict[str, Place] | None = None
    size: int = 1

    def data(self) -> Any:
        """The plain value, without places."""
        if isinstance(self.value, dict):
            return {key: inner.data() for key, inner in self.value.items()}
        if isinstance(self.value, list):
            return [inner.data() for inner in self.value]
        return self.value

    def is_filled_in(self) -> bool:
        """Whether anything in it came from the environment, and may be a credential."""
        if not isinstance(self.value, dict | list):
            return "${" in self.source
        inner = self.value.values() if isinstance(self.value, dict) else self.value
        return any(each.is_filled_in() for each in inner)

    def at(self, path: Iterable[str | int]) -> Written:
        """The value at a path of keys and positions, as far as the path leads."""
        found = self
        for step in path:
            if not isinstance(found.value, dict | list):
                break
            inside: Any = found.value
            try:
                found = inside[step]
            except (TypeError, KeyError, IndexError):
                break
        return found

    def key_place(self, key: str) -> Place:
        """Where a key of this mapping stands."""
        return (self.keys or {}).get(key, self.place)

    def place_in(self, offset: int) -> Place:
        """The place some signs into a scalar. Exact on one line; of a longer text, its first line."""
        if not self.one_line or len(self.source) < offset:
            return self.place
        return Place(self.place.file, self.place.line, self.place.column + len(self.style) + offset)

    @property
    def text_place(self) -> Place:
        """Where the text of a scalar begins: a block's text stands below its sign."""
        below = self.style in ("|", ">")
        return Place(self.place.file, self.place.line + below, self.place.column)


def read(text: bytes, file: str) -> tuple[Written, list[Problem]]:
    """The content of a rules file, and what is wrong with it. Raises RulesError where nothing can be made of it."""
    if len(text) > MOST_BYTES:
        raise _refusal(Place(file), f"the file has {len(text):,} bytes; {MOST_BYTES:,} are allowed. Split it.")
    # Every value stands behind one of these signs, and counting signs is a thousand times quicker than reading values.
    if sum(map(text.count, (b",", b":", b"\n", b"["))) > MOST_NODES:
        raise _refusal(Place(file), f"the file may have more than {MOST_NODES:,} values. Split it.")
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise RulesError(_with_syntax(builder.problems, _syntax(file, error, text))) from None
    except yaml.reader.ReaderError as error:
        raise _refusal(_place_at(text, error.position, file), f"this is not YAML text: {error.reason}.") from None
    return builder.root or Written({}, Place(file), keys={}), builder.problems


class _Builder:
    """Builds the tree event by event."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Written | None = None
        self.problems = Found()
        self._open: list[_Open] = []
        self._anchors: dict[str, Written] = {}
        self._nodes = self._aliases = 0

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._tagged(event, ("tag:yaml.org,2002:str", "!"))
            self._add(self._scalar(event), event.anchor)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._tagged(event, ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"))
            self._count(1, self._place(event))
            self._begin(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self._open.pop()
            self._add(done.written(), done.anchor)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise _refusal(self._place(event), "a second document begins here. Rules are one document.")

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _begin(self, event: Any) -> None:
        if len(self._open) >= DEEPEST:
            raise _refusal(self._place(event), f"nested more than {DEEPEST} deep.")
        self._open.append(_Open(isinstance(event, yaml.MappingStartEvent), self._place(event), event.anchor))

    def _scalar(self, event: Any) -> Written:
        plain = not event.style and event.tag is None
        value = resolved(event.value) if plain else event.value
        one_line = event.start_mark.line == event.end_mark.line
        self._count(1, self._place(event))
        return Written(value, self._place(event), event.value, event.style or "", one_line)

    def _alias(self, event: Any) -> None:
        self._aliases += 1
        known = self._anchors.get(event.anchor)
        if self._aliases > MOST_ALIASES:
            raise _refusal(self._place(event), f"more than {MOST_ALIASES} aliases.")
        if known is None:
            raise _refusal(
                self._place(event),
                f'there is no anchor "&{event.anchor[:60]}" above. A text that begins with * stands in quotes.',
            )
        self._count(known.size, self._place(event))
        self._add(replace(known, place=self._place(event)), None)

    def _count(self, many: int, place: Place) -> None:
        self._nodes += many
        if self._nodes > MOST_NODES:
            raise _refusal(place, f"more than {MOST_NODES:,} values.")

    def _add(self, written: Written, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = written
        if not self._open:
            self.root = written
        elif problem := self._open[-1].add(written):
            self.problems.append(problem)

    def _tagged(self, event: Any, allowed: tuple[str, ...]) -> None:
        if event.tag is not None and event.tag not in allowed:
            what = (
                f'YAML tags such as "{event.tag[:60]}" are not used here. A text that begins with ! stands in quotes.'
            )
            self.problems.append(Problem(self._place(event), what, "yaml"))


class _Open:
    """A mapping or list that is not closed yet."""

    def __init__(self, mapping: bool, place: Place, anchor: str | None) -> None:  # noqa: FBT001 - private
        self.place, self.anchor = place, anchor
        self._values: Any = {} if mapping else []
        self._keys: dict[str, Place] = {}
        self._key: str | None = None
        self._size = 1
        self._braces = False

    def add(self, written: Written) -> Problem | None:
        self._size += written.size
        if isinstance(self._values, list):
            self._values.append(written)
            return None
        if self._key is None:
            return self._take_key(written)
        self._values[self._key], self._key = written, None
        return None

    def _take_key(self, written: Written) -> Problem | None:
        self._key = written.source
        if isinstance(written.value, dict | list):
            self._braces = True
            return Problem(
                written.place,
                'a name must be text. One that begins with [ or {{ stands in quotes as a whole: "[GA4] Purchase", "{{Name}} …".',
                "yaml",
            )
        first = self._keys.get(self._key)
        if first is None:
            self._keys[self._key] = written.place
            return None
        return Problem(
            written.place, f'"{self._key}" stands here a second time, first in line {first.line}. Rename one.', "yaml"
        )

    def written(self) -> Written:
        if self._braces:
            return Written("", self.place)  # told already; as text it is not told again as a wrong mapping
        keys = self._keys if isinstance(self._values, dict) else None
        return Written(self._values, self.place, keys=keys, size=self._size)


def resolved(text: str) -> Any:
    """A plain scalar, or a text from the environment, as the number, truth value or text it means."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) < 20:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _refusal(place: Place, what: str) -> RulesError:
    return RulesError([Problem(place, what, "yaml")])


def _with_syntax(problems: list[Problem], syntax: Problem) -> list[Problem]:
    """What libyaml stumbles over is mostly what was told a moment before."""
    told = any(problem.place.line == syntax.place.line for problem in problems)
    return problems if told else [*problems, syntax]


def _syntax(file: str, error: yaml.MarkedYAMLError, text: bytes) -> Problem:
    said = ", ".join(filter(None, (error.context, error.problem)))
    sign = _sign_at(text, error.problem_mark)
    hint = next((hint for words, signs, hint in _HINTS if words in said and (not signs or sign in signs)), "")
    # Of a name without its colon libyaml tells the end, and a person wants the beginning.
    mark = error.context_mark if "expected ':'" in said else error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return Problem(place, f"this is not valid YAML: {said}.{hint.format(sign=sign)}", "yaml")


def _sign_at(text: bytes, mark: Any) -> str:
    lines = text.decode("utf-8", "replace").split("\n", mark.line + 1) if mark else []
    return lines[mark.line][mark.column : mark.column + 1] if mark and mark.line < len(lines) else ""


_QUOTE_ALL = (
    " A text that begins with {{{{ or a quote, or has a colon and a blank in it, stands in quotes as a whole;"
    " or a line is indented differently from the ones above."
)
_COLON = " A name is followed by a colon and a blank: `name: value`."
_TABS = " YAML is indented with blanks, not with tabs."
_HINTS = (
    ("cannot start any token", "\t", _TABS),
    ("tab character", "", _TABS),
    ("cannot start any token", "", " A text that begins with {sign} stands in quotes."),
    ("expected ':'", "", _COLON),
    ("while scanning a block scalar", "", " A text that begins with {{{{ or a quote stands in quotes as a whole."),
    (
        "unknown escape character",
        "",
        r" In double quotes a backslash is written \\; in single quotes it is one already.",
    ),
    ("did not find expected key", "", _QUOTE_ALL),
    ("mapping values are not allowed", "", f"{_QUOTE_ALL[:-1]}; or the line above lacks the blank after its colon."),
    (
        "expected ',' or",
        "",
        " A bracket is not closed, a comma is missing, or a ${{NAME}} inside brackets needs quotes.",
    ),
    ("<document start>", "", " Behind the last closing bracket nothing may follow."),
    ("end of stream", "", " A quote is not closed."),
)
"""What libyaml says, the signs it may have met, and what it mostly means."""


def _place_at(text: bytes, position: int, file: str) -> Place:
    before = text[:position]
    return Place(file, before.count(b"\n") + 1, position - before.rfind(b"\n"))
