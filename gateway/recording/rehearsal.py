"""The driver that rehearses: the same pipeline as the server's, answered by a stand-in, and nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..container import Container
from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply, Verdict
from ..pipeline import Round, Trip
from ..trace import Sent, TagRun, Trace

StandIn: TypeAlias = Callable[[OutgoingRequest], Reply]


def accepts_all(request: OutgoingRequest) -> Reply:
    """The vendor that says yes to everything, with an empty body."""
    return Reply(200)


def rehearse(container: Container, hit: Hit, stand_in: StandIn = accepts_all) -> Trace:
    """The whole trip of a hit. Asks are answered in the order they were asked, requests as if they had been sent."""
    trip = Trip(container, hit).rounds()
    replies: dict[int, Reply] | None = None
    while True:
        try:
            # A generator takes nothing before its first Round.
            out: Round = next(trip) if replies is None else trip.send(replies)
        except StopIteration as end:
            trace: Trace = end.value
            break
        replies = {number: stand_in(request) for number, request in out.asks.items()}
    # Behind the handler: an error of the stand-in would be told with the trace, which is full of persons.
    return _answered(trace, container, stand_in)


def _answered(trace: Trace, container: Container, stand_in: StandIn) -> Trace:
    for run in trace.runs():
        for sent in run.sent:
            _answer(container, run, sent, stand_in)
    return trace


def _answer(container: Container, run: TagRun, sent: Sent, stand_in: StandIn) -> None:
    kind = container.tags_by_name[run.tag].configured.kind
    sent.reply = stand_in(sent.request)
    try:
        sent.verdict = kind.verdict(sent.reply, (sent.request,))[0]
    except Exception as error:  # noqa: BLE001 - a type is anybody's code; its fault is a line in the trace
        sent.verdict = Verdict("again", f"the type could not read the answer: {error!r}")
