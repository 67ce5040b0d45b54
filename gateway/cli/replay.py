"""`sgtm replay`: captured hits through the container, as blocks to read. Nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..block import block
from ..errors import CaptureError
from ..fake_tiktok import stand_in
from ..recording import read_hits, rehearse
from ..report import report
from ..rules import load
from .check import Format


def run(
    files: Annotated[list[Path], typer.Argument(help="Files of hits (.http), or folders of them.")],
    rules: Annotated[Path, typer.Option(help="The rules file.")] = Path("rules.yaml"),
    output: Annotated[Format, typer.Option("--format", help="How the hits are printed.")] = Format.table,
) -> None:
    """Replay hits. What TikTok would answer comes from the local endpoint's rules."""
    container = load(rules, rehearsing=True)
    for file in _files(files):
        for hit in read_hits(file):
            document = report(rehearse(container, hit, stand_in))
            if output is Format.json:
                typer.echo(json.dumps(document, ensure_ascii=False))
            else:
                typer.echo(f"{file}\n{block(document)}\n")
    if output is Format.table:
        typer.echo(
            "sgtm: nothing was sent; the replies are what the local TikTok endpoint says to such requests", err=True
        )


def _files(named: list[Path]) -> list[Path]:
    found = []
    for path in named:
        inside = sorted(path.rglob("*.http")) if path.is_dir() else [path]
        if not inside:
            raise CaptureError(f"{path}: there is no .http file in this folder.")
        found += inside
    return found
