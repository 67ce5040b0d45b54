"""`sgtm serve`: the gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import GatewayError
from ..rules import load
from .check import Format, counted


def run(
    rules: Annotated[Path, typer.Option(help="The rules file.")] = Path("rules.yaml"),
    port: Annotated[
        int, typer.Option(help="Where hits come in; 80 is the full mode for gtag.js, 0 takes a free one.")
    ] = 8080,
    host: Annotated[list[str] | None, typer.Option(help="Addresses to listen on; left out, this machine only.")] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="The folder of the queue; left out, .sgtm beside the rules.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that take hits.")] = 1,
    dry: Annotated[bool, typer.Option("--dry", help="Keep and send nothing; leave the data folder alone.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Print what happened to each hit.")] = False,
    output: Annotated[Format, typer.Option("--format", help="How --trace prints.")] = Format.table,
) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    try:
        # The extra `serve`: whoever only tests needs no server.
        from ..server.settings import ServeSettings
        from ..server.supervisor import Supervisor
    except ModuleNotFoundError as error:
        raise GatewayError(f"the server needs {error.name}. Install it with: pip install 'sgtm[serve]'") from None
    container = load(rules, rehearsing=dry)
    settings = ServeSettings(
        rules=rules.resolve(),
        data_dir=(data_dir or rules.resolve().parent / ".sgtm").absolute(),
        port=port,
        hosts=tuple(host) if host else ServeSettings.hosts,
        workers=workers,
        dry=dry,
        trace=trace,
        json=output is Format.json,
    )

    def ready(bound: int) -> None:
        _say_ready(settings.rules.name, len(container.tags), bound, dry=dry)

    Supervisor(settings, ready, show=lambda text: print(text, flush=True)).run()  # noqa: T201 - results go to stdout


def _say_ready(name: str, tags: int, port: int, *, dry: bool) -> None:
    from ..server.snippet import address, snippet  # as above

    mode = ", a dry run: nothing is kept or sent" if dry else ""
    typer.echo(f"sgtm: {name} with {counted(tags, 'tag')} takes hits on {address(port)}{mode}", err=True)
    typer.echo(f"\nPaste this into a page:\n\n{snippet(port)}\n", err=True)
