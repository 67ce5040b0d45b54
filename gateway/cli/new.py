"""`sgtm new`: a first container, complete and passing; `sgtm new tag NAME`: a type of one's own, with its test and a hit."""

from __future__ import annotations

import json
import re
from importlib import resources
from keyword import iskeyword
from pathlib import Path
from typing import Annotated

import typer

from ..errors import GatewayError
from ..rules import Catalogue, for_editor, schema_of

FILES = ("rules.yaml", "tests/hits/purchase.http", "tests/rules_test.yaml", "tests/test_purchase.py")
SCHEMA = "rules.schema.json"
KINDS = {kind: f"{kind}s" for kind in ("tag", "client", "variable", "trigger", "transformation")}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")


def run(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FOLDER] | KIND NAME",
            help="A folder for a first container; or tag, client, variable, trigger or transformation, and its name.",
        ),
    ] = None,
) -> None:
    """Write a first container into a folder, or a type of your own beside rules.yaml; never over a file of yours."""
    given = words or ["."]
    if len(given) == 1 and given[0] not in KINDS:
        _first_container(Path(given[0]))
    elif len(given) == 2 and given[0] in KINDS:
        _first_type(given[0], given[1])
    else:
        raise typer.BadParameter(f"write a folder, or one of {', '.join(KINDS)} and a name: sgtm new tag crm_webhook")


def _first_container(folder: Path) -> None:
    _none_taken([folder / name for name in (*FILES, SCHEMA)], "Choose an empty folder.")
    for name in FILES:
        _write(folder / name, resources.files(__package__).joinpath("first", name).read_text("utf-8"))
    _write_schema(folder)
    if not (folder / ".gitignore").exists():
        _write(folder / ".gitignore", "# What a gateway keeps in its data folder is visitors' data.\n.sgtm/\n")
    for name in (*FILES, SCHEMA):
        typer.echo(folder / name)
    typer.echo(
        "Try it: sgtm replay tests/hits/purchase.http, then sgtm test, or pytest. No account and no secret is needed.",
        err=True,
    )


def _first_type(kind: str, name: str) -> None:
    """The type, its test and a hit, which pass as they are."""
    section = KINDS[kind]
    if not _NAME.fullmatch(name) or iskeyword(name):
        raise GatewayError(f'"{name}" is no name for a type: small letters, digits and _, such as crm_webhook.')
    if not Path("rules.yaml").is_file():
        raise GatewayError("there is no rules.yaml here. Go to its folder, or write a first one: sgtm new")
    files = {
        Path(section, f"{name}.py"): f"{kind}.py",
        Path("tests", f"test_{name}.py"): f"test_{kind}.py",
        Path("tests/hits", f"{name}.http"): "client.http" if kind == "client" else "hit.http",
    }
    _none_taken(list(files), "Choose another name.")
    if name in Catalogue().names(section):
        raise GatewayError(f'there is a built-in {kind} type "{name}", which yours would replace. Choose another name.')
    for path, source in files.items():
        text = resources.files(__package__).joinpath("first_type", source).read_text("utf-8")
        _write(path, _named(text, name))
        typer.echo(path)
    if Path(SCHEMA).exists():
        _write_schema(Path())
    typer.echo(f"Try it: pytest tests/test_{name}.py. Then use it in rules.yaml: `type: {name}`.", err=True)


def _named(text: str, name: str) -> str:
    words = name.split("_")
    class_name = "".join(word.capitalize() for word in words) or "Mine"
    return text.replace("NEW TYPE", " ".join(words)).replace("NewType", class_name).replace("new_type", name)


def _write_schema(folder: Path) -> None:
    _write(
        folder / SCHEMA,
        json.dumps(for_editor(schema_of(Catalogue(folder))), indent=2, ensure_ascii=False, default=str) + "\n",
    )


def _none_taken(paths: list[Path], advice: str) -> None:
    for path in paths:
        if path.exists():
            raise GatewayError(f"{path} is already there. {advice}")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise GatewayError(f"{path} cannot be written: {error.strerror}.") from None
