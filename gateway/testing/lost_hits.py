"""Snapshots whose hits are gone: `refund.sent.json` without its `refund.http`, which would hold nothing against anything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import RulesError
from ..place import Place
from ..recording.snapshot import SCHEMA
from .case import Bench, Case, Result, fault
from .snapshots import CAPTURES, ENDING, hits_beside
from .whereabouts import files_below, rules_near, seen_from_here

_TESTS = ("rules_test.yaml", "rules_test.yml")
_NAMED = re.compile(r"""([^\s/"',:\[\]]*)\.sent\.json""")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_LONGEST = 8 * 1024 * 1024


def cases(file: Path, rules: Path | None) -> Iterator[Case]:
    """The case of a snapshot that nothing is held against; of any other file none."""
    if is_lost(file):
        yield LostCase(file)


def is_lost(file: Path) -> bool:
    """Whether it is a snapshot of ours without hits, and no `rules_test.yaml` of its project names it."""
    is_alone = file.name.endswith(ENDING) and file.is_file() and hits_beside(file) is None
    return is_alone and _is_snapshot(file) and not _is_named(file)


@dataclass(frozen=True, slots=True)
class LostCase:
    """A snapshot that has lost its hits: it is always wrong."""

    file: Path

    @property
    def name(self) -> str:
        """The file itself."""
        return self.file.name

    @property
    def place(self) -> Place:
        """Its beginning."""
        return Place(seen_from_here(self.file))

    def run(self, bench: Bench) -> Result:
        """Tell what is missing."""
        name = self.file.name.removesuffix(ENDING)
        *others, last = (f"{name}{ending}" for ending in CAPTURES)
        what = (
            f"the hits of this snapshot are gone: beside it there is no {', '.join(others)} or {last}. Delete it, too."
        )
        return Result((fault(self.place, what),))


def _is_snapshot(file: Path) -> bool:
    try:
        document = json.loads(_text(file))
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("schema") == SCHEMA


def _is_named(file: Path) -> bool:
    """By its name alone, for a matrix may have a part in it."""
    try:
        top = rules_near(file.parent).parent
    except RulesError:
        top = file.parent
    name = file.name.removesuffix(ENDING)
    tests = (each for each in files_below(top) if each.name.endswith(_TESTS))
    return any(_matches(named, name) for each in tests for named in _NAMED.findall(_text(each)))


def _matches(named: str, name: str) -> bool:
    parts = _PLACEHOLDER.split(named)
    at = 0
    for number, part in enumerate(parts):
        found = name.find(part, at)
        if found < 0 or (number == 0 and found > 0):
            return False
        at = found + len(part)
    return name.endswith(parts[-1])


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        return ""  # whoever reads it as what it is tells so
