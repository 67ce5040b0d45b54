"""Hits that have passed a gateway: their traces, and the spool that keeps them."""

from __future__ import annotations

from pathlib import Path

from gateway import Event, Failed, Hit, Lookup, Steps
from gateway.container import Container
from gateway.delivery import Spool
from gateway.pipeline import Trip
from gateway.recording import rehearse
from gateway.rules import load
from gateway.trace import Trace
from tests.gateway.test_pipeline import asks_twice, echo, sends
from tests.small import hit, small_container, tag

RULES_FILE = Path(__file__).parents[4] / "rules.yaml"
RULES = load(RULES_FILE, {}, rehearsing=True)
SENDS = small_container(tag("A", sends))


def fails(_: Event, __: Lookup) -> Steps:
    """The steps of a tag that fails."""
    yield from ()
    return Failed("it has no page")


FAILS = small_container(tag("Broken", fails))
ASKS = small_container(tag("Curious", asks_twice))


def named(number: int, *events: str) -> Hit:
    """A small hit of this number: ids are in the order of numbers."""
    return hit(*events, id=f"hit-{number:06}", at=1_772_366_400_000 + number, seed=number * 100 + 1)


def passed(number: int, container: Container = SENDS, *events: str) -> Trace:
    """The trace of a small hit, its requests not answered yet."""
    trace = rehearse(container, named(number, *events), echo)
    for run in trace.runs():
        for sent in run.sent:
            sent.reply = sent.verdict = None
    return trace


def kept(folder: Path, *hits: Hit, container: Container = SENDS) -> Spool:
    """An open spool that keeps these hits and what their tags want sent."""
    spool = Spool(folder / "spool-0.sqlite3")
    for each in hits:
        first = next(Trip(container, each).rounds())
        assert first.keep is not None
        spool.keep([first.keep], each.at / 1000)
    return spool


def ids(traces: list[Trace]) -> list[str]:
    """The ids of their hits."""
    return [trace.hit.id for trace in traces]
