"""`sgtm check`: everything that is wrong with the rules, each with its place."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from ..errors import RulesError
from ..rules import load


class Format(str, Enum):  # noqa: UP042 - typer shows the values of a str Enum
    """How results are printed."""

    table = "table"
    json = "json"


def run(
    rules: Annotated[Path, typer.Argument(help="The rules file.")] = Path("rules.yaml"),
    output: Annotated[Format, typer.Option("--format", help="How the problems are printed.")] = Format.table,
) -> None:
    """Read the rules, with `<NAME>` for every `${NAME}` that is not set."""
    problems = []
    try:
        container = load(rules, rehearsing=True)
    except RulesError as error:
        problems = list(error.problems)
    if output is Format.json:
        typer.echo(msgspec.json.encode({"schema": "check/v1", "problems": problems}).decode())
    elif problems:
        typer.echo("\n".join(map(str, problems)))
    else:
        typer.echo(
            f"{rules}: good: {counted(len(container.clients), 'client')}, {counted(len(container.tags), 'tag')}."
        )
    if problems:
        raise typer.Exit(3)


def counted(many: int, noun: str) -> str:
    """`1 tag`, `2 tags`."""
    return f"{many} {noun}{'s' * (many != 1)}"
