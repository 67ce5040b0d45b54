"""A case: what is held against the rules, wherever it is written. pytest and `sgtm test` run it by one function.

A source of cases is a function from a file to its cases (`sources.py` lists them); whatever has a name, a place and a `run`
is a case.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import msgspec

from ..errors import GatewayError, RulesError
from ..place import Place, Problem
from ..trace import Trace
from .network import only_loopback
from .rehearsed import RehearsedContainer
from .whereabouts import STAGE, rules_near


@dataclass(frozen=True, slots=True)
class Bench:
    """What the cases of one run share: who watches the trips they make, and whether they may write their snapshots anew."""

    watch: Callable[[Trace, Path], None] = lambda trace, rules: None
    """Told of each trip, with the rules it went by."""
    update: bool = False
    top: Path | None = None
    """Rules are looked for up to this folder, too."""
    sent: dict[Path, tuple[str, str]] = field(default_factory=dict)
    """Of each snapshot the first case that it was held against, and a digest of what that sent."""
    others_since: float | None = None
    """Since when other processes run cases of the same files, in seconds since 1970."""


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


@dataclass(frozen=True, slots=True)
class BrokenCase:
    """A file of tests that cannot be read as one: a case that always ends with its problems."""

    name: str
    problems: Sequence[Problem]

    @property
    def place(self) -> Place:
        """Where the first problem is."""
        return self.problems[0].place

    def run(self, bench: Bench) -> Result:
        """Tell them."""
        return Result(tuple(msgspec.structs.replace(each, stage=each.stage or STAGE) for each in self.problems))


def examine(case: Case, bench: Bench) -> Result:
    """Run a case: nothing but this machine is reached, and what cannot be run is told where the case is written.

    A case that tries to reach another machine is wrong, whatever it expects. Raises RulesError where the rules are wrong,
    for then no case can be run.
    """
    try:
        with only_loopback() as refused:
            result = case.run(bench)
    except RulesError:
        raise
    except GatewayError as error:
        return Result((fault(case.place, str(error)),))
    told = "\n".join(each.what for each in result.faults)
    reached = [fault(case.place, each) for each in dict.fromkeys(refused) if each not in told]
    return replace(result, faults=(*result.faults, *reached)) if reached else result


def container_for(folder: Path, rules: Path | None, top: Path | None = None) -> tuple[RehearsedContainer, Path]:
    """The container for the tests of a folder, by the rules named, else by the nearest ones; and these rules.

    Raises RulesError with places as seen from where the tests run.
    """
    found = Path(os.path.abspath(rules or rules_near(folder, top)))  # however it is named, it is one file
    return RehearsedContainer.of(found, folder), found


def fault(place: Place, what: str) -> Problem:
    """One thing that is not as expected."""
    return Problem(place, what, STAGE).in_a_line()
