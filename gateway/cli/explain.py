"""`sgtm explain`: why a tag fired for a captured hit or did not, condition by condition. Nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ..container import Container, TagEntry
from ..errors import nearest
from ..explanation import explanation
from ..fake_tiktok import stand_in
from ..recording import Captured, rehearse
from ..redaction import redacted_text
from ..testing.network import only_loopback
from ..trace import Trace
from .check import Format, counted
from .located import loaded
from .reading import reading, tell
from .signs import plain

SCHEMA = "explain/v1"


def run(
    hits: Annotated[
        list[Path], typer.Argument(metavar="HIT", help="Captures of hits in any format, or folders of them.")
    ],
    tag: Annotated[
        str | None,
        typer.Option(
            help="The tag to explain in full, with exit code 0 when it fired for an event that was looked at and 1 when it "
            "fired for none. Without it each tag is one line, and the exit code 0."
        ),
    ] = None,
    event: Annotated[int | None, typer.Option(min=1, help="Only this event of a hit; the first is 1.")] = None,
    rules: Annotated[Path, typer.Option(help="The rules file.")] = Path("rules.yaml"),
    output: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.table,
) -> None:
    """Explain why tags fired or did not: every condition with the value it met, the nearest miss first.

    Exit code 4, whatever fired, when a capture could not be read as a whole.
    """
    container = loaded(rules, rehearsing=True)
    tags = list(container.tags) if tag is None else [_named(container, tag)]
    fired, seen, read = False, 0, reading(hits)
    with only_loopback("a rehearsal"):
        for each in read:
            document = _document(each, rehearse(container, each.hit, stand_in), tags, event)
            seen += len(document["events"])
            fired = fired or any(told["fired"] for said in document["events"] for told in said["tags"])
            if output is Format.json:
                typer.echo(json.dumps(document, ensure_ascii=False))
            elif document["events"] or event is None:
                typer.echo(plain("\n".join(_lines(document, in_full=tag is not None))) + "\n")
    tell(read)
    if event is not None and not seen:
        raise typer.BadParameter(f"no hit has so many events as {event}", param_hint="--event")
    if tag is not None and not fired:
        raise typer.Exit(1)


def _named(container: Container, name: str) -> TagEntry:
    if name not in container.tags_by_name:
        known = list(container.tags_by_name)
        raise typer.BadParameter(f'there is no tag "{name}".{nearest(name, known)}', param_hint="--tag")
    return container.tags_by_name[name]


def _document(each: Captured, trace: Trace, tags: list[TagEntry], number: int | None) -> dict[str, Any]:
    """`explain/v1`: one hit, its events, and what decided about each tag; persons and secrets masked."""
    events = [event for event in trace.events if number is None or event.number == number - 1]
    return {
        "schema": SCHEMA,
        "hit": each.place,
        "id": each.hit.id,
        "request": {"method": each.hit.method, "path": redacted_text(each.hit.path)},
        "client": trace.client or None,
        "refusals": [{"client": name, "reason": redacted_text(reason)} for name, reason in trace.refusals],
        "log": [redacted_text(line) for line in trace.log],
        "events": [
            {
                "number": event.number + 1,
                "name": redacted_text(str(event.event.get("event_name", ""))),
                "tags": [explanation(tag, event) for tag in tags],
            }
            for event in events
        ],
    }


# --- for people -------------------------------------------------------------------------------------------------------


def _lines(document: dict[str, Any], *, in_full: bool) -> Iterator[str]:
    request = document["request"]
    yield f"{document['hit']}: {request['method']} {request['path']}, client {document['client'] or 'none'}"
    if document["client"] is None:
        yield from (f"  {refusal['client']} refused: {refusal['reason']}" for refusal in document["refusals"])
    yield from (f"  log: {line}" for line in document["log"])
    if not document["events"]:
        yield "  no event: no tag was asked"
    for event in document["events"]:
        yield f"  event {event['number']}, {event['name'] or '(no name)'}"
        for told in event["tags"]:
            yield _headline(told)
            if in_full:
                yield from _in_full(told)


def _headline(told: dict[str, Any]) -> str:
    ended = told["outcome"]
    sign, said = ("!!" if ended == "failed" else "ok", "fired by") if told["fired"] else ("--", "not fired,")
    end = f"; {ended}: {told['outcome_why']}" if told["fired"] and ended != "ok" else ""
    return f"    {sign} {told['tag']}: {said} {told['why']}  ({told['decided_at']}){end}"


def _in_full(told: dict[str, Any]) -> Iterator[str]:
    if told["paused"]:
        yield f"       paused  ({told['place']})"
    for trigger in told["triggers"]:
        yield from _trigger("trigger", trigger)
    for exception in told["exceptions"]:
        yield from _trigger("exception", exception)
    if told["schedule"]:
        yield f"       schedule: {told['schedule']}"
    for name, where in (("consent", "consent"), ("consent to user data", "user_data_consent")):
        if told[where]:
            yield f"       {name}: {', '.join(map(_consent, told[where]))}"
    for turn in told["sequence"]:
        yield f"       {turn['run']}: {turn['outcome']}{': ' * bool(turn['why'])}{turn['why']}"


def _trigger(kind: str, trigger: dict[str, Any]) -> Iterator[str]:
    outcome = {"fired": "fired", "not fired": "did not fire"}.get(trigger["outcome"], trigger["why"])
    failed = sum(not condition["holds"] for condition in trigger["conditions"])
    missed = f", {failed} of {counted(len(trigger['conditions']), 'condition')} failed" if failed else ""
    yield f'       {kind} "{trigger["trigger"]}": {outcome}{missed}  ({trigger["place"]})'
    wide = max((len(condition["text"]) for condition in trigger["conditions"]), default=0)
    for condition in trigger["conditions"]:
        sign = "ok" if condition["holds"] else "no"
        near = f": {condition['near']}" if condition["near"] else ""
        yield f"         {sign} {condition['text']:{min(wide, 60)}}  {condition['met']}{near}  ({condition['place']})"


def _consent(each: dict[str, Any]) -> str:
    return f"{each['type']} {each['why']}" if each["allowed"] else each["why"]
