"""Why a tag fired or did not, in full."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway import Event, Failed, Lookup, OutgoingRequest, Steps
from gateway.container import TagEntry, TriggerEntry
from gateway.explanation import explanation
from gateway.place import Place
from gateway.recording import rehearse
from gateway.rules import build, of_text
from gateway.trace import EventTrace
from tests.canaries import INNOCENT, canary_hit, seen_in
from tests.small import hit, small_container, tag
from triggers.expression import Expression


def sends(_: Event, __: Lookup) -> Steps:
    yield OutgoingRequest("https://vendor.example/")


def fails(_: Event, __: Lookup) -> Steps:
    return Failed("no luck")
    yield


def when(name: str, written: Any, line: int = 1) -> TriggerEntry:
    return TriggerEntry(name, Expression(when=written), Place(line=line))


def told(*triggers: TriggerEntry, but: tuple[TriggerEntry, ...] = (), **data: Any) -> dict[str, Any]:
    made = TagEntry("A", tag("A", sends).configured, triggers=triggers, exceptions=but, consent=("ad_storage",))
    return explanation(made, EventTrace(0, Lookup(Event(data), hit())))


def names(said: dict[str, Any]) -> list[str]:
    return [each["trigger"] for each in said["triggers"]]


def test_each_condition_has_the_value_it_met_and_its_line() -> None:
    said = told(when("Big", "event_name == purchase and value >= 100", 7), event_name="purchase", value=20)

    assert said["triggers"][0]["conditions"] == [
        {
            "text": "event_name == purchase",
            "holds": True,
            "met": 'event_name was "purchase"',
            "near": "",
            "place": "rules.yaml:7",
        },
        {"text": "value >= 100", "holds": False, "met": "value was 20", "near": "", "place": "rules.yaml:7"},
    ]


def test_the_trigger_with_the_fewest_conditions_that_failed_comes_first() -> None:
    far, near = when("Far", "value > 5 and coupon == X and cu == EUR"), when("Near", "value > 5 and cu == EUR")

    assert names(told(far, near, event_name="purchase", cu="EUR")) == ["Near", "Far"]


def test_a_trigger_for_events_of_another_name_is_no_near_miss() -> None:
    other, own = when("Lead", "event_name == lead"), when("Big", "event_name == purchase and value > 5 and coupon == X")

    assert names(told(other, own, event_name="purchase")) == ["Big", "Lead"]


def test_a_name_that_is_only_written_otherwise_is_the_nearest_miss_and_is_the_one_reason() -> None:
    said = told(when("Any", "value > 5 and coupon == X"), when("Slip", "event_name == Purchase"), event_name="purchase")

    assert names(said) == ["Slip", "Any"]
    assert said["triggers"][0]["conditions"][0]["near"] == "only the case differs"
    assert said["why"].startswith('trigger "Slip": ')


def test_exceptions_and_consent_are_told_whether_or_not_they_decided() -> None:
    said = told(when("All", "always"), but=(when("Test", "value == 0"),), value=0, **{"x-ga-gcs": "G101"})

    assert (said["fired"], said["why"]) == (False, 'exception "Test" fired')
    assert said["exceptions"][0]["outcome"] == "fired"
    assert said["consent"] == [{"type": "ad_storage", "allowed": False, "why": "ad_storage is denied (x-ga-gcs)"}]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "never set, which counts as granted"),
        ({"x-ga-gcs": "G111"}, "granted (x-ga-gcs)"),
    ],
    ids=["never set", "granted"],
)
def test_consent_that_allows_says_where_it_was_given(data: dict[str, Any], why: str) -> None:
    assert told(when("All", "always"), **data)["consent"] == [{"type": "ad_storage", "allowed": True, "why": why}]


def test_a_trigger_that_cannot_be_decided_says_so_and_no_fault_leaves() -> None:
    def broken(_: Lookup) -> bool:
        raise ValueError("no number")

    made = tag("A", sends, when=broken)
    said = explanation(made, EventTrace(0, Lookup(Event({}), hit())))

    assert said["triggers"][0]["why"] == "it could not be decided: no number"


def test_the_sequence_tells_how_setup_and_cleanup_ended() -> None:
    main = replace(tag("Main", sends), setup="Before", cleanup="After")
    container = small_container(main, tag("Before", fails, when=None), tag("After", sends, when=None))
    (event,) = rehearse(container, hit()).events
    said = explanation(main, event)

    assert (said["fired"], said["outcome"]) == (True, "not run")
    assert said["sequence"] == [
        {"run": "Before (setup of Main)", "outcome": "failed", "why": "no luck"},
        {"run": "After (cleanup of Main)", "outcome": "not run", "why": ""},
    ]
    assert explanation(container.tags[1], event)["sequence"][0]["run"] == "Before (setup of Main)"


def test_no_persons_value_is_told() -> None:
    said = told(when("Me", "user_data.email == jane@shop.example"), user_data={"email": "Jane@shop.example"})

    assert "Jane@" not in str(said["triggers"][0]["conditions"][0]["met"])
    assert said["triggers"][0]["conditions"][0]["near"] == "only the case differs"


def test_no_persons_value_is_told_of_variables_with_innocent_names(tmp_path: Path) -> None:
    container = build(of_text(INNOCENT, tmp_path, "rules.yaml"), rehearsing=True)
    (event,) = rehearse(container, canary_hit()).events

    assert seen_in(json.dumps([explanation(each, event) for each in container.tags])) == []
