"""`sgtm new`: a first container, complete and passing."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from ..errors import GatewayError
from ..rules import Catalogue, schema_of

FILES = ("rules.yaml", "tests/hits/purchase.http", "tests/test_purchase.py")
SCHEMA = "rules.schema.json"


def run(folder: Annotated[Path, typer.Argument(help="The folder; it must have no rules.yaml yet.")] = Path()) -> None:
    """Write rules.yaml, a sample hit and its test, and the schema for the editor."""
    taken = [name for name in (*FILES, SCHEMA) if (folder / name).exists()]
    if taken:
        raise GatewayError(f"{folder / taken[0]} is already there. Choose an empty folder.")
    for name in FILES:
        _write(folder / name, resources.files(__package__).joinpath("first", name).read_text("utf-8"))
    _write(folder / SCHEMA, json.dumps(schema_of(Catalogue(folder)), indent=2) + "\n")
    if not (folder / ".gitignore").exists():
        _write(folder / ".gitignore", "# What a gateway keeps in its data folder is visitors' data.\n.sgtm/\n")
    for name in (*FILES, SCHEMA):
        typer.echo(folder / name)
    typer.echo(
        "Try it: sgtm replay tests/hits/purchase.http, then pytest. No account and no secret is needed.", err=True
    )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise GatewayError(f"{path} cannot be written: {error.strerror}.") from None
