"""`sgtm serve`: the gateway."""

from __future__ import annotations

import ssl
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..address import Proxies
from ..errors import GatewayError
from ..rules import build, collect
from .check import Format, counted

if TYPE_CHECKING:
    from ..server.settings import ServeSettings
    from ..server.supervisor import Supervisor


Proxy = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ADDRESS",
        help="A proxy whose X-Forwarded-For counts: an address, a network, loopback or private; several by commas.",
    ),
]

Port = Annotated[
    int,
    typer.Option(min=0, max=65_535, help="Where hits come in; 80 is the full mode for gtag.js, 0 takes a free one."),
]
DataDir = Annotated[Path | None, typer.Option(help="The folder of the queue; left out, .sgtm beside the rules.")]
Body = Annotated[int, typer.Option(min=1024, metavar="BYTES", help="The longest body of a hit; more is answered 413.")]
URL = Annotated[int, typer.Option(min=1024, metavar="BYTES", help="The longest URL of a hit; more is answered 414.")]


def run(
    rules: Annotated[Path, typer.Option(help="The rules file.")] = Path("rules.yaml"),
    port: Port = 8080,
    host: Annotated[list[str] | None, typer.Option(help="Addresses to listen on; left out, this machine only.")] = None,
    data_dir: DataDir = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that take hits.")] = 1,
    trusted_proxies: Proxy = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="The certificate (PEM, with its chain) to take https with.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    max_body: Body = 1_048_576,
    max_url: URL = 32_768,
    dry: Annotated[bool, typer.Option("--dry", help="Keep and send nothing; leave the data folder alone.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Print what happened to each hit.")] = False,
    output: Annotated[Format, typer.Option("--format", help="How --trace prints.")] = Format.table,
) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    proxies = _named(trusted_proxies or [])
    _check_certificate(tls_cert, tls_key)
    collected = collect(rules)
    container = build(collected, rehearsing=dry)
    ServeSettings, Supervisor = _server()  # noqa: N806 - two classes
    settings = ServeSettings(
        rules=rules.absolute(),
        data_dir=(data_dir or rules.absolute().parent / ".sgtm").absolute(),
        port=port,
        hosts=tuple(host) if host else ServeSettings.hosts,
        workers=workers,
        dry=dry,
        trace=trace,
        json=output is Format.json,
        longest_body=max_body,
        longest_url=max_url,
        trusted_proxies=proxies,
        tls_cert=tls_cert.absolute() if tls_cert else None,
        tls_key=tls_key.absolute() if tls_key else None,
    )
    Supervisor(settings, collected.sources, partial(_say_ready, settings, len(container.tags)), show=_print).run()


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - results go to stdout


def _server() -> tuple[type[ServeSettings], type[Supervisor]]:
    try:
        # The extra `serve`: whoever only tests needs no server.
        from ..server.settings import ServeSettings
        from ..server.supervisor import Supervisor
    except ModuleNotFoundError as error:
        raise GatewayError(f"the server needs {error.name}. Install it with: pip install 'sgtm[serve]'") from None
    return ServeSettings, Supervisor


def _named(proxies: list[str]) -> tuple[str, ...]:
    """The proxies, which may be written several at once; told if one is none."""
    named = tuple(part for text in proxies for part in text.replace(",", " ").split())
    Proxies(named)
    return named


def _check_certificate(cert: Path | None, key: Path | None) -> None:
    """Tell a certificate that does not do before anything starts."""
    if cert is None and key is None:
        return
    if cert is None or key is None:
        raise GatewayError("--tls-cert and --tls-key belong together: the certificate and its private key.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=_no_password)
    except OSError as error:  # of which ssl.SSLError is one
        raise GatewayError(
            f"{cert} and {key} are no certificate with its key (PEM): {error.strerror or error}."
        ) from None


def _no_password() -> str:
    raise GatewayError("the private key asks for a password. Give one that needs none.")


def _say_ready(settings: ServeSettings, tags: int, port: int) -> None:
    from ..server.snippet import address, snippet  # as above

    tls = settings.tls_cert is not None
    mode = ", a dry run: nothing is kept or sent" if settings.dry else ""
    where = f"{settings.rules.name} with {counted(tags, 'tag')} takes hits on {address(port, tls=tls)}"
    typer.echo(f"sgtm: {where}{mode}", err=True)
    typer.echo(f"\nPaste this into a page:\n\n{snippet(port, tls=tls)}\n", err=True)
