"""From files and folders to cases.

Whoever has another kind of test adds its function to SOURCES, and to `plugin.py` how its files end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from ..errors import RulesError
from ..place import Problem
from . import snapshots, template_cases, written_cases
from .case import Case

Source: TypeAlias = Callable[[Path, Path | None], Iterable[Case]]
"""The cases of a file, by the rules named, else by the nearest ones; none where it is not a file of this kind."""
SOURCES: Sequence[Source] = (snapshots.cases, written_cases.cases, template_cases.cases)


def cases_of(file: Path, rules: Path | None = None) -> list[Case]:
    """The cases of one file. Raises RulesError where it is a file of tests and cannot be read as one."""
    return [case for source in SOURCES for case in source(file, rules)]


def cases_in(paths: Sequence[Path], rules: Path | None = None) -> list[Case]:
    """The cases of files and folders, always in the same order. Raises RulesError with the problems of all of them."""
    found, problems = list[Case](), list[Problem]()
    for file in dict.fromkeys(file for path in paths for file in _files(path)):
        try:
            found += cases_of(file, rules)
        except RulesError as error:
            problems += error.problems
    if problems:
        raise RulesError(problems)
    return found


def _files(path: Path) -> Iterator[Path]:
    """The file, or those of a folder; in what is hidden or installed nobody keeps tests."""
    if not path.is_dir():
        yield path
        return
    for folder, inside, names in os.walk(path):
        inside[:] = sorted(name for name in inside if not name.startswith(".") and name != "node_modules")
        if "pyvenv.cfg" in names:
            inside.clear()
            continue
        yield from (Path(folder) / name for name in sorted(names))
