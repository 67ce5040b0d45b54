"""`sgtm diagnose`: what TikTok's Events Manager would say of events, offline."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from ..container import Container
from ..errors import CaptureError, GatewayError
from ..fake_tiktok import stand_in
from ..fake_tiktok.diagnostics import WEIGHTS, Diagnosis, Seen, Window, diagnose
from ..fake_tiktok.pixel import is_pixel_call
from ..fake_tiktok.seen_in import seen_in_pixel_call, seen_in_request, seen_in_trace
from ..firing import explain
from ..recording import captures_in, read_hits, rehearse
from ..redaction import redacted_text
from ..testing.network import only_loopback
from ..trace import EventTrace
from .check import Format
from .located import loaded

_SINCE = 24.0
_MOST_REASONS, _MOST_LOOKED_AT, _MOST_WEIGHT = 10, 2_000, 1_000.0
Reasons: TypeAlias = Counter[tuple[str, str]]
"""How often, by tag and reason."""


def run(
    files: Annotated[list[Path] | None, typer.Argument(help="Files of hits (.http), or folders of them.")] = None,
    rules: Annotated[Path, typer.Option(help="The rules file.")] = Path("rules.yaml"),
    live: Annotated[
        bool, typer.Option("--live", help="Look at what the gateway of the data folder has sent instead.")
    ] = False,
    data_dir: Annotated[Path, typer.Option(help="The data folder, for --live.")] = Path(".sgtm"),
    hours: Annotated[float, typer.Option(min=0.01, help="How far back --live looks.")] = _SINCE,
    pixel_leg: Annotated[
        bool, typer.Option("--pixel-leg", help="The page's pixel sends the same events: tell what keeps them apart.")
    ] = False,
    catalog: Annotated[
        Path | None, typer.Option(help="A file of the catalogue's content ids, one a line, to tell which are unknown.")
    ] = None,
    target: Annotated[float, typer.Option(min=0, max=10, help="The estimate of match quality to reach.")] = 5.0,
    weight: Annotated[
        list[str] | None,
        typer.Option(help="How much a match key counts in the estimate, such as email=4; may be said several times."),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Diagnose the TikTok events that hits lead to, or that were sent. Sends nothing. Exit code 1 on errors."""
    if bool(files) == live:
        raise typer.BadParameter("name files of hits, or look at what was sent with --live", param_hint="FILES")
    ids = _ids_of(catalog) if catalog else None
    not_sent, kept_back = Reasons(), Reasons()
    with only_loopback("a rehearsal"):
        events = list(_sent(data_dir, hours) if live else _replayed(files or [], rules, not_sent, kept_back))
    weights = {**WEIGHTS, **dict(map(_weight, weight or ()))}
    window = Window(events, pixel_leg=pixel_leg, live=True, catalog=ids, weights=weights, target=target)
    diagnosis = diagnose(window)
    if output is Format.json:
        typer.echo(json.dumps(_document(diagnosis, not_sent), ensure_ascii=False))
    else:
        typer.echo("\n".join(_lines(diagnosis, not_sent, kept_back)))
    if not_sent or any(finding.severity == "error" for finding in diagnosis.findings):
        raise typer.Exit(1)


def _replayed(files: list[Path], rules: Path, not_sent: Reasons, kept_back: Reasons) -> Iterator[Seen]:
    """The events that replayed hits lead to, and those of the pixel among them.

    Counts what was refused before sending, and what was never to be sent, by tag and reason.
    """
    container = loaded(rules, rehearsing=True)
    tags = {tag.name for tag in container.tags if tag.type_name == "tiktok"}
    for file in captures_in(files):
        for hit in read_hits(file):
            if is_pixel_call(hit):
                yield from seen_in_pixel_call(hit)
                continue
            trace = rehearse(container, hit, stand_in)
            not_sent.update((run.tag, run.why) for run in trace.runs() if run.tag in tags and run.outcome == "failed")
            kept_back.update((run.tag, run.why) for run in trace.runs() if run.tag in tags and run.outcome == "skipped")
            if kept_back.total() < _MOST_LOOKED_AT:
                kept_back.update(each for event in trace.events for each in _silent(container, event, tags))
            yield from seen_in_trace(trace)


