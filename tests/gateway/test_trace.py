"""What happened to one hit."""

from __future__ import annotations

from gateway import Event, Lookup
from gateway.container import Container
from gateway.trace import EventTrace, TagRun, Trace
from tests.small import hit


def test_the_runs_of_all_events_come_in_the_order_of_events_and_firing() -> None:
    trace = Trace(Container(), hit())
    for number in (0, 1):
        lookup = Lookup(Event(event_name=f"e{number}"), hit(), number=number)
        runs = [TagRun(name, name, lookup.event) for name in ("B", "A")]
        trace.events.append(EventTrace(number, lookup, runs))

    assert [(run.tag, run.event["event_name"]) for run in trace.runs()] == [
        ("B", "e0"),
        ("A", "e0"),
        ("B", "e1"),
        ("A", "e1"),
    ]


def test_a_run_waits_until_it_is_told_how_it_ended() -> None:
    run = TagRun("A", "A", Event())

    assert (run.outcome, run.why, run.sent, run.log) == ("waiting", "", [], [])


def test_an_event_of_a_trace_is_the_one_its_names_are_for() -> None:
    event = Event(value=5)

    assert EventTrace(0, Lookup(event, hit())).event is event


def test_two_traces_share_nothing() -> None:
    first, second = Trace(Container(), hit()), Trace(Container(), hit())
    first.log.append("only here")

    assert second.log == []
    assert second.answer is None
