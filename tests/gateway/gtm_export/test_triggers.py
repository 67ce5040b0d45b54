"""Triggers of an export."""

from __future__ import annotations

from gateway.gtm_export.triggers import trigger
from tests.gateway.gtm_export.small_exports import NOTHING_AROUND, condition, text, thing


def test_all_events_is_always() -> None:
    assert trigger(thing("trigger", "ALWAYS"), NOTHING_AROUND).value == "always"


def test_the_events_name_and_the_other_conditions_must_all_hold() -> None:
    named, other = condition("{{_event}}", "EQUALS", "purchase"), condition("{{Client Name}}", "CONTAINS", "GA4")
    made = trigger(thing("trigger", "CUSTOM_EVENT", customEventFilter=[named], filter=[other]), NOTHING_AROUND)

    assert made.value == "event_name == purchase and client_name contains GA4"


def test_a_type_of_the_web_is_inert() -> None:
    made = trigger(thing("trigger", "PAGEVIEW"), NOTHING_AROUND)

    assert made.value == {
        "type": "inert",
        "was": "PAGEVIEW",
        "reason": "a server container has no triggers of type PAGEVIEW.",
    }


def test_conditions_for_clicks_are_inert() -> None:
    clicks = [condition("{{Click URL}}", "EQUALS", "x")]

    assert trigger(thing("trigger", "ALWAYS", autoEventFilter=clicks), NOTHING_AROUND).outcome == "inert"


def test_a_pattern_re2_refuses_leaves_its_conditions_to_read() -> None:
    lookahead = condition("{{Page}}", "MATCH_REGEX", "^(?!/de/)", ignore_case="true")
    made = trigger(thing("trigger", "CUSTOM_EVENT", filter=[lookahead]), NOTHING_AROUND)

    assert made.kept == ("{{Page}} MATCH_REGEX ^(?!/de/) (ignore_case)",)
    assert "make two conditions of it" in made.value["reason"]


def test_a_left_side_that_is_a_text_becomes_a_variable() -> None:
    odd = condition("{{A}}/{{B}}", "EQUALS", "a/b")
    made = trigger(thing("trigger", "CUSTOM_EVENT", filter=[odd]), NOTHING_AROUND)

    assert made.value == "{{It: condition 1}} == a/b"
    assert made.added[0].value == {"type": "constant", "constant": "{{A}}/{{B}}"}


def test_parameters_nobody_knows_are_told() -> None:
    assert "not taken over" in trigger(thing("trigger", "ALWAYS", text("limit", "1")), NOTHING_AROUND).notes[0]
