"""The command `sgtm`. Each verb is one file; only the file of the verb that was asked for is imported.

Exit codes: 0 good, 1 findings, 2 usage, 3 rules invalid, 4 capture unreadable, 5 nothing to run, 6 delivery failed,
7 port or data folder in use, 130 interrupted.
"""

from __future__ import annotations

import importlib
import sys

import typer

from ..errors import GatewayError
from .signs import plain

VERBS = {
    "serve": "Take hits over HTTP, run them through the container, deliver what its tags send.",
    "check": "Read rules.yaml and tell everything that is wrong with it.",
    "replay": "Run captured hits through the container and show what would happen. Sends only with --send.",
    "explain": "Tell why tags fired for captured hits or did not, condition by condition. Sends nothing.",
    "diff": "Compare what two rules files or git revisions make of the same captured hits. Sends nothing.",
    "test": "Hold the rules against captured hits, and tell what of the rules no test has reached.",
    "convert": "Read captures of any format (HAR, cURL, logs, .http) and write their hits in another.",
    "import": "Turn a container exported from GTM into rules.yaml and templates, with an account of every object.",
    "diagnose": "Tell what TikTok's Diagnostics would say of the events that hits lead to, or that were sent.",
    "deliver": "Deliver what gateways keep on a broker: a worker of delivery: queue.",
    "queue": "Look at what no vendor has accepted: list, show, retry, drop, export; forget a person.",
    "new": "Write a first container into an empty folder, or a type of your own: sgtm new tag NAME.",
    "doctor": "Look for the traps between a page and its gateway: ports, sites, certificates, proxies.",
    "fmt": "Settle the style of rules.yaml; comments stay.",
    "schema": "Print the JSON Schema of rules.yaml, for editors.",
    "fake-tiktok": "Run a local TikTok Events API endpoint to test against.",
}


def main() -> None:
    """The entry point: a user's mistake is a sentence and an exit code, never a traceback."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    try:
        _application(asked)()
    except GatewayError as error:
        told = plain(str(error))
        typer.echo(f"sgtm: {told}" if "\n" not in told else told, err=True)
        raise SystemExit(error.exit_code) from None


def _application(asked: str) -> typer.Typer:
    """The verb asked for with its own options; the others by name and sentence only."""
    app = typer.Typer(
        help="The Google Tag Manager server container that runs anywhere.",
        epilog="Exit codes: 0 good, 1 a fault, 2 usage, 3 rules invalid, 4 capture unreadable, 5 nothing to run, "
        "6 delivery failed, 7 port or data folder in use.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    for verb, sentence in VERBS.items():
        run = _stub
        if verb == asked:
            module = importlib.import_module(f"{__name__}.{verb.replace('-', '_')}")
            if hasattr(module, "app"):
                app.add_typer(module.app, name=verb, help=sentence)
                continue
            run = module.run
        app.command(verb, help=sentence)(run)
    return app


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's contract
    if wanted:
        from importlib.metadata import version  # 30 ms, for one line that is hardly ever asked for

        typer.echo(version("sgtm"))
        raise typer.Exit


def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),  # noqa: FBT001
) -> None:
    """What stands before the verb."""


def _stub() -> None:
    """Stands for a verb in the list of verbs."""
