"""The account of an import: what each object has become and why, for people and for programs. It never has a value in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .export import visible

_KINDS = ("client", "variable", "trigger", "transformation", "tag", "template", "container")
_OUTCOMES = ("native", "template", "inert", "added", "left out")
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Line:
    """One object: its place in the export, how it runs here, and what is worth knowing of it."""

    kind: str
    name: str
    outcome: str
    type: str = ""
    path: str = ""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "kind": self.kind,
            "name": visible(self.name),
            "outcome": self.outcome,
            "type": self.type,
            "path": self.path,
            "notes": list(map(visible, self.notes)),
        }


def as_lines(lines: tuple[Line, ...]) -> Iterator[str]:
    """A table, the notes of an object below it, and how many there are of each outcome."""
    width = max([4, *(len(_cut(line.name)) for line in lines)])
    for line in lines:
        yield f"{line.outcome:8}  {line.kind:14}  {_cut(line.name):{width}}  {line.type}".rstrip()
        for note in line.notes:
            yield f"{'':8}    {visible(note)}"
    if lines:
        yield ""
    yield summary(lines)


def summary(lines: tuple[Line, ...]) -> str:
    """`3 clients: 1 native, 2 inert; 4 tags: …`."""
    told = []
    for kind in _KINDS:
        found = Counter(line.outcome for line in lines if line.kind == kind)
        if many := found.total():
            parts = ", ".join(f"{found[outcome]} {outcome}" for outcome in _OUTCOMES if found[outcome])
            told.append(f"{many} {kind}{'s' * (many != 1)}" + (f": {parts}" if found[kind] < many else ""))
    return "; ".join(told) + "." if told else "the export is empty."


def _cut(name: str) -> str:
    seen = visible(name)
    return seen if len(seen) <= _LONGEST_NAME else f"{seen[: _LONGEST_NAME - 1]}…"
