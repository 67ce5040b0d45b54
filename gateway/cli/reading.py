"""What a verb tells of the captures it has read."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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


@contextmanager
def seldom_collected() -> Iterator[None]:
    """What is loaded by now stays, and a hit's objects die together: look for garbage seldom. A tenth of a hit's CPU."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
