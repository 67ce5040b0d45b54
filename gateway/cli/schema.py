"""`sgtm schema`: the JSON Schema of rules.yaml, with the user's own types in it, or that of rules_test.yaml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..rules import Catalogue, for_editor, schema_of
from ..testing.written_schema import schema_of_tests


def run(
    folder: Annotated[
        Path, typer.Argument(help="The folder of rules.yaml, whose own types are in the schema.")
    ] = Path(),
    tests: Annotated[bool, typer.Option("--tests", help="The schema of rules_test.yaml instead.")] = False,
) -> None:
    """Print the schema for an editor: `sgtm schema > rules.schema.json`."""
    schema = schema_of_tests() if tests else for_editor(schema_of(Catalogue(folder)))
    typer.echo(json.dumps(schema, indent=2, ensure_ascii=False, default=str))
