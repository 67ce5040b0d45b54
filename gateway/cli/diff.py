"""`sgtm diff`: what two rules files, folders or git revisions make of the same captured hits. Nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from ..fake_tiktok import stand_in
from ..place import Place, Problem
from ..recording import captures_in
from ..recording.captures import Reading
from ..recording.difference import Side, compare, document, entry_named, lines
from ..testing.network import only_loopback
from .check import counted
from .problems import as_github
from .progress import watched
from .reading import seldom_collected, tell
from .sides import sides
from .signs import plain

_MOST_FIELDS = 5


class DiffFormat(str, Enum):  # noqa: UP042 - typer shows the values of a str Enum
    """How a difference is printed: for people, programs, and GitHub's annotations."""

    table = "table"
    json = "json"
    github = "github"


def run(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="A rules file, a folder, or a git revision: main, or HEAD~3:shop/rules.yaml. A revision alone means the "
            "rules file of the other side as it was then.",
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same.")],
    captures: Annotated[
        list[Path], typer.Argument(metavar="CAPTURE", help="Captures of hits in any format, or folders of them.")
    ],
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")] = False,
    output: Annotated[DiffFormat, typer.Option("--format", help="How it is printed.")] = DiffFormat.table,
) -> None:
    """Compare two containers over captured hits: which tags fire more or less, and which requests change, field by field.

    Exit code 4 when a capture could not be read as a whole.
    """
    files = list(captures_in(captures))
    read = Reading(files)
    with sides(old, new) as (before, after), seldom_collected(), only_loopback("a rehearsal"):
        told = document(compare(before, after, ((each.place, each.hit) for each in watched(read, files)), stand_in))
        if read.count and (shown := plain(_printed(told, after, output))):
            typer.echo(shown)
    tell(read)
    if exit_code and told["differs"]:
        raise typer.Exit(1)


def _printed(told: dict[str, Any], new: Side, output: DiffFormat) -> str:
    if output is DiffFormat.json:
        return json.dumps(told, ensure_ascii=False)
    if output is DiffFormat.table:
        return "\n".join(lines(told))
    return as_github(list(_annotations(told, new)), Path())


def _annotations(told: dict[str, Any], new: Side) -> Iterator[Problem]:
    """One for each tag that differs, for GitHub shows ten of a step; and one for what belongs to no tag."""
    for tag in told["tags"]:
        entry = new.container.tags_by_name.get(tag["tag"])
        place = entry.place if entry else Place(new.file)
        yield _problem(new, place, f'tag "{tag["tag"]}": {"; ".join(_of_tag(tag))}.')
    others = [
        *(f"client {each['change']} for {counted(each['count'], 'hit')}" for each in told["clients"]),
        *(f'event "{each["event"]}": {each["count"]} {each["how"]}' for each in told["events"]),
        *_of_fields("event data changed", told["event_data"]),
        *_of_fields("the response changed", told["responses"]),
    ]
    if others:
        yield _problem(new, Place(new.file), f"{'; '.join(others)}.")
    if changed := [f"{entry_named(each)} {each['how']}" for each in told["unseen"]]:
        yield _problem(new, Place(new.file), f"In the rules, but shown by none of these hits: {'; '.join(changed)}.")


def _of_tag(tag: dict[str, Any]) -> Iterator[str]:
    for firing in tag["firing"]:
        example = firing["example"]
        yield f"fires for {counted(firing['count'], 'event')} {firing['how']}, such as {example['hit']}"
        yield f"{example['old']['text']} -> {example['new']['text']}"
    for outcome in tag["outcomes"]:
        yield f"ends otherwise for {counted(outcome['count'], 'event')}: {outcome['change']}"
    for verdict in tag["verdicts"]:
        yield f"the vendor would say otherwise to {counted(verdict['count'], 'request')}: {verdict['change']}"
        yield verdict["example"]["new"]["text"]
    for request in tag["requests"]:
        yield f"sends {counted(request['count'], 'request')} {request['how']}"
    yield from _of_fields("sends otherwise", tag["fields"])


def _of_fields(title: str, fields: list[dict[str, Any]]) -> Iterator[str]:
    if not fields:
        return
    said = [_of_field(each) for each in fields[:_MOST_FIELDS]]
    more = f", and {len(fields) - _MOST_FIELDS} more fields" if len(fields) > _MOST_FIELDS else ""
    yield f"{title}: {', '.join(said)}{more}"


def _of_field(each: dict[str, Any]) -> str:
    old, new = (each["example"][side]["text"] for side in ("old", "new"))
    return f"{each['field']}: {old} -> {new} ({counted(each['count'], 'time')})"


def _problem(new: Side, place: Place, what: str) -> Problem:
    """At the line of the file as it is now: of a revision the name of the file alone."""
    folder = new.folder.rpartition(":")[2]
    return Problem(Place(f"{folder}{place.file}", place.line, place.column), what, "diff", is_warning=True)
