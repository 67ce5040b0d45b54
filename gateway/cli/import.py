"""`sgtm import`: a container exported from GTM as rules.yaml and templates, with an account of what each object has become."""  # noqa: N999 - a verb's file has the verb's name

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..errors import GatewayError, RulesError
from ..gtm_export import ExportError, Imported, Line, as_lines, imported, read_export
from ..rules import Catalogue
from ..rules.catalogue import SECTIONS
from ..rules.written import MOST_BYTES
from ..sandbox.tpl import read_template
from .check import Format, counted


def run(
    export: Annotated[Path, typer.Argument(metavar="GTM-XXXX.json", help="The file of GTM's Admin, Export Container.")],
    into: Annotated[Path, typer.Option(help="The folder for rules.yaml and templates/.")] = Path(),
    native: Annotated[
        bool, typer.Option("--native", help="Make TikTok's official template an entry of our own type tiktok.")
    ] = False,
    keep_secrets: Annotated[
        bool, typer.Option("--keep-secrets", help="Write credentials into rules.yaml as they are, not by a name.")
    ] = False,
    output: Annotated[Format, typer.Option("--format", help="How the account is printed.")] = Format.table,
) -> None:
    """Import a server container. Never over a file of yours that says something else."""
    made = imported(
        read_export(_bytes(export), str(export)),
        taken_types=_types(),
        prefers_native=native,
        keeps_secrets=keep_secrets,
    )
    made = replace(made, lines=tuple(_permitted(made)))
    files = dict(_files(made, into))
    _check(files)
    for path, text in files.items():
        _write(path, text)
    if output is Format.json:
        typer.echo(json.dumps(_document(made, into, files), ensure_ascii=False))
    else:
        typer.echo("\n".join(as_lines(made.lines)))
    for line in _what_is_next(made, *files):
        typer.echo(f"sgtm: {line}", err=True)


def _what_is_next(made: Imported, rules: Path, *templates: Path) -> Iterator[str]:
    for credential in made.credentials:
        yield f"before you serve: {credential}"
    wrote = f"{rules} and {counted(len(templates), 'template')}" if templates else str(rules)
    permitted = ", which also lists the permissions of its templates" if templates else ""
    yield f"wrote {wrote}. Look at it: sgtm check {rules}{permitted}"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(str(path), [f"the file cannot be read: {error.strerror}."]) from None


def _types() -> set[str]:
    catalogue = Catalogue()
    return {name for section in SECTIONS for name in catalogue.names(section)}


def _files(made: Imported, into: Path) -> Iterator[tuple[Path, bytes]]:
    yield into / "rules.yaml", made.rules.encode()
    for template in made.templates:
        yield into / template.file, template.text.encode("utf-8", "replace")


def _permitted(made: Imported) -> Iterator[Line]:
    """The account, with what each template may do."""
    texts = {template.file: template.text for template in made.templates}
    for line in made.lines:
        permissions = (
            _permissions(texts[line.type], line.type) if line.kind == "template" and line.type in texts else ()
        )
        yield replace(line, notes=(*line.notes, *permissions))


def _permissions(text: str, file: str) -> tuple[str, ...]:
    try:
        permissions = read_template(text, file).permissions.listed()
    except RulesError as error:
        return tuple(f"it cannot run: {problem.what}" for problem in error.problems)
    return tuple(f"permission: {each}" for each in permissions) or ("permission: none.",)


def _check(files: dict[Path, bytes]) -> None:
    """Everything that keeps the files from being written, before the first one is."""
    rules = next(iter(files))
    if len(files[rules]) > MOST_BYTES:
        raise GatewayError(f"{rules} would have {len(files[rules]):,} bytes; {MOST_BYTES:,} can be read.")
    for path, text in files.items():
        if path.exists() and (not path.is_file() or path.read_bytes() != text):
            raise GatewayError(f"{path} is already there and says something else. Choose another folder with --into.")


def _write(path: Path, text: bytes) -> None:
    """As a whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(text)
        os.replace(part, path)
    except OSError as error:
        raise GatewayError(f"{path} cannot be written: {error.strerror}.") from None


def _document(made: Imported, into: Path, files: dict[Path, bytes]) -> dict[str, object]:
    return {
        "schema": "import/v1",
        "files": [path.relative_to(into).as_posix() for path in files],
        "environment": [credential.name for credential in made.credentials],
        "credentials": [credential.as_json() for credential in made.credentials],
        "objects": [line.as_json() for line in made.lines],
    }
