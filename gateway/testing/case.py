"""A case: what is held against the rules, wherever it is written. pytest and `sgtm test` run it by one function.

A source of cases is a function from a file to its cases (`sources.py` lists them); whatever has a name, a place and a `run`
is a case.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from ..errors import GatewayError, RulesError
from ..place import Place, Problem
from ..trace import Trace
from .network import only_loopback
from .rehearsed import RehearsedContainer, rules_near

STAGE = "test"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a case runs on: who watches the trips it makes, and whether it may write its snapshot anew."""

    watch: Callable[[Trace, Path], None] = lambda trace, rules: None
    """Told of each trip, with the rules it went by."""
    update: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How a case ended: what is not as expected, what happened in the words of `sgtm replay`, and what was written anew."""

    faults: tuple[Problem, ...] = ()
    shown: str = ""
    updated: tuple[Path, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether all was as expected."""
        return not self.faults

    def __str__(self) -> str:
        told = "\n".join(map(str, self.faults))
        return f"{told}\n\n{self.shown}" if self.shown else told


class Case(Protocol):
    """Something that is held against the rules."""

    @property
    def name(self) -> str:
        """What it is called in lists: unique in its file."""

    @property
    def place(self) -> Place:
        """Where it is written, the file as seen from where the tests run."""

    def run(self, bench: Bench) -> Result:
        """Hold it against the rules. Raises RulesError where these are wrong."""


def examine(case: Case, bench: Bench) -> Result:
    """Run a case: nothing but this machine is reached, and what cannot be run is told where the case is written.

    Raises RulesError where the rules are wrong, for then no case can be run.
    """
    try:
        with only_loopback():
            return case.run(bench)
    except RulesError:
        raise
    except GatewayError as error:
        return Result((fault(case.place, str(error)),))


def container_for(folder: Path, rules: Path | None) -> tuple[RehearsedContainer, Path]:
    """The container for the tests of a folder, by the rules named, else by the nearest ones; and these rules.

    Raises RulesError with places as seen from where the tests run.
    """
    found = Path(os.path.abspath(rules or rules_near(folder)))  # however it is named, it is one file
    try:
        return RehearsedContainer.of(found, folder), found
    except RulesError as error:
        problems = error.problems
    raise RulesError([seen_from(found.parent, problem) for problem in problems])


def fault(place: Place, what: str) -> Problem:
    """One thing that is not as expected."""
    return Problem(place, what, STAGE).in_a_line()


def seen_from_here(file: Path) -> str:
    """A file as messages name it: from where the tests run, if it lies below."""
    try:
        return file.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


def seen_from(folder: Path, problem: Problem) -> Problem:
    """A problem of rules in a folder, as it is told where the tests run."""
    place = msgspec.structs.replace(problem.place, file=seen_from_here(folder / problem.place.file))
    return msgspec.structs.replace(problem, place=place)
