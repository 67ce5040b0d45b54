"""`sgtm replay`: captured hits through the container, as blocks to read or counted. Nothing is sent unless it shall be."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from ..container import Container
from ..errors import GatewayError
from ..fake_tiktok import stand_in
from ..fake_tiktok.pixel import is_pixel_call
from ..recording import captures_in, rehearse
from ..recording.captures import Reading
from ..testing.network import only_loopback
from .check import Format
from .located import loaded
from .printed import Printed, View
from .progress import watched
from .reading import seldom_collected, tell
from .sending import DELIVERY_FAILED, Sending, as_new, ask, planned
from .snapshots import Files, Snapshots

_NOTHING_TO_RUN = 5


def run(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Captures of hits in any format, or folders of them; calls of TikTok's pixel among them are the other leg."
        ),
    ],
    rules: Annotated[Path, typer.Option(help="The rules file.")] = Path("rules.yaml"),
    output: Annotated[Format, typer.Option("--format", help="How the hits are printed.")] = Format.table,
    blocks: Annotated[
        bool | None,
        typer.Option(
            "--blocks/--summary", help="Each hit, or all counted; left out, up to 20 are blocks, and JSON has each hit."
        ),
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="Write what is sent beside the hits: NAME.sent.json.")] = False,
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Save each hit as a test of its own in this folder.")
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="With --into: stand-ins in the place of persons and secrets.")
    ] = False,
    send: Annotated[bool, typer.Option("--send", help="Really send, once asked; nothing is tried again.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --send: do not ask.")] = False,
    new: Annotated[
        bool, typer.Option("--as-new", help="With --send: hits as if they came now, so what counted counts again.")
    ] = False,
) -> None:
    """Replay hits. What TikTok would answer comes from the local endpoint's rules, unless it is asked with --send.

    Exit codes: 4 a capture cannot be read as a whole, 5 there is nothing to send, 6 a vendor did not accept something.
    """
    if (redact and into is None) or ((yes or new) and not send):
        raise typer.BadParameter("--redact belongs to --into FOLDER, and --yes and --as-new belong to --send.")
    # What is saved is a test, and tests read no environment.
    container = loaded(rules, {} if (save or into) and not send else None, rehearsing=not send)
    captures = _readable(files)
    sending = _allowed(container, captures, asks=not yes) if send else None
    printed = Printed(container, output, _view(blocks))
    saved = [*([Snapshots()] if save else ()), *([Files(into, container, redacted=redact)] if into else ())]
    replay = _Replay(container, printed, saved, sending, as_new=new)
    with seldom_collected(), closing(sending) if sending else only_loopback("a rehearsal"):
        read = replay.run(captures)
    printed.end(read)
    for each in saved:
        typer.echo(f"sgtm: {each.end()}", err=True)
    _end(read, sending, output)


@dataclass(frozen=True)
class _Replay:
    container: Container
    printed: Printed
    saved: list[Snapshots | Files]
    sending: Sending | None
    as_new: bool

    def run(self, captures: list[Path]) -> Reading:
        answers = stand_in if self.sending is None else self.sending.answer
        listeners = [self.printed, *self.saved, *([self.sending] if self.sending else ())]
        read = Reading(captures)
        for captured in watched(read, captures):
            if is_pixel_call(captured.hit):
                self.printed.take_call(captured.hit)
                continue
            if self.as_new:
                captured = msgspec.structs.replace(captured, hit=as_new(captured.hit))
            trace = rehearse(self.container, captured.hit, answers)
            for each in listeners:
                each.take(captured, trace)
        return read


def _readable(files: list[Path]) -> list[Path]:
    """The captures. Raises GatewayError where this is printed into one of them: it would be read again, for ever."""
    captures = list(captures_in(files))
    try:
        printed = os.fstat(1)
    except OSError:
        return captures  # nothing is printed anywhere
    for file in captures:
        if stat.S_ISREG(printed.st_mode) and file.exists() and os.path.samestat(file.stat(), printed):
            raise GatewayError(
                f"{file} is what this is printed into. Print it elsewhere, or name the captures one by one."
            )
    return captures


def _view(blocks: bool | None) -> View:  # noqa: FBT001 - the option as it was written
    if blocks is None:
        return View.either
    return View.blocks if blocks else View.summary


def _allowed(container: Container, captures: list[Path], *, asks: bool) -> Sending:
    """Who sends, once somebody has allowed it. Exits where there is nothing to send."""
    read = Reading(captures)
    hosts = planned(container, watched(read, captures))
    if not hosts:
        tell(read)
        typer.echo("sgtm: there is no request to send.", err=True)
        raise typer.Exit(_NOTHING_TO_RUN)
    if asks:
        ask(hosts)
    return Sending(container)


def _end(read: Reading, sending: Sending | None, output: Format) -> None:
    """Say on stderr what became of it, and exit."""
    if sending is not None:
        typer.echo(f"sgtm: {sending.told()}", err=True)
    elif output is Format.table and read.count:
        typer.echo(
            "sgtm: nothing was sent; the replies are what the local TikTok endpoint says to such requests", err=True
        )
    has_failed = sending is not None and sending.failed
    try:
        tell(read)
    except typer.Exit:
        if not has_failed:
            raise
    if has_failed:
        raise typer.Exit(DELIVERY_FAILED)
