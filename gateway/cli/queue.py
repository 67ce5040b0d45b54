"""`sgtm queue`: the requests that no vendor has accepted, those that wait and the dead letters; and to forget a person."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ..broker import Broker
from ..delivery import Hands, Kept, Person, counts, hands_in, hands_on, kept_deliveries, unfinished
from ..errors import GatewayError
from ..outgoing import OutgoingRequest
from ..pipeline import Trip
from ..redaction import redacted_text
from ..report import moment, request_report
from .check import Format
from .located import loaded

MOST = 100_000
_SINCE = re.compile(r"([0-9]{1,5})(m|h|d)")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_SHOWN = 60

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

DataDir = Annotated[Path, typer.Option(help="The data folder.")]
Queue = Annotated[
    str | None,
    typer.Option(help="The broker, as delivery: queue names it, where the queue is not in the data folder."),
]
State = Annotated[str | None, typer.Option(help="Only these: waiting, refused, given up, dropped or damaged.")]
Tag = Annotated[str | None, typer.Option(help="Only those of this tag.")]
Reason = Annotated[str | None, typer.Option(help="Only those whose reason has this text.")]
Since = Annotated[str | None, typer.Option(help="Only those kept since then: 90m, 24h or 7d.")]
Ids = Annotated[list[str] | None, typer.Argument(help="Ids of deliveries, or how they begin.")]
_HERE = Path(".sgtm")


@app.command()
def ls(
    data_dir: DataDir = _HERE,
    queue: Queue = None,
    state: State = None,
    tag: Tag = None,
    reason: Reason = None,
    since: Since = None,
    output: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List what no vendor has accepted, the newest first."""
    with _hands(data_dir, queue) as hands:
        found = _chosen(hands.folder, [], state, tag, reason, since)
        in_all = counts(hands.folder)
    for kept in found:
        typer.echo(json.dumps(_listed(kept), ensure_ascii=False) if output is Format.json else _line(kept))
    totals = ", ".join(f"{many} {name}" for name, many in sorted(in_all.items()))
    typer.echo(f"sgtm: {len(found)} listed; in the queue there are {totals or 'no deliveries'}.", err=True)


@app.command()
def show(ids: Ids = None, data_dir: DataDir = _HERE, queue: Queue = None) -> None:
    """Show deliveries with their requests and every attempt; persons and secrets masked."""
    with _hands(data_dir, queue) as hands:
        found = _named(hands.folder, ids)
    for kept in found:
        typer.echo(json.dumps(_shown(kept), ensure_ascii=False, indent=2))


@app.command()
def retry(
    ids: Ids = None,
    data_dir: DataDir = _HERE,
    queue: Queue = None,
    state: State = None,
    tag: Tag = None,
    reason: Reason = None,
    since: Since = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the request anew, by today's rules, from the kept hit.")
    ] = False,
    rules: Annotated[Path, typer.Option(help="The rules file, for --rebuild.")] = Path("rules.yaml"),
) -> None:
    """Send deliveries again: those named, or those of a state, tag or reason. A running gateway takes them up at once."""
    _check_said(ids, state, tag, reason, since)
    with _hands(data_dir, queue) as hands:
        chosen = _chosen(hands.folder, ids or [], state, tag, reason, since)
        anew = _rebuilder(hands, rules) if rebuild else None
        _each(chosen, "will be sent again", lambda kept: hands.retry(kept, None if anew is None else anew(kept)))


@app.command()
def drop(
    ids: Ids = None,
    data_dir: DataDir = _HERE,
    queue: Queue = None,
    state: State = None,
    tag: Tag = None,
    reason: Reason = None,
    since: Since = None,
) -> None:
    """Take deliveries that wait out of the queue, for good."""
    _check_said(ids, state, tag, reason, since)
    with _hands(data_dir, queue) as hands:
        _each(_chosen(hands.folder, ids or [], state, tag, reason, since), "dropped", hands.drop)


@app.command()
def export(
    data_dir: DataDir = _HERE,
    queue: Queue = None,
    state: State = None,
    tag: Tag = None,
    reason: Reason = None,
    since: Since = None,
    in_the_clear: Annotated[
        bool, typer.Option("--in-the-clear", help="With persons as the vendor would get them; credentials stay names.")
    ] = False,
) -> None:
    """Print requests and attempts, one JSON document a line."""
    with _hands(data_dir, queue) as hands:
        chosen = _chosen(hands.folder, [], state, tag, reason, since)
    for kept in chosen:
        document = _shown(kept) | ({"request": _in_the_clear(kept.request)} if in_the_clear else {})
        typer.echo(json.dumps(document, ensure_ascii=False))


