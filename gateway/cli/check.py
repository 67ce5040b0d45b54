"""`sgtm check`: everything that is wrong with the rules or looks so, each with its place."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ..place import Problem
from ..rules import Checked, check, templates_of
from .located import from_here
from .problems import as_github, as_json, as_lines, as_sarif


class Format(str, Enum):  # noqa: UP042 - typer shows the values of a str Enum
    """How results are printed."""

    table = "table"
    json = "json"


class ProblemFormat(str, Enum):  # noqa: UP042 - as above
    """How problems are printed: for people, programs, GitHub's annotations, and readers of SARIF."""

    table = "table"
    json = "json"
    github = "github"
    sarif = "sarif"


def run(
    rules: Annotated[Path, typer.Argument(help="The rules file.")] = Path("rules.yaml"),
    output: Annotated[ProblemFormat, typer.Option("--format", help="How it is printed.")] = ProblemFormat.table,
    no_warnings: Annotated[bool, typer.Option("--no-warnings", help="Tell only what is wrong.")] = False,
) -> None:
    """Read the rules, with `<NAME>` for every `${NAME}` that is not set.

    Exit codes: 3 when something is wrong, 1 when something only looks so.
    """
    checked = check(rules)
    warnings = () if no_warnings else checked.warnings
    problems = (*checked.problems, *warnings)
    if output is ProblemFormat.table:
        _print_lines(rules, checked, problems)
    elif output is ProblemFormat.json:
        typer.echo(as_json(problems))
    elif output is ProblemFormat.sarif:
        typer.echo(as_sarif(problems, rules.parent, _version()))
    elif problems:
        typer.echo(as_github(problems, rules.parent))
    if problems:
        raise typer.Exit(3 if checked.problems else 1)


def counted(many: int, noun: str) -> str:
    """`1 tag`, `2 tags`."""
    return f"{many} {noun}{'s' * (many != 1)}"


def _print_lines(rules: Path, checked: Checked, problems: tuple[Problem, ...]) -> None:
    if problems:
        typer.echo(as_lines(from_here(rules, problems)))
    if checked.container is not None:
        has = f"{counted(len(checked.container.clients), 'client')}, {counted(len(checked.container.tags), 'tag')}"
        warned = f", {counted(len(problems), 'warning')}" if problems else ""
        typer.echo(f"{rules}: good: {has}{warned}.")
        for template in templates_of(checked.container):
            typer.echo(f"{template.file} has the permissions")
            typer.echo(
                "\n".join(f"  {what}" for what in template.permissions.listed() or ["do nothing outside itself"])
            )


def _version() -> str:
    from importlib.metadata import version  # 30 ms, for one line of one format

    return version("sgtm")
