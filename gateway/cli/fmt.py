"""`sgtm fmt`: a rules.yaml in the house style, with its comments."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer

from ..errors import GatewayError, RulesError
from ..place import Place, Problem
from ..rules.style import styled


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not in the house style, as it is and as it would be."""

    path: Path
    before: bytes
    after: str

    @property
    def difference(self) -> str:
        before = self.before.decode("utf-8").splitlines(keepends=True)
        lines = unified_diff(before, self.after.splitlines(keepends=True), str(self.path), str(self.path))
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def run(
    rules: Annotated[list[Path] | None, typer.Argument(help="The rules files; rules.yaml when none is named.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; name the files that would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
) -> None:
    """Settle the style of the rules and name the files that changed; a file with mistakes stops it before any is written."""
    changes = _changes(rules or [Path("rules.yaml")])
    for change in changes:
        if not check and not diff:
            _write(change)
        typer.echo(change.difference if diff else change.path, nl=not diff)
    if changes and (check or diff):
        raise typer.Exit(1)


def _changes(paths: Sequence[Path]) -> list[Change]:
    """What would change in these files. Raises the problems of all of them at once."""
    changes, problems = [], []
    for path in paths:
        try:
            before = path.read_bytes()
            changes.append(Change(path, before, styled(before, str(path))))
        except OSError as error:
            problems.append(Problem(Place(str(path)), f"cannot be read: {error.strerror}."))
        except RulesError as error:
            problems += error.problems
    if problems:
        raise RulesError(problems)
    return [change for change in changes if change.after.encode() != change.before]


def _write(change: Change) -> None:
    """Puts the new text where the old one is, in one step: whoever reads the file reads one or the other."""
    path = change.path.resolve()  # a link stays a link
    try:
        number, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with open(number, "wb") as file:
                file.write(change.after.encode())
            Path(beside).chmod(path.stat().st_mode)
            os.replace(beside, path)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise GatewayError(f"{change.path} cannot be written: {error.strerror}.") from None
