"""A template's own tests, `___TESTS___`: each scenario is a case, with its line in the `.tpl`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ..errors import RulesError
from ..place import Place, Problem
from ..sandbox.suite import Scenario, read_suite
from ..sandbox.testing import Result as ScenarioResult
from ..sandbox.testing import run_suite
from ..sandbox.tpl import Template, read_template
from .case import Bench, Result, fault
from .whereabouts import seen_from_here

ENDING = ".tpl"
_LONGEST = 4 * 1024**2
_FAILURE = re.compile(r"(.*?):(\d+): (.*)", re.DOTALL)


def cases(file: Path, rules: Path | None) -> Iterator[TemplateCase]:
    """The scenarios of a file that is a template. Raises RulesError where it cannot be read as one."""
    text = _text(file)
    if text is None:
        return
    suite = _Suite(read_template(text, seen_from_here(file)))
    yield from (TemplateCase(suite, number, each) for number, each in enumerate(suite.scenarios))


def is_template(file: Path) -> bool:
    """Whether it is one of GTM's, with tests: other engines' templates end so, too."""
    return _text(file) is not None


@dataclass(frozen=True)
class TemplateCase:
    """One scenario. Those of a file are run together, for they share what is costly."""

    suite: _Suite
    number: int
    scenario: Scenario

    @property
    def name(self) -> str:
        """As the template calls it."""
        return self.scenario.name

    @property
    def place(self) -> Place:
        """Where it is written."""
        return Place(self.suite.template.file, self.scenario.line, 1)

    def run(self, bench: Bench) -> Result:
        """Run it: nothing leaves the machine, and requests get an empty 200."""
        found = self.suite.results[self.number]
        return Result(tuple(self._fault(each) for each in found.failures), "\n".join(found.log))

    def _fault(self, failure: str) -> Problem:
        placed = _FAILURE.fullmatch(failure)
        if placed is None:
            return fault(self.place, failure)
        return fault(Place(self.suite.template.file, int(placed[2]), 1), placed[3])


class _Suite:
    """The scenarios of one template, and what came of them once one was asked for."""

    def __init__(self, template: Template) -> None:
        self.template = template
        found = read_suite(template.tests, template.file, template.tests_line).scenarios
        names = [each.name for each in found]
        again = {name for name in names if names.count(name) > 1}
        self.scenarios = [
            _numbered(each, number) if each.name in again else each for number, each in enumerate(found, 1)
        ]

    @cached_property
    def results(self) -> list[ScenarioResult]:
        """What came of each of them."""
        return run_suite(self.template)


def _numbered(scenario: Scenario, number: int) -> Scenario:
    """A name of its own for one that shares its name."""
    return replace(scenario, name=f"{scenario.name} ({number})")


def _text(file: Path) -> str | None:
    if not file.name.endswith(ENDING):
        return None
    try:
        with file.open("rb") as opened:
            text = opened.read(_LONGEST + 1).decode("utf-8", "replace")
    except OSError as error:
        raise RulesError(
            [Problem(Place(seen_from_here(file), 1, 1), f"cannot be read: {error.strerror}.", "test")]
        ) from None
    return text if "___INFO___" in text and "___TESTS___" in text else None
