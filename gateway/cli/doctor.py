"""`sgtm doctor`: the traps between a page and its gateway."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..server.probe import addresses_of, probed, visitors
from ..server.traps import Place, traps
from .check import Format

_SIGNS = {"good": "ok  ", "trap": "TRAP", "unknown": "?   "}


def run(
    gateway: Annotated[str, typer.Option(help="Where the gateway is, as pages name it.")] = "http://localhost:8080",
    page: Annotated[str | None, typer.Option(help="A page that sends to it, such as https://shop.example.")] = None,
    data_dir: Annotated[Path, typer.Option(help="The data folder, to look at the addresses of its hits.")] = Path(
        ".sgtm"
    ),
    transport_url: Annotated[
        bool, typer.Option("--transport-url", help="The page uses transport_url, which keeps the port.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Only think; do not ask the gateway anything.")] = False,
    output: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Look for the traps. Sends no hit; asks only the gateway. Exit code 1 when there is one."""
    at = Place.of(gateway, "--gateway")
    seen_from = Place.of(page, "--page") if page else None
    findings = list(traps(seen_from, at, () if offline else addresses_of(at.host), keeps_port=transport_url))
    if not offline:
        findings += probed(seen_from, at)
    findings.append(visitors(data_dir))
    if output is Format.json:
        typer.echo(json.dumps({"schema": "doctor/v1", "findings": [asdict(finding) for finding in findings]}))
    else:
        for finding in findings:
            typer.echo(f"{_SIGNS[finding.state]}  {finding.check:20} {finding.what}")
            if finding.advice:
                typer.echo(f"{'':6}{'':21}{finding.advice}")
        if seen_from is None:
            typer.echo("      Name the page with --page to check what browsers make of the two.", err=True)
    if any(finding.state == "trap" for finding in findings):
        raise typer.Exit(1)
