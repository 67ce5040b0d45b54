"""One section of a `.tpl`, such as `___INFO___`: its text, where it begins, and what its JSON says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from ..place import Place, Problem

DEEPEST = 64


class SectionFault(Exception):  # noqa: N818 - caught by the reader, which gathers all of them
    """What is wrong with a section, with its place."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(frozen=True)
class Section:
    """The text below the line `___NAME___`, whose first line is `line`."""

    name: str
    text: str
    line: int
    file: str

    @property
    def title(self) -> str:
        """How the file and a message name it: `___INFO___`."""
        return f"___{self.name}___"

    def place(self, offset: int = 0) -> Place:
        """Where the sign at this offset stands in the file."""
        before = self.text[:offset]
        return Place(self.file, self.line + before.count("\n"), offset - before.rfind("\n"))

    def place_of(self, word: object) -> Place:
        """Where this word first stands in quotes, else where the section begins."""
        found = self.text.find(json.dumps(word)) if isinstance(word, str) else -1
        return self.place(max(found, 0))

    def problem(self, what: str, word: object = None) -> Problem:
        """A problem of this section, at the word it is about."""
        return Problem(self.place_of(word), f"{self.title}: {what}", "template")

    def json(self) -> Any:
        """What its JSON says. Raises SectionFault with the place where it ends to be JSON."""
        try:
            return _loaded(self.text)
        except json.JSONDecodeError as error:
            fault = error
        except (RecursionError, ValueError) as error:
            raise SectionFault(self.problem(_unreadable(error))) from None
        try:
            return _loaded(strict_json(self.text))
        except (RecursionError, ValueError):
            what = f"{self.title}: this is not valid JSON: {fault.msg}."
            raise SectionFault(Problem(self.place(fault.pos), what, "template")) from None


def _loaded(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _unreadable(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"its JSON is nested too deep; {DEEPEST} levels are plenty."
    return f"this is not valid JSON: {error}."


_TOKEN = re.compile(
    r"""
    (?P<string> "(?:[^"\\]|\\.)*+(?:"|\Z) )
    | (?P<single> '(?:[^'\\]|\\.)*+(?:'|\Z) )
    | (?P<comment> //[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<key> (?<![\w$])[A-Za-z_$][\w$]*+ ) (?= \s*+ : )
    | (?P<comma> , ) (?= \s*+ [\]}] )
    """,
    re.VERBOSE | re.DOTALL,
)


def strict_json(text: str) -> str:
    """The same as JSON, of what people and editors write like JavaScript: bare keys, single quotes, comments, a last comma."""
    return _TOKEN.sub(_strict, text)


def _strict(found: re.Match[str]) -> str:
    if found["string"]:
        return found[0]
    if found["single"]:
        return json.dumps(re.sub(r"\\(.)", r"\1", found[0][1:-1]))
    return json.dumps(found["key"]) if found["key"] else ""
