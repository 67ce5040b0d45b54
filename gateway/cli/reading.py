"""What a verb tells of the captures it has read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from ..errors import CaptureError
from ..recording import captures_in
from ..recording.captures import Reading
from .signs import plain


def reading(captures: Sequence[Path]) -> Reading:
    """The hits of these captures, and of those in these folders."""
    return Reading(list(captures_in(captures)))


def tell(read: Reading) -> None:
    """Say on stderr what was skipped or could not be read. Exits with 4 where there was no hit, or something is damaged."""
    told = list(read.told())
    if len(told) > 1 or not read.is_whole:
        typer.echo(plain("\n".join([f"sgtm: {told[0]}", *told[1:]])), err=True)
    if not read.is_whole:
        raise typer.Exit(CaptureError.exit_code)
