"""`sgtm deliver`: a worker that only delivers, from the broker that `delivery: queue` names. As many as there is work for."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..delivery import try_out
from ..errors import GatewayError
from ..rules import build, collect
from .located import located
from .serve import TraceFormat, server, token


def run(
    rules: Annotated[Path, typer.Option(help="The rules file, the same as the gateways'.")] = Path("rules.yaml"),
    data_dir: Annotated[
        Path | None, typer.Option(help="Where it remembers what it has under way; left out, .sgtm beside the rules.")
    ] = None,
    preview_port: Annotated[
        int | None,
        typer.Option(min=0, max=65_535, help="A page with the queue of this worker, and /metrics; left out, none."),
    ] = None,
    preview_token_file: Annotated[
        Path | None, typer.Option(help="A file with that page's token; left out, each run draws its own.")
    ] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Print what came of each request.")] = False,
    output: Annotated[TraceFormat, typer.Option("--format", help="How --trace prints.")] = TraceFormat.table,
) -> None:
    """Deliver until Ctrl-C or SIGTERM."""
    with located(rules):
        collected = collect(rules)
        container = build(collected)
    if container.broker is None:
        raise GatewayError(
            f"{rules} names no queue that several machines share: write delivery: {{queue: nats://nats-1:4222}}. "
            "Without one `sgtm serve` delivers itself."
        )
    asyncio.run(try_out(container.broker, container.durability, cap=container.cap))
    ServeSettings, Supervisor = server()  # noqa: N806 - two classes
    settings = ServeSettings(
        rules=rules.absolute(),
        data_dir=(data_dir or rules.absolute().parent / ".sgtm").absolute(),
        workers=0,
        broker=container.broker,
        preview_port=preview_port,
        trace=trace,
        output=output.value,
    )
    ready = partial(_say_ready, f"delivers from {container.broker.shown}")
    Supervisor(settings, collected.sources, ready, _print, token=token(preview_token_file, [])).run()


def _say_ready(what: str, port: int, preview: str) -> None:
    typer.echo(f"sgtm: {what}", err=True)
    if preview:
        typer.echo(f"sgtm: its queue: {preview}", err=True)


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - results go to stdout
