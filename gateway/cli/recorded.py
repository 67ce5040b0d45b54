"""The options of `sgtm serve` that record hits as tests, and what they come to."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from ..container import Container
from ..errors import GatewayError, nearest
from ..recording.choice import Choice
from ..recording.collection import MOST, key_of
from ..recording.recorder import Recording


class Outcome(str, Enum):  # noqa: UP042 - typer shows the values of a str Enum
    """What came of a hit."""

    fired = "fired"
    not_fired = "not-fired"
    failed = "failed"
    unclaimed = "unclaimed"
    accepted = "accepted"
    refused = "refused"


Folder: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--record", metavar="FOLDER", help="Record hits as tests (.http), with stand-ins for persons and secrets."
    ),
]
Events: TypeAlias = Annotated[
    list[str] | None, typer.Option("--record-event", metavar="NAME", help="Only hits with this event; also several.")
]
Tags: TypeAlias = Annotated[
    list[str] | None, typer.Option("--record-tag", metavar="NAME", help="Only hits this tag fired for; also several.")
]
Outcomes: TypeAlias = Annotated[
    list[Outcome] | None,
    typer.Option(
        "--record-outcome",
        help="Only hits of which this came, by the tags and events that are named; also several. accepted and refused are "
        "what the local TikTok endpoint says, for TikTok's own word comes later.",
    ),
]
Most: TypeAlias = Annotated[
    int | None, typer.Option("--record-most", min=1, help=f"How many hits the folder takes, {MOST} if left out.")
]


def recording(
    folder: Path | None,
    events: list[str] | None,
    tags: list[str] | None,
    outcomes: list[Outcome] | None,
    most: int | None,
    container: Container,
) -> Recording | None:
    """What to record; the folder is there from now on. Raises GatewayError where that cannot be."""
    if folder is None:
        if events or tags or outcomes or most:
            raise GatewayError(
                "--record-event, -tag, -outcome and -most say what to record: name a folder, too: --record FOLDER."
            )
        return None
    for tag in tags or ():
        if tag not in container.tags_by_name:
            raise GatewayError(f'--record-tag: there is no tag "{tag}".{nearest(tag, list(container.tags_by_name))}')
    key_of(folder)
    choice = Choice(frozenset(events or ()), frozenset(tags or ()), frozenset(each.value for each in outcomes or ()))
    return Recording(folder.absolute(), choice, most or MOST)
