"""What happened to one hit: which client had it, its events, its tags, and the answer.

It keeps the container and each event's names, so why a tag did not fire is worked out when somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .container import Container
from .event import Event
from .hit import Hit
from .lookup import Lookup
from .outgoing import OutgoingRequest, Reply, Verdict
from .steps import Effect
from .tasks import Promise

Outcome = Literal["waiting", "ok", "skipped", "failed", "not run"]


@dataclass(slots=True)
class Sent:
    """One request a tag wants sent, its stable id, and what came of it so far."""

    id: str
    request: OutgoingRequest
    reply: Reply | None = None
    verdict: Verdict | None = None


@dataclass(slots=True)
class TagRun:
    """One run of one tag. `key` tells a tag's own run from its runs as setup or cleanup of another.

    `id` is what names it on disk and in its deliveries: the tag alone where it runs once, for after a crash another role of it
    may come first.
    """

    tag: str
    key: str
    event: Event
    outcome: Outcome = "waiting"
    id: str = ""
    why: str = ""
    sent: list[Sent] = field(default_factory=list)
    asked: list[tuple[OutgoingRequest, Reply]] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    log: list[str] = field(default_factory=list)


@dataclass(slots=True)
class EventTrace:
    """One trip of one event: its names, and the tags that ran, in firing order."""

    number: int
    lookup: Lookup
    runs: list[TagRun] = field(default_factory=list)
    turns: dict[str, tuple[Promise, TagRun]] = field(default_factory=dict)
    """The first runs of the tags that are part of a sequence, by name, for those that wait for them."""

    @property
    def event(self) -> Event:
        """The event as the client made it."""
        return self.lookup.event


@dataclass(slots=True)
class Answer:
    """What the browser got."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class Trace:
    """Everything that is known about one hit."""

    container: Container
    hit: Hit
    client: str = ""
    refusals: list[tuple[str, str]] = field(default_factory=list)
    events: list[EventTrace] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    answer: Answer | None = None
    remade: bool = False
    """Whether it was made again later by other rules, or without what vendors had answered: it may have been otherwise."""

    def runs(self) -> list[TagRun]:
        """The runs of all tags, in the order of events and firing."""
        return [run for event in self.events for run in event.runs]
