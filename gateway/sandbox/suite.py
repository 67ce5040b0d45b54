"""`___TESTS___`: a template's own scenarios, each with the line of the `.tpl` in which its code begins.

scenarios:
- name: A purchase is sent
  code: |-
    runCode(mockData);
    assertApi('gtmOnSuccess').wasCalled();
setup: |-
  const mockData = {};
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from ..errors import RulesError
from ..place import Place, Problem

MOST, DEEPEST = 5000, 8
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLOCKS = ("|", ">")


@dataclass(frozen=True)
class Scenario:
    """One test: its name, its code, and the line in which the code begins."""

    name: str
    code: str
    line: int = 1


@dataclass(frozen=True)
class Suite:
    """The tests of a template, and the code that runs before each of them."""

    scenarios: tuple[Scenario, ...] = ()
    setup: str = ""
    setup_line: int = 1


def read_suite(text: str, file: str, line: int = 1) -> Suite:
    """The tests of a template whose section begins in that line of the file. Raises RulesError with all that is wrong."""
    found: list[Problem] = []
    try:
        _check_shape(text, file, line)
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
        what = f"this is not valid YAML: {getattr(error, 'problem', None) or getattr(error, 'reason', 'unreadable')}."
        place = _place(file, line, getattr(error, "problem_mark", None))
        raise RulesError([_problem(place, what)]) from None
    suite = _Reader(file, line, found).suite(root)
    if found:
        raise RulesError(found)
    return suite


def _check_shape(text: str, file: str, line: int) -> None:
    """Bounds before anything is built: scenarios are a list of two texts each, and nothing refers to anything."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            what = f"it is nested more than {DEEPEST} deep." if depth > DEEPEST else "tests have no aliases."
            raise RulesError([_problem(_place(file, line, event.start_mark), what)])


def _place(file: str, line: int, mark: Any) -> Place:
    return Place(file, line + mark.line, mark.column + 1) if mark else Place(file, line)


class _Reader:
    """Reads nodes of YAML, and remembers what is wrong with them."""

    def __init__(self, file: str, line: int, found: list[Problem]) -> None:
        self._file, self._line, self._found = file, line, found

    def suite(self, root: Any) -> Suite:
        if root is None:
            return Suite()
        sections = self._fields(root, "the tests")
        listed, setup = sections.get("scenarios"), sections.get("setup")
        scenarios = tuple(self._scenarios(listed)) if listed is not None else ()
        if setup is None:
            return Suite(scenarios)
        return Suite(scenarios, self._text(setup, '"setup"'), self._code_line(setup))

    def _scenarios(self, node: Any) -> Iterator[Scenario]:
        if not isinstance(node, yaml.SequenceNode):
            if self._said(node):
                self._tell(node, '"scenarios" must be a list.')
            return
        if len(node.value) > MOST:
            self._tell(node, f"there are {len(node.value)} scenarios; {MOST} are allowed.")
            return
        for number, each in enumerate(node.value, 1):
            fields = self._fields(each, f"scenario {number}")
            name = (
                self._text(fields["name"], f"the name of scenario {number}")
                if "name" in fields
                else f"scenario {number}"
            )
            if "code" in fields:
                yield Scenario(
                    name, self._text(fields["code"], f'the code of "{name[:60]}"'), self._code_line(fields["code"])
                )

    def _fields(self, node: Any, what: str) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            if self._said(node):
                self._tell(node, f"{what} must be a mapping of names to values.")
            return {}
        return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}

    def _text(self, node: Any, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self._tell(node, f"{what} must be text.")
            return ""
        return str(node.value)

    def _code_line(self, node: Any) -> int:
        """The text of a block stands below its sign."""
        return int(self._line + node.start_mark.line + (getattr(node, "style", None) in _BLOCKS))

    @staticmethod
    def _said(node: Any) -> bool:
        """Whether something stands there: a key with nothing behind it is as good as none."""
        return not isinstance(node, yaml.ScalarNode) or node.value not in ("", "~", "null")

    def _tell(self, node: Any, what: str) -> None:
        self._found.append(_problem(_place(self._file, self._line, node.start_mark), what))


def _problem(place: Place, what: str) -> Problem:
    return Problem(place, f"___TESTS___: {what}", "template")
