"""`sgtm replay`: captured hits through the container, as blocks to read. Nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..block import block
from ..errors import CaptureError
from ..fake_tiktok import stand_in
from ..fake_tiktok.diagnostics import Seen
from ..fake_tiktok.legs import Fate, fates
from ..fake_tiktok.pixel import is_pixel_call
from ..fake_tiktok.seen_in import seen_in_pixel_call, seen_in_trace
from ..recording import read_hits, rehearse
from ..report import report
from ..rules import load
from .check import Format


def run(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Files of hits (.http), or folders of them; calls of TikTok's pixel among them are the other leg."
        ),
    ],
    rules: Annotated[Path, typer.Option(help="The rules file.")] = Path("rules.yaml"),
    output: Annotated[Format, typer.Option("--format", help="How the hits are printed.")] = Format.table,
) -> None:
    """Replay hits. What TikTok would answer comes from the local endpoint's rules."""
    container = load(rules, rehearsing=True)
    legs: list[Seen] = []
    for file in files_of(files):
        for hit in read_hits(file):
            if is_pixel_call(hit):
                legs += seen_in_pixel_call(hit)
                continue
            trace = rehearse(container, hit, stand_in)
            legs += seen_in_trace(trace)
            document = report(trace)
            if output is Format.json:
                typer.echo(json.dumps(document, ensure_ascii=False))
            else:
                typer.echo(f"{file}\n{block(document)}\n")
    if any(seen.leg == "pixel" for seen in legs):
        _tell(fates(legs), output)
    if output is Format.table:
        typer.echo(
            "sgtm: nothing was sent; the replies are what the local TikTok endpoint says to such requests", err=True
        )


def _tell(found: list[Fate], output: Format) -> None:
    """What TikTok makes of the two legs, where the replay held both."""
    if output is Format.json:
        typer.echo(json.dumps({"schema": "legs/v1", "events": [fate.as_json() for fate in found]}, ensure_ascii=False))
        return
    typer.echo("What TikTok makes of the pixel's events and the server's")
    for fate in found:
        typer.echo(f"  {fate}")
    typer.echo()


def files_of(named: list[Path]) -> list[Path]:
    """The files named, and the .http files of the folders named."""
    found = []
    for path in named:
        inside = sorted(path.rglob("*.http")) if path.is_dir() else [path]
        if not inside:
            raise CaptureError(f"{path}: there is no .http file in this folder.")
        found += inside
    return found
