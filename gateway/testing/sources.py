"""From files and folders to cases.

Whoever has another kind of test adds its function to SOURCES, and to `plugin.py` how its files end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from ..errors import RulesError
from . import lost_hits, snapshots, template_cases, written_cases
from .case import BrokenCase, Case
from .whereabouts import files_below

Source: TypeAlias = Callable[[Path, Path | None], Iterable[Case]]
"""The cases of a file, by the rules named, else by the nearest ones; none where it is not a file of this kind."""
SOURCES: Sequence[Source] = (snapshots.cases, lost_hits.cases, written_cases.cases, template_cases.cases)


def cases_of(file: Path, rules: Path | None = None) -> list[Case]:
    """The cases of one file. Raises RulesError where it is a file of tests and cannot be read as one."""
    return [case for source in SOURCES for case in source(file, rules)]


def cases_in(paths: Sequence[Path], rules: Path | None = None) -> list[Case]:
    """The cases of files and folders, always in the same order; a file of tests that cannot be read is one that is wrong."""
    files = dict.fromkeys(_test_of(file) for path in paths for file in files_below(path))
    return [case for file in files for case in _readable(file, rules)]


def _readable(file: Path, rules: Path | None) -> list[Case]:
    try:
        return cases_of(file, rules)
    except RulesError as error:
        return [BrokenCase(file.name, error.problems)]


def _test_of(file: Path) -> Path:
    """The file itself, or of hits the snapshot that is the test of them."""
    snapshot = file.with_suffix(snapshots.ENDING) if file.suffix in snapshots.CAPTURES else file
    return snapshot if snapshot.is_file() else file
