"""`sgtm serve`: the gateway."""

from __future__ import annotations

import asyncio
import ssl
from enum import Enum
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..address import Proxies
from ..delivery import try_out
from ..errors import GatewayError
from ..rules import build, collect
from .check import counted
from .located import located
from .recorded import Events, Folder, Most, Outcomes, Tags, recording

if TYPE_CHECKING:
    from ..server.settings import ServeSettings
    from ..server.supervisor import Supervisor


class TraceFormat(str, Enum):  # noqa: UP042 - typer shows the values of a str Enum
    """Blocks for people, one `trace/v1` document a line, or log lines in the shape GTMS-3."""

    table = "table"
    json = "json"
    gtms3 = "gtms3"


_SHORTEST_TOKEN = 16

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
    preview_port: Annotated[int, typer.Option(min=0, max=65_535, help="The preview: every hit, and why.")] = 8081,
    preview_host: Annotated[
        list[str] | None, typer.Option(help="Addresses the preview listens on; left out, this machine only.")
    ] = None,
    preview_name: Annotated[
        list[str] | None, typer.Option(help="A further name the preview is reached by, such as one of a proxy.")
    ] = None,
    preview_token_file: Annotated[
        Path | None, typer.Option(help="A file with the preview's token; left out, each run draws its own.")
    ] = None,
    no_preview: Annotated[bool, typer.Option("--no-preview", help="Serve no preview.")] = False,
    trusted_proxies: Proxy = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="The certificate (PEM, with its chain) to take https with.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    max_body: Body = 1_048_576,
    max_url: URL = 32_768,
    no_deliver: Annotated[
        bool, typer.Option("--no-deliver", help="Only take hits: other machines deliver (with delivery: queue).")
    ] = False,
    dry: Annotated[bool, typer.Option("--dry", help="Keep and send nothing; leave the data folder alone.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Print what happened to each hit.")] = False,
    output: Annotated[TraceFormat, typer.Option("--format", help="How --trace prints.")] = TraceFormat.table,
    record: Folder = None,
    record_event: Events = None,
    record_tag: Tags = None,
    record_outcome: Outcomes = None,
    record_most: Most = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    proxies = _named(trusted_proxies or [])
    _check_certificate(tls_cert, tls_key)
    preview_token = token(preview_token_file, preview_host or [])
    with located(rules):
        collected = collect(rules)
        container = build(collected, rehearsing=dry)
    if no_deliver and container.broker is None:
        raise GatewayError("--no-deliver needs a queue that other machines deliver from: write delivery: {queue: ...}.")
    if container.broker is not None and not dry:
        asyncio.run(try_out(container.broker, container.durability, cap=container.cap))
    ServeSettings, Supervisor = server()  # noqa: N806 - two classes
    settings = ServeSettings(
        rules=rules.absolute(),
        data_dir=(data_dir or rules.absolute().parent / ".sgtm").absolute(),
        port=port,
        hosts=tuple(host) if host else ServeSettings.hosts,
        workers=workers,
        delivers=not no_deliver,
        broker=container.broker,
        dry=dry,
        trace=trace,
        output=output.value,
        longest_body=max_body,
        longest_url=max_url,
        trusted_proxies=proxies,
        preview_port=None if no_preview else preview_port,
        preview_hosts=tuple(preview_host) if preview_host else ServeSettings.preview_hosts,
        preview_names=(*(preview_host or ()), *(preview_name or ())),
        tls_cert=tls_cert.absolute() if tls_cert else None,
        tls_key=tls_key.absolute() if tls_key else None,
        record=recording(record, record_event, record_tag, record_outcome, record_most, container),
    )
    ready = partial(_say_ready, settings, len(container.tags))
    Supervisor(settings, collected.sources, ready, show=_print, token=preview_token).run()


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - results go to stdout


def server() -> tuple[type[ServeSettings], type[Supervisor]]:
    """What runs a gateway, where its packages are installed."""
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


def token(file: Path | None, hosts: list[str]) -> str:
    """The token of the file, or nothing: then each run draws its own. Others than this machine's user need one they know."""
    if file is None:
        if open_to := [host for host in hosts if not _is_loopback(host)]:
            raise GatewayError(
                f"the preview shows every hit, so on {open_to[0]} it needs a token of yours: --preview-token-file FILE."
            )
        return ""
    try:
        token = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise GatewayError(f"{file} cannot be read as the preview's token: {error}.") from None
    if len(token) < _SHORTEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise GatewayError(
            f"{file}: a token has at least {_SHORTEST_TOKEN} printable signs in one line. `openssl rand -hex 16` makes one."
        )
    return token


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _say_ready(settings: ServeSettings, tags: int, port: int, preview: str) -> None:
    from ..server.snippet import address, snippet  # as above

    tls = settings.tls_cert is not None
    mode = ", a dry run: nothing is kept or sent" if settings.dry else ""
    where = f"{settings.rules.name} with {counted(tags, 'tag')} takes hits on {address(port, tls=tls)}"
    typer.echo(f"sgtm: {where}{mode}", err=True)
    if settings.record is not None:
        typer.echo(f"sgtm: hits are recorded in {settings.record.folder}", err=True)
    if preview:
        typer.echo(f"sgtm: the preview shows every hit, and why: {preview}", err=True)
    typer.echo(f"\nPaste this into a page:\n\n{snippet(port, tls=tls)}\n", err=True)
