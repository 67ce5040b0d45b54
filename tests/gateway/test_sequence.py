"""Tags before and after others: once for an event or without limit, also where they ask and where a crash comes between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import Ask, Event, Failed, Lookup, OutgoingRequest, Reply, Steps
from gateway.container import Container, TagEntry
from gateway.pipeline import RunState, Trip
from gateway.recording import rehearse
from gateway.rules import load
from gateway.trace import Trace
from tests.small import hit, outcomes, small_container, tag


class Office:
    """Tags that write down when they begin and end, what is kept on disk, and a trip that can be cut off."""

    def __init__(self) -> None:
        self.diary: list[str] = []
        self.done: dict[tuple[int, str], RunState] = {}
        self.sent: list[str] = []

    def sends(self, name: str, **more: Any) -> TagEntry:
        """A tag that sends one request, at once."""

        def run(_: Event, __: Lookup) -> Steps:
            self.diary.append(name)
            yield OutgoingRequest(f"https://vendor.example/{name}")

        return tag(name, run, **more)

    def asks(self, name: str, *, fails: bool = False, **more: Any) -> TagEntry:
        """A tag that asks, and then sends or fails."""

        def run(_: Event, __: Lookup) -> Steps:
            self.diary.append(f"{name} asks")
            yield Ask(OutgoingRequest(f"https://vendor.example/ask-{name}"))
            self.diary.append(name)
            if fails:
                return Failed("no stock")
            yield OutgoingRequest(f"https://vendor.example/{name}")
            return None

        return tag(name, run, **more)

    def trip(self, container: Container, *, first: str = "", rounds: int | None = None) -> Trace:
        """Drive a trip, after a crash from where it was; of several asks those with `first` in them are answered first."""
        trip = Trip(container, hit(), dict(self.done) if self.done else None)
        going = trip.rounds()
        asked: dict[int, OutgoingRequest] = {}
        out, number = next(going), 0
        while True:
            for row in out.keep.rows if out.keep else ():
                self.sent += [request.url.rsplit("/", 1)[-1] for _, request in row.requests]
                if row.state != "run":
                    self.done[row.event, row.key] = row.state
            number += 1
            asked |= out.asks
            chosen = next((key for key in asked if first in asked[key].url), next(iter(asked), None))
            if number == rounds or chosen is None:
                return trip.trace
            asked.pop(chosen)
            try:
                out = going.send({chosen: Reply(200)})
            except StopIteration:
                return trip.trace


ONCE = "it runs once for an event, and did as "


def told(trace: Trace) -> list[tuple[str, str, str]]:
    return [(run.key, run.outcome, run.why) for run in trace.runs()]


# --- once for an event ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Office.sends, Office.asks], ids=["at once", "after an answer"])
def test_a_tag_that_fired_itself_is_not_run_again_as_setup(kind: Callable[..., TagEntry]) -> None:
    office = Office()
    tags = (kind(office, "S"), office.sends("A", setup="S"), office.sends("B", setup="S"))

    trace = office.trip(small_container(*tags))

    assert told(trace) == [
        ("S", "ok", ""),
        ("S (setup of A)", "not run", f"{ONCE}S"),
        *([("A", "ok", "")] if kind is Office.sends else []),
        ("S (setup of B)", "not run", f"{ONCE}S"),
        *([("A", "ok", "")] if kind is Office.asks else []),
        ("B", "ok", ""),
    ]
    assert office.sent == ["S", "A", "B"]


@pytest.mark.parametrize("kind", [Office.sends, Office.asks], ids=["at once", "after an answer"])
def test_a_setup_that_comes_first_is_the_run_of_the_tag_itself(kind: Callable[..., TagEntry]) -> None:
    office = Office()
    tags = (office.sends("A", setup="S", priority=5), kind(office, "S"))

    trace = office.trip(small_container(*tags))

    assert sorted(told(trace)) == [
        ("A", "ok", ""),
        ("S", "not run", f"{ONCE}S (setup of A)"),
        ("S (setup of A)", "ok", ""),
    ]
    assert sorted(office.sent) == ["A", "S"]
    assert office.diary[-2:] == ["S", "A"]


def test_each_tag_waits_for_the_one_setup_they_share() -> None:
    office = Office()
    tags = (office.sends("A", setup="S"), office.sends("B", setup="S"), office.asks("S", when=None))

    trace = office.trip(small_container(*tags))

    assert office.diary == ["S asks", "S", "A", "B"]
    assert outcomes(trace.runs()) == [("S (setup of A)", "ok"), ("S (setup of B)", "not run"), ("A", "ok"), ("B", "ok")]


def test_a_cleanup_that_two_tags_share_runs_after_the_first_of_them() -> None:
    office = Office()
    tags = (office.sends("A", cleanup="C"), office.sends("B", cleanup="C"), office.sends("C", when=None))

    trace = office.trip(small_container(*tags))

    assert office.diary == ["A", "C", "B"]
    assert told(trace)[-1] == ("C (cleanup of B)", "not run", f"{ONCE}C (cleanup of A)")


def test_a_tag_that_is_setup_and_cleanup_of_another_runs_before_it_only() -> None:
    office = Office()

    office.trip(small_container(office.sends("A", setup="S", cleanup="S"), office.asks("S", when=None)))

    assert office.diary == ["S asks", "S", "A"]


def test_once_is_once_for_each_event_of_a_hit() -> None:
    office = Office()
    container = small_container(office.sends("A", setup="S"), office.sends("S"))

    runs = rehearse(container, hit("one", "two")).runs()

    assert office.diary == ["S", "A", "S", "A"]
    assert [run.key for run in runs if run.outcome == "not run"] == ["S", "S"]


def test_a_tag_that_is_no_part_of_a_sequence_is_not_held_up_by_one() -> None:
    office = Office()
    tags = (office.sends("A", setup="S"), office.asks("S", when=None), office.sends("Free"))

    office.trip(small_container(*tags))

    assert office.diary == ["S asks", "Free", "S", "A"]


def test_two_tags_that_are_setup_of_each_other_end() -> None:
    office = Office()

    trace = office.trip(small_container(office.asks("A", setup="B"), office.asks("B", setup="A")))

    assert sorted(office.sent) == ["A", "B"]
    assert trace.answer is not None


# --- without limit ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Office.sends, Office.asks], ids=["at once", "after an answer"])
def test_a_tag_without_limit_runs_each_time(kind: Callable[..., TagEntry]) -> None:
    office = Office()
    tags = (kind(office, "S", once=False), office.sends("A", setup="S"), office.sends("B", setup="S", cleanup="S"))

    trace = office.trip(small_container(*tags))

    assert [run.outcome for run in trace.runs()] == ["ok"] * 6
    assert sorted(run.key for run in trace.runs() if run.tag == "S") == [
        *("S", "S (cleanup of B)", "S (setup of A)", "S (setup of B)")
    ]
    assert office.sent.count("S") == 4
    assert len({sent.id for run in trace.runs() for sent in run.sent}) == 6


def test_each_tag_waits_for_the_run_of_its_own_setup() -> None:
    office = Office()
    tags = (office.sends("A", setup="S"), office.sends("B", setup="S"), office.asks("S", when=None, once=False))

    office.trip(small_container(*tags))

    assert office.diary == ["S asks", "S asks", "S", "A", "S", "B"]


# --- failures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fires", [True, False], ids=["that fires itself", "that is only a setup"])
def test_a_shared_setup_that_failed_stops_each_tag_that_minds(*, fires: bool) -> None:
    office = Office()
    setup = office.asks("S", fails=True, **({} if fires else {"when": None}))
    tags = (
        setup,
        office.sends("A", setup="S"),
        office.sends("B", setup="S", stop_on_setup_failure=False),
        office.sends("C", setup="S", cleanup="D"),
        office.sends("D", when=None),
    )

    trace = office.trip(small_container(*tags))

    why = 'its setup tag "S" failed: no stock'
    mains = {run.key: (run.outcome, run.why) for run in trace.runs() if run.key in "ABCD"}
    assert mains == {"A": ("not run", why), "B": ("ok", ""), "C": ("not run", why)}
    assert office.diary == ["S asks", "S", "B"]


def test_a_shared_setup_that_was_skipped_or_raised_is_each_time_the_same_outcome() -> None:
    def raises(_: Event, __: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/ask"))
        raise ValueError("no stock")

    office = Office()
    tags = (tag("S", raises, when=None), office.sends("A", setup="S"), office.sends("B", setup="S"))

    trace = office.trip(small_container(*tags))

    assert [(run.key, run.outcome) for run in trace.runs()] == [
        ("S (setup of A)", "failed"),
        ("S (setup of B)", "not run"),
        ("A", "not run"),
        ("B", "not run"),
    ]


# --- a crash between --------------------------------------------------------------------------------------------------


def shared(office: Office) -> Container:
    """S fires itself, is setup of A and B, and asks; L is cleanup of both; U has no limit."""
    return small_container(
        office.asks("A", setup="S", cleanup="L", priority=1),
        office.asks("S"),
        office.sends("B", setup="S", cleanup="L"),
        office.asks("L", when=None),
        office.asks("C", setup="U"),
        office.sends("D", setup="U", cleanup="U"),
        office.asks("U", once=False),
        office.asks("F", fails=True, when=None),
        office.sends("E", setup="F"),
        office.sends("G", setup="F", stop_on_setup_failure=False),
    )


def ends(office: Office) -> list[str]:
    return [line for line in office.diary if "asks" not in line]


def test_a_crash_after_any_round_runs_nothing_twice_and_loses_nothing() -> None:
    whole = Office()
    whole.trip(shared(whole))

    assert len(ends(whole)) > 10
    for crash in range(1, 16):
        office = Office()
        container = shared(office)
        office.trip(container, rounds=crash)
        office.trip(container)
        assert (crash, sorted(ends(office))) == (crash, sorted(ends(whole)))
        assert sorted(office.sent) == sorted(whole.sent)


def test_a_shared_cleanup_that_a_crash_cut_off_is_run_after_it() -> None:
    office = Office()
    container = small_container(
        office.asks("A", cleanup="L"), office.sends("B", cleanup="L"), office.asks("L", when=None)
    )

    office.trip(container, rounds=2)
    assert office.diary == ["A asks", "B", "L asks", "A"]
    office.trip(container)

    assert sorted(office.sent) == ["A", "B", "L"]


def test_a_setup_that_failed_before_a_crash_stops_its_tags_after_it() -> None:
    office = Office()
    container = small_container(
        office.asks("A", setup="S"), office.asks("B", setup="S"), office.asks("S", when=None, fails=True)
    )
    office.done = {(0, "S"): "failed"}

    trace = office.trip(container)

    assert [run.outcome for run in trace.runs() if run.key in "AB"] == ["not run", "not run"]
    assert office.diary == []


def waits_for(name: str) -> Callable[[Lookup], bool]:
    return lambda lookup: bool(lookup[name])


def asked_for(name: str) -> Callable[[Lookup], Steps]:
    def steps(_: Lookup) -> Steps:
        yield Ask(OutgoingRequest(f"https://vendor.example/variable-{name}"))
        return True

    return steps


def test_a_shared_setup_runs_once_though_after_a_crash_the_other_tag_comes_first() -> None:
    office = Office()
    container = small_container(
        office.sends("A", setup="S", when=waits_for("X")),
        office.sends("B", setup="S", when=waits_for("Y")),
        office.sends("S", when=None),
        variables={"X": asked_for("X"), "Y": asked_for("Y")},
    )

    office.trip(container, first="variable-Y", rounds=2)
    assert office.diary == ["S", "B"]
    office.trip(container, first="variable-X")

    assert office.diary == ["S", "B", "A"]
    assert sorted(office.sent) == ["A", "B", "S"]


def test_a_shared_setup_that_a_crash_cut_off_is_run_after_it_though_the_other_tag_comes_first() -> None:
    office = Office()
    container = small_container(
        office.sends("A", setup="S", when=waits_for("X")),
        office.sends("B", setup="S", when=waits_for("Y")),
        office.asks("S", when=None),
        variables={"X": asked_for("X"), "Y": asked_for("Y")},
    )

    office.trip(container, first="variable", rounds=3)
    assert office.diary == ["S asks"]
    office.trip(container, first="variable-Y")

    assert office.diary[-3:] in (["S", "A", "B"], ["S", "B", "A"])
    assert sorted(office.sent) == ["A", "B", "S"]


# --- in rules.yaml ----------------------------------------------------------------------------------------------------

RULES = """clients: {Backend: {type: json_post}}
triggers: {All: always}
tags:
  Main: {type: http_request, triggers: All, url: "https://vendor.example/main", setup: Before}
  Before: {type: http_request, triggers: All, url: "https://vendor.example/before", firing_option: OPTION}
"""


@pytest.mark.parametrize(
    ("option", "wanted"),
    [
        ("once_per_event", [("Before (setup of Main)", "ok"), ("Main", "ok"), ("Before", "not run")]),
        ("unlimited", [("Before (setup of Main)", "ok"), ("Main", "ok"), ("Before", "ok")]),
    ],
)
def test_rules_say_whether_a_tag_runs_once(tmp_path: Path, option: str, wanted: list[tuple[str, str]]) -> None:
    (tmp_path / "rules.yaml").write_text(RULES.replace("OPTION", option))
    sent = hit(method="POST", path="/events", query="", body=b'{"event_name": "purchase"}')

    assert outcomes(rehearse(load(tmp_path / "rules.yaml", {}), sent).runs()) == wanted
