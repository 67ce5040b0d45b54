"""`sgtm convert`: captures of any format as hits in another, and what that cost."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from ..errors import CaptureError, GatewayError
from ..hit import Hit
from ..recording import captures_in
from ..recording.captures import LOSSES, Reading, converted, every
from .signs import plain


class Form(str, Enum):  # noqa: UP042 - as the other verbs name their formats
    """What to write."""

    http = "http"
    jsonl = "jsonl"
    har = "har"


def run(
    captures: Annotated[
        list[Path],
        typer.Argument(
            help="Captures, or folders of them: .http, HAR, cURL commands, addresses, access logs, GTMS-3 and Cloud Logging "
            "lines, Measurement Protocol bodies, JSON lines; also packed with gzip. Known by what is in them."
        ),
    ],
    to: Annotated[Form, typer.Option("--to", help="The format to write.")],
    into: Annotated[
        Path | None,
        typer.Option(help="A file, or a folder (a name without an ending): there each hit of http is a file."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Keep every request, also pages, images and what goes elsewhere.")
    ] = False,
) -> None:
    """Convert captures. What is skipped or lost is told on stderr. Exit code 4 where something could not be read."""
    files = list(captures_in(captures))
    if into is not None and any(_is_same(into, file) for file in files):
        raise GatewayError(f"{into} is one of the captures that are read. Name another file with --into.")
    reading, losses = Reading(files, every if everything else None), Counter[str]()
    hits = (captured.hit for captured in reading)
    # Nothing is written before there is something to write.
    for first in itertools.islice(hits, 1):
        _write_all(itertools.chain([first], hits), to, into, losses)
    for number, line in enumerate(reading.told()):
        typer.echo(plain(f"sgtm: {line}" if number == 0 else line), err=True)
    for field, many in losses.items():
        typer.echo(f"{to.value}: {many} {'hit' if many == 1 else 'hits'} lost {LOSSES.get(field, field)}", err=True)
    if not reading.is_whole:
        raise typer.Exit(CaptureError.exit_code)


def _write_all(hits: Iterator[Hit], to: Form, into: Path | None, losses: Counter[str]) -> None:
    if into is None or (into.suffix and not into.is_dir()):
        _write(into, converted(hits, to.value, losses))
    elif to is Form.http:
        for number, hit in enumerate(hits, 1):
            _write(into / f"{number:04}.http", converted([hit], to.value, losses))
    else:
        _write(into / f"hits.{to.value}", converted(hits, to.value, losses))


def _write(into: Path | None, pieces: Iterable[bytes]) -> None:
    with _output(into) as output:
        for piece in pieces:
            output.write(piece)


@contextmanager
def _output(into: Path | None) -> Iterator[BinaryIO]:
    """Stdout, or a file that is there as a whole or not at all."""
    if into is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    half = into.with_name(f"{into.name}.half")
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as output:
            yield output
        half.replace(into)
    except OSError as error:
        raise GatewayError(f"{into}: cannot be written: {error.strerror or error}.") from None
    finally:
        half.unlink(missing_ok=True)


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)
