"""One tag doing its work, its faults kept to itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway import (
    All,
    Ask,
    Cookie,
    Event,
    Failed,
    Log,
    Lookup,
    OutgoingRequest,
    Reply,
    Secret,
    Skipped,
    Steps,
    TransformationType,
)
from gateway.container import Configured, TagEntry, TransformationEntry
from gateway.hit import delivery_id
from gateway.pipeline import Trip
from gateway.recording import rehearse
from gateway.sandbox import read_template
from gateway.trace import Trace
from tests.small import FunctionVariable, hit, outcomes, small_container, tag


class Hides(TransformationType):
    """Hides keys, or fails where it has none to hide."""

    keys: tuple[str, ...] = ()

    def apply(self, event: Event, lookup: Lookup) -> Event:
        if not self.keys:
            raise ValueError("nothing to hide")
        return event.without(*self.keys)


def sends(event: Event, _: Lookup) -> Steps:
    yield OutgoingRequest(f"https://vendor.example/{event.get('event_name', 'hidden')}")


def fails(_: Event, __: Lookup) -> Steps:
    yield OutgoingRequest("https://vendor.example/before")
    return Failed("no stock")


def skips(_: Event, __: Lookup) -> Steps:
    yield from ()
    return Skipped("not today")


def seen_by(name: str, run: Any, *hides: Hides) -> TagEntry:
    made = tag(name, run)
    entries = tuple(TransformationEntry("Hide", Configured(Hides, "Hide", {"keys": hide.keys})) for hide in hides)
    return TagEntry(name, made.configured, triggers=made.triggers, type_name="function", transformations=entries)


def urls(trace: Trace) -> list[str]:
    return [sent.request.url for run in trace.runs() for sent in run.sent]


@pytest.mark.parametrize(
    ("before", "stops", "wanted"),
    [
        (sends, True, [("Before (setup of Main)", "ok"), ("Main", "ok"), ("After (cleanup of Main)", "ok")]),
        (fails, True, [("Before (setup of Main)", "failed"), ("Main", "not run")]),
        (fails, False, [("Before (setup of Main)", "failed"), ("Main", "ok"), ("After (cleanup of Main)", "ok")]),
        (skips, True, [("Before (setup of Main)", "skipped"), ("Main", "ok"), ("After (cleanup of Main)", "ok")]),
    ],
    ids=["all well", "a failed setup stops the tag", "a failed setup is let pass", "a skipped setup stops nothing"],
)
def test_a_tag_runs_between_its_setup_and_its_cleanup(
    before: Any,
    stops: bool,  # noqa: FBT001
    wanted: list[tuple[str, str]],
) -> None:
    main = tag("Main", sends, setup="Before", cleanup="After", stop_on_setup_failure=stops)
    tags = (main, tag("Before", before, when=None), tag("After", sends, when=None))

    assert outcomes(rehearse(small_container(*tags), hit()).runs()) == wanted


def test_a_tag_that_was_not_run_says_what_its_setup_said() -> None:
    tags = (tag("Main", sends, setup="Before"), tag("Before", fails, when=None))

    assert rehearse(small_container(*tags), hit()).runs()[1].why == 'its setup tag "Before" failed: no stock'


def test_what_a_failed_tag_had_asked_to_be_sent_is_still_sent() -> None:
    trace = rehearse(small_container(tag("A", fails)), hit())

    assert urls(trace) == ["https://vendor.example/before"]
    assert trace.runs()[0].why == "no stock"


def test_a_tag_without_limit_as_setup_of_two_others_is_two_runs_with_deliveries_of_their_own() -> None:
    tags = (tag("A", sends, setup="S"), tag("B", sends, setup="S"), tag("S", sends, when=None, once=False))
    runs = rehearse(small_container(*tags), hit()).runs()

    assert [run.key for run in runs] == ["S (setup of A)", "A", "S (setup of B)", "B"]
    assert len({sent.id for run in runs for sent in run.sent}) == 4


def test_a_delivery_is_named_after_hit_event_run_and_number() -> None:
    def twice(event: Event, lookup: Lookup) -> Steps:
        yield from sends(event, lookup)
        yield from sends(event, lookup)

    runs = rehearse(small_container(tag("A", twice)), hit("one", "two", id="h")).runs()

    assert [sent.id for run in runs for sent in run.sent] == [
        delivery_id("h", event, "A", number) for event in (0, 1) for number in (0, 1)
    ]


def test_a_tag_sees_the_event_less_what_its_transformations_hide_and_the_next_tag_sees_all() -> None:
    container = small_container(seen_by("A", sends, Hides(keys=("event_name",))), tag("B", sends))

    trace = rehearse(container, hit())

    assert urls(trace) == ["https://vendor.example/hidden", "https://vendor.example/purchase"]
    assert "event_name" not in trace.runs()[0].event
    assert trace.events[0].event["event_name"] == "purchase"


def test_a_variable_of_a_tag_sees_only_what_the_tag_may_see() -> None:
    made = seen_by("A", lambda _, lookup: logs(lookup["Name"]), Hides(keys=("event_name",)))

    def name(lookup: Lookup) -> Any:
        return lookup.event.get("event_name", "hidden")

    assert rehearse(small_container(made, variables={"Name": name}), hit()).runs()[0].log == ["hidden"]
    assert FunctionVariable(read=name).value(Lookup(Event(event_name="x"), hit())) == "x"


def logs(text: str) -> Steps:
    yield Log(text)


def test_a_transformation_that_fails_fails_its_tag_and_nothing_leaves() -> None:
    trace = rehearse(small_container(seen_by("A", sends, Hides()), tag("B", sends)), hit())

    assert [run.outcome for run in trace.runs()] == ["failed", "ok"]
    assert trace.runs()[0].why.startswith("ValueError: nothing to hide (test_tag_run.py:")
    assert urls(trace) == ["https://vendor.example/purchase"]


@pytest.mark.parametrize(
    "run",
    [lambda _, __: None, lambda _, __: [Log("a list is no generator")], lambda _, __: 1 / 0],
    ids=["returns nothing", "returns a list", "raises before its first step"],
)
def test_a_tag_that_is_no_generator_fails_alone(run: Any) -> None:
    trace = rehearse(small_container(tag("A", run), tag("B", sends)), hit())

    assert outcomes(trace.runs()) == [("A", "failed"), ("B", "ok")]


def test_all_of_nothing_answers_with_nothing() -> None:
    def asks(_: Event, __: Lookup) -> Steps:
        replies = yield All()
        yield Log(repr(replies))

    assert rehearse(small_container(tag("A", asks)), hit()).runs()[0].log == ["[]"]


def test_a_late_variable_after_the_first_ask_fails_the_tag_rather_than_ask_twice() -> None:
    def late(_: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/margin"))

    def reads(_: Event, lookup: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/token"))
        yield Log(str(lookup["Margin"]))

    run = rehearse(small_container(tag("A", reads), variables={"Margin": late}), hit()).runs()[0]

    assert run.why == "RuntimeError: read a variable that has to be waited for after its first Ask"
    assert [request.url for request, _ in run.asked] == ["https://vendor.example/token"]


def test_a_run_that_was_done_before_a_crash_sends_nothing_again() -> None:
    trip = Trip(small_container(tag("A", sends), tag("B", sends)), hit(), done={(0, "A"): "done"})

    for _ in trip.rounds():
        pass

    assert [(run.tag, run.why, len(run.sent)) for run in trip.trace.runs()] == [
        ("A", "before the restart", 0),
        ("B", "", 1),
    ]


def test_a_cookie_after_the_answer_is_too_late_and_says_so() -> None:
    def slow(_: Event, __: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/slow"))
        yield Cookie("late", "1")

    trip = Trip(small_container(tag("A", slow)), hit())
    going = trip.rounds()
    asked = next(going).asks
    trip.hurry()
    going.send({})
    going.send(dict.fromkeys(asked, Reply(200)))

    assert trip.trace.runs()[0].effects == []
    assert trip.trace.runs()[0].log[0].startswith("too late for the browser")


def returns_a_text(_: Event, __: Lookup) -> Steps:
    yield Log("at work")
    return "done"


def yields_its_end(_: Event, __: Lookup) -> Steps:
    yield Skipped("nothing to do")


def misreads(_: Event, __: Lookup) -> Steps:
    """Hands to the gateway what it cannot read."""
    read_template(None, "shop.tpl")  # type: ignore[arg-type]
    yield from ()


def test_a_fault_that_comes_out_of_the_gateway_is_told_where_it_was_called() -> None:
    (run,) = rehearse(small_container(tag("Misreads", misreads)), hit()).runs()

    assert "test_tag_run.py:" in run.why


def reads_no_json(_: Event, __: Lookup) -> Steps:
    """Hands to a library what it cannot read."""
    json.loads("{")
    yield from ()


def test_a_fault_in_a_library_is_told_where_it_was_called() -> None:
    (run,) = rehearse(small_container(tag("Misreads", reads_no_json)), hit()).runs()

    assert "test_tag_run.py:" in run.why


def sends_nowhere(_: Event, __: Lookup) -> Steps:
    yield OutgoingRequest("hooks/x")


def tells_a_secret(_: Event, __: Lookup) -> Steps:
    yield OutgoingRequest.post("https://crm.example/", json={"text": Secret("TOKEN")})


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (returns_a_text, "run() returned 'done': it returns nothing, Skipped(why) or Failed(why)"),
        (yields_its_end, "which is no step of a tag: write return, not yield"),
        (sends_nowhere, '"hooks/x" is no address: it begins with https://'),
        (tells_a_secret, "a credential is no part of a body, which is kept and shown: give it as a header"),
    ],
)
def test_what_a_tag_gets_wrong_is_told_with_what_to_do(run: Any, why: str) -> None:
    (record,) = rehearse(small_container(tag("A", run)), hit()).runs()

    assert (record.outcome, record.sent) == ("failed", [])
    assert why in record.why


def test_a_setup_tag_that_may_not_run_does_not_and_says_why() -> None:
    tags = (tag("A", sends, setup="S"), tag("S", sends, when=None, paused=True))
    runs = rehearse(small_container(*tags), hit()).runs()

    assert [(run.key, run.outcome, run.why) for run in runs] == [
        ("S (setup of A)", "not run", "it is paused"),
        ("A", "ok", ""),
    ]


def test_an_address_that_is_none_is_masked_before_it_is_cut() -> None:
    def sends_nowhere(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest(f"hooks/{'x' * 65}/jane.doe@shop.example")

    (record,) = rehearse(small_container(tag("A", sends_nowhere)), hit()).runs()

    assert "jane" not in record.why
