"""`sgtm schema`: the JSON Schema of rules.yaml, with the user's own types in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..rules import Catalogue, for_editor, schema_of


def run(
    folder: Annotated[
        Path, typer.Argument(help="The folder of rules.yaml, whose own types are in the schema.")
    ] = Path(),
) -> None:
    """Print the schema: `sgtm schema > rules.schema.json`."""
    typer.echo(json.dumps(for_editor(schema_of(Catalogue(folder))), indent=2, ensure_ascii=False, default=str))