def _weight(said: str) -> tuple[str, float]:
    key, _, number = said.partition("=")
    try:
        weight = float(number)
    except ValueError:
        weight = -1.0
    if key not in WEIGHTS or not 0 <= weight < _MOST_WEIGHT:
        what = f'"{redacted_text(said)}" is no weight such as email=4. There is {", ".join(WEIGHTS)}.'
        raise typer.BadParameter(what, param_hint="--weight")
    return key, weight


def _silent(container: Container, event: EventTrace, tags: set[str]) -> Iterator[tuple[str, str]]:
    ran = {run.tag for run in event.runs}
    for name in tags - ran:
        yield name, explain(container.tags_by_name[name], event.lookup).text


def _sent(data_dir: Path, hours: float) -> Iterator[Seen]:
    """The events that a gateway has sent."""
    from ..delivery import sent_since  # what replays needs no queue

    if not data_dir.is_dir():
        raise GatewayError(f"{data_dir} is no data folder. Name the gateway's with --data-dir.")
    for sent in sent_since(data_dir, time.time() - hours * 3600):
        yield from seen_in_request(*sent)


def _ids_of(catalog: Path) -> frozenset[str]:
    try:
        lines = catalog.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaptureError(f"{catalog}: cannot be read: {error}.") from None
    return frozenset(line.strip() for line in lines if line.strip())


def _document(diagnosis: Diagnosis, not_sent: Reasons) -> dict[str, Any]:
    refused = [{"tag": tag, "why": redacted_text(why), "count": many} for (tag, why), many in not_sent.most_common()]
    return {"schema": "diagnosis/v1", **diagnosis.as_json(), "not_sent": refused}


def _lines(diagnosis: Diagnosis, not_sent: Reasons, kept_back: Reasons) -> Iterator[str]:
    for (tag, why), many in not_sent.most_common():
        yield f'ERROR    not sent: {many} x tag "{tag}": {redacted_text(why)}'
    for finding in diagnosis.findings:
        where = f"{finding.event} {finding.field}".strip()
        yield f"{finding.severity.upper():8} {finding.id}: {where}, {finding.count} of {finding.of} events ({finding.share:.0%})"
        if finding.sample:
            yield f"         such as {finding.sample}"
        yield f"         {finding.advice} ({finding.basis})"
    if diagnosis.events:
        yield ""
        yield from _matching(diagnosis)
    if not diagnosis.events:
        # A window without events has no faults, and is not what anybody wants to see green.
        for (tag, why), many in kept_back.most_common(_MOST_REASONS):
            yield f'NOTE     nothing to send: {many} x tag "{tag}": {redacted_text(why)}'
    found = Counter(finding.severity for finding in diagnosis.findings)
    errors = found["error"] + len(not_sent)
    yield f"{diagnosis.events} events: {errors} errors, {found['warning']} warnings, {found['info']} notes."


def _matching(diagnosis: Diagnosis) -> Iterator[str]:
    keys = list(diagnosis.weights)
    width = max([5, *map(len, diagnosis.coverage)])
    yield f"{'match keys':{width}}  {'  '.join(keys)}  estimate"
    for name, coverage in diagnosis.coverage.items():
        shares = "  ".join(f"{coverage.get(key, 0.0):{len(key)}.0%}" for key in keys)
        quality = diagnosis.quality.get(name, 0.0)
        yield f"{name or 'all':{width}}  {shares}  {quality:.1f} of 10"
    weights = ", ".join(f"{key} {weight:g}" for key, weight in diagnosis.weights.items())
    yield f"The estimate is ours, by these weights: {weights}. TikTok does not publish its own."
