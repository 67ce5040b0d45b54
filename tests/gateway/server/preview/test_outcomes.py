"""How a run ended, as one word."""

from __future__ import annotations

import itertools

import pytest

from gateway import Event, Log, Lookup, OutgoingRequest, Reply, Steps
from gateway.container import Container
from gateway.recording import rehearse
from gateway.server.preview.outcomes import OUTCOMES, Told, outcome_of, outcome_of_trace, reached, word, worst
from tests.gateway.server.preview.passed import FAILS, SENDS, fails, named, passed
from tests.gateway.test_pipeline import sends
from tests.gateway.test_report import Refuses
from tests.small import small_container, tag

BAD_FIRST = [
    "failed",
    "refused",
    "given up",
    "dropped",
    "damaged",
    "hold",
    "again",
    "waiting",
    "unknown",
    "not sent",
    "assumed",
    "accepted",
    "ok",
    "skipped",
    "not run",
]


def looks(_: Event, __: Lookup) -> Steps:
    yield Log("looked")


@pytest.mark.parametrize(("worse", "better"), list(itertools.pairwise(BAD_FIRST)), ids=str)
def test_the_worst_of_some_is_told(worse: str, better: str) -> None:
    assert worst([better, worse, better]) == worst([worse, better]) == worse


def test_of_nothing_nothing_is_told() -> None:
    assert worst([]) == "none"


@pytest.mark.parametrize("state", ["waiting", "again", "accepted", "refused", "given up", "dropped", "hold"])
def test_a_run_ended_as_its_delivery_did(state: str) -> None:
    trace = passed(1)
    (run,) = trace.runs()
    told = Told()
    told[run.sent[0].id] = state

    assert (outcome_of(run, told), outcome_of_trace(trace, told)) == (state, state)


def test_a_delivery_nobody_told_of_waits_and_in_a_dry_run_is_ok() -> None:
    (run,) = passed(1).runs()

    assert [outcome_of(run, Told()), outcome_of(run, Told("ok"))] == ["waiting", "ok"]
    assert Told("ok") == {}


def test_of_several_requests_the_worst_counts() -> None:
    def twice(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest("https://vendor.example/1")
        yield OutgoingRequest("https://vendor.example/2")

    (run,) = passed(1, small_container(tag("A", twice))).runs()
    told = Told()
    told |= {run.sent[0].id: "accepted", run.sent[1].id: "refused"}

    assert outcome_of(run, told) == "refused"


def test_a_rehearsed_request_has_its_verdict_with_it() -> None:
    trace = rehearse(SENDS, named(1), lambda _: Reply(400))

    assert outcome_of_trace(trace, Told()) == "refused"


@pytest.mark.parametrize(
    ("container", "outcome"),
    [
        (FAILS, "failed"),
        (small_container(tag("A", sends), tag("B", fails)), "failed"),
        (small_container(tag("A", looks)), "ok"),
        (small_container(), "none"),
        (small_container(client=Refuses(name="R")), "unclaimed"),
    ],
    ids=["a failed tag", "one of two tags", "a tag that sends nothing", "no tag", "no client"],
)
def test_a_hit_ended_as_the_worst_of_its_runs(container: Container, outcome: str) -> None:
    assert outcome_of_trace(passed(1, container), Told()) == outcome


def test_a_delivery_that_was_tried_and_waits_is_sent_again() -> None:
    assert [word("waiting", 0), word("waiting", 2), word("accepted", 1)] == ["waiting", "again", "accepted"]


@pytest.mark.parametrize("tries", [0, 1], ids=["untried", "tried"])
def test_a_delivery_waits_on_hold_where_its_destination_refuses_the_credential(tries: int) -> None:
    assert word("waiting", tries, "v.example TOKEN", held=["v.example TOKEN"]) == "hold"
    assert word("refused", tries, "v.example TOKEN", held=["v.example TOKEN"]) == "refused"
    assert word("waiting", tries, "v.example", held=["v.example TOKEN"]) != "hold"


def test_what_no_row_ends_as_is_no_word_of_the_filter() -> None:
    assert {"hold", "not sent", "damaged", "unclaimed"} < set(OUTCOMES)
    assert not {"unknown", "assumed"} & set(OUTCOMES)


def test_the_ends_of_all_runs_together_are_what_fired() -> None:
    container = small_container(tag("A", sends), tag("B", fails), tag("C", looks), tag("D", sends))
    trace = passed(1, container)
    told = Told()
    told |= {
        run.sent[0].id: state for run, state in zip(trace.runs(), ("accepted", "", "", "hold"), strict=True) if state
    }
    counts = reached([trace], told)
    ends = {end: many for end, many in list(counts.items())[4:] if many}

    assert [counts[key] for key in ("hits", "claimed", "events", "fired")] == [1, 1, 1, 4]
    assert ends == {"accepted": 1, "failed": 1, "ok": 1, "hold": 1}