@app.command(name="forget")
def forget_person(
    ids: Annotated[list[str], typer.Argument(help="Client ids, user ids, or SHA-256 digests of e-mail or phone.")],
    data_dir: DataDir = _HERE,
    queue: Queue = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person: every hit of theirs, and every request with one of these ids or digests."""
    if not yes:
        typer.confirm(f"Erase every hit and request with {', '.join(ids)}?", abort=True)
    digests = frozenset(name for name in ids if _DIGEST.fullmatch(name))
    others = frozenset(ids) - digests
    person = Person(client_ids=others, user_ids=others, digests=digests)
    with _hands(data_dir, queue) as hands:
        gone = hands.forget(person)
    typer.echo(f"{gone.hits} hits and {gone.deliveries} requests are erased.")
    for name in gone.unread:
        typer.echo(f"{name}: could not be read, and may still hold this person. Delete it if you do not need it.")
    if gone.unread:
        raise typer.Exit(1)


def _check_said(ids: list[str] | None, *described: str | None) -> None:
    """Whether it is said which are meant: all of them at once is nobody's slip of the finger."""
    if not ids and not any(described):
        raise typer.BadParameter("name deliveries, or say which: --state, --tag, --reason or --since", param_hint="IDS")


def _chosen(
    folder: Path, ids: Sequence[str], state: str | None, tag: str | None, reason: str | None, since: str | None
) -> list[Kept]:
    """The deliveries that are named or described. Raises GatewayError where nobody has such an id."""
    if ids:
        return _named(folder, list(ids))
    earliest = time.time() - _ago(since) if since else 0.0
    found = unfinished(folder, MOST)
    return [
        kept
        for kept in found
        if (state is None or kept.state == state)
        and (tag is None or kept.tag == tag)
        and (reason is None or reason.lower() in _why(kept).lower())
        and kept.kept_at >= earliest
    ]


def _named(folder: Path, ids: list[str] | None) -> list[Kept]:
    """The deliveries of these ids, accepted ones too; an id may be cut as long as it is one delivery's."""
    if not ids:
        raise typer.BadParameter("name a delivery: sgtm queue ls lists them", param_hint="IDS")
    whole = kept_deliveries(folder, ids)
    found = []
    for name in ids:
        known = (
            [whole[name]] if name in whole else [kept for kept in unfinished(folder, MOST) if kept.id.startswith(name)]
        )
        if len(known) != 1:
            what = "no delivery" if not known else f"{len(known)} deliveries"
            raise GatewayError(f'"{name}" is {what} of {folder}. `sgtm queue ls` lists them.')
        found += known
    return found


def _ago(since: str) -> float:
    said = _SINCE.fullmatch(since)
    if said is None:
        raise typer.BadParameter(f'"{since}" is no span such as 90m, 24h or 7d', param_hint="--since")
    return int(said.group(1)) * _SECONDS[said.group(2)]


def _hands(folder: Path, queue: str | None) -> contextlib.AbstractContextManager[Hands]:
    """Hands in the queue, wherever it is."""
    if queue is not None:
        return hands_on(Broker.of(queue.split(",")))
    if not folder.is_dir():
        raise GatewayError(f"{folder} is no data folder. Name the gateway's with --data-dir, or a broker with --queue.")
    return hands_in(folder)


def _each(chosen: Iterable[Kept], done: str, change: Callable[[Kept], bool]) -> None:
    """Change each where it lies, and say how many could be."""
    outcomes = [(kept, change(kept)) for kept in chosen]
    for kept, changed in outcomes:
        if not changed:
            typer.echo(f"{kept.id}: left as it is, {kept.state}", err=True)
    many = sum(changed for _, changed in outcomes)
    typer.echo(f"{many} of {len(outcomes)} {done}.")
    if many < len(outcomes):
        raise typer.Exit(1)


def _rebuilder(hands: Hands, rules: Path) -> Callable[[Kept], OutgoingRequest]:
    """What makes the request of a delivery anew: the trip of its hit by today's rules has one of the same id."""
    container = loaded(rules)

    def anew(kept: Kept) -> OutgoingRequest:
        hit = hands.hit(kept)
        if hit is None:
            raise GatewayError(f"{kept.id}: its hit is no longer kept, so that nothing can be made of it.")
        trip = Trip(container, hit)
        next(trip.rounds())
        made = (sent.request for run in trip.trace.runs() for sent in run.sent if sent.id == kept.id)
        request = next(made, None)
        if request is None:
            raise GatewayError(f'{kept.id}: by today\'s rules the tag "{kept.tag}" sends nothing for this hit.')
        return request

    return anew


def _why(kept: Kept) -> str:
    return kept.attempts[-1].why if kept.attempts else ""


def _line(kept: Kept) -> str:
    at, why = datetime.fromtimestamp(kept.kept_at, UTC), redacted_text(_why(kept))[:_SHOWN]
    words = (
        kept.id,
        f"{at:%Y-%m-%d %H:%M:%S}",
        f"{kept.state:8}",
        f"{kept.tries:3} tries",
        kept.tag,
        kept.destination,
        why,
    )
    return "  ".join(words).rstrip()


def _listed(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "hit": kept.hit,
        "tag": kept.tag,
        "destination": kept.destination,
        "state": kept.state,
        "tries": kept.tries,
        "kept_at": moment(kept.kept_at),
        "due": None if kept.due is None else moment(kept.due),
        "why": redacted_text(_why(kept)),
    }


def _shown(kept: Kept) -> dict[str, Any]:
    attempts = [
        {"at": moment(each.at), "status": each.reply.status, "why": redacted_text(each.why or each.reply.error)}
        for each in kept.attempts
    ]
    return {**_listed(kept), "rules": kept.rules, "request": request_report(kept.request), "attempts": attempts}


def _in_the_clear(request: OutgoingRequest) -> dict[str, Any]:
    headers = {name: value if isinstance(value, str) else value.shown for name, value in request.headers}
    return {
        "method": request.method,
        "url": request.url,
        "headers": headers,
        "body": request.body.decode("utf-8", "replace"),
    }
