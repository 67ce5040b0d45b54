"""Conditions of GTM as people would write them, and the same outcome for every event."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Event, Lookup, number
from gateway.gtm_export.conditions import Untranslatable, comparison, read_condition, trigger_of
from tests.gateway.gtm_export.small_exports import condition
from tests.small import hit
from triggers.expression import Expression


def said(*conditions: dict[str, Any]) -> Any:
    return trigger_of([read_condition(each, {}) for each in conditions])


@pytest.mark.parametrize(
    ("written", "here"),
    [
        pytest.param(condition("{{_event}}", "EQUALS", "purchase"), "event_name == purchase", id="equals"),
        pytest.param(condition("{{Client Name}}", "contains", "GA4"), "client_name contains GA4", id="the API's words"),
        pytest.param(
            condition("{{Event Name}}", "STARTS_WITH", "a", negate="true"), "event_name not starts with a", id="negated"
        ),
        pytest.param(condition("{{X}}", "EQUALS", "a b", negate="true"), '{{X}} != "a b"', id="a value with blanks"),
        pytest.param(condition("{{X}}", "EQUALS", "or"), '{{X}} == "or"', id="a word of the language"),
        pytest.param(condition("{{X}}", "EQUALS", "100"), '{{X}} == "100"', id="digits that are text"),
        pytest.param(condition("{{X}}", "GREATER_OR_EQUALS", "100"), "{{X}} >= 100", id="a size"),
        pytest.param(condition("{{X}}", "LESS", "5", negate="true"), "not {{X}} < 5", id="a size, negated"),
        pytest.param(condition("{{X}}", "EQUALS", "{{Y}}"), "{{X}} == {{Y}}", id="a variable on the right"),
        pytest.param(condition("{{X}}", "EQUALS", ""), '{{X}} == ""', id="nothing"),
        pytest.param(
            condition("{{X}}", "MATCH_REGEX", r"^\d+$", ignore_case="true"),
            {"variable": "{{X}}", "matches": r"^\d+$", "ignore_case": True},
            id="a pattern that ignores case",
        ),
        pytest.param(
            condition("{{X}}", "ENDS_WITH", 'a"b', negate="true"),
            {"variable": "{{X}}", "does_not_end_with": 'a"b'},
            id="a quote",
        ),
    ],
)
def test_a_condition_reads_as_a_person_would_write_it(written: dict[str, Any], here: Any) -> None:
    assert said(written) == here


def test_several_conditions_are_joined() -> None:
    both = [condition("{{_event}}", "EQUALS", "purchase"), condition("{{Client Name}}", "EQUALS", "GA4")]

    assert said(*both) == "event_name == purchase and client_name == GA4"
    assert said() == "always"
    assert said(*both * 3)["all"][0] == {"variable": "event_name", "equals": "purchase"}


def test_an_own_variable_named_like_a_built_in_one_is_meant() -> None:
    found = comparison("{{Event Name}}", "EQUALS", ("a",))

    assert trigger_of([found], frozenset(("Event Name",))) == "{{Event Name}} == a"


def test_one_of_several_values_is_a_list() -> None:
    assert trigger_of([comparison("{{X}}", "EQUALS", ("a", "b"), negated=True)]) == {
        "variable": "{{X}}",
        "not_in": ["a", "b"],
    }
    assert trigger_of([comparison("{{X}}", "CONTAINS", ("a", "b"), negated=True)]) == {
        "not": {"any": [{"variable": "{{X}}", "contains": "a"}, {"variable": "{{X}}", "contains": "b"}]}
    }


@pytest.mark.parametrize(
    ("operator", "value", "why"),
    [
        ("CSS_SELECTOR", "a", "for web pages only"),
        ("NEARLY", "a", 'no operator "NEARLY"'),
        ("MATCH_REGEX", "(?=a)", "RE2 has no lookahead"),
        ("MATCH_REGEX", "a" * 1100, "signs; 1024 are allowed"),
    ],
)
def test_what_cannot_be_said_here_says_why(operator: str, value: str, why: str) -> None:
    with pytest.raises(Untranslatable, match=why):
        read_condition(condition("{{X}}", operator, value), {})


_WORDS = "EQUALS CONTAINS STARTS_WITH ENDS_WITH LESS LESS_OR_EQUALS GREATER GREATER_OR_EQUALS".split()
_TEXTS = st.text(alphabet="ab 10.-\"'\\{}()[]nNot\n", max_size=5)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_WORDS), _TEXTS, _TEXTS, st.booleans())
def test_it_holds_where_gtms_does(operator: str, met: str, wanted: str, negated: bool) -> None:  # noqa: FBT001 - a drawn value
    made = trigger_of([comparison("{{Event Name}}", operator, (wanted,), negated=negated)])
    event = Event({"event_name": met})

    held = Expression(when=made).check(Lookup(event, hit())).fires
    assert held is (_gtm(operator, met, wanted) is not negated)


def _gtm(operator: str, met: str, wanted: str) -> bool:
    sizes = {"LESS": "<", "LESS_OR_EQUALS": "<=", "GREATER": ">", "GREATER_OR_EQUALS": ">="}
    if operator in sizes:
        left, right = number(met), number(wanted)
        outcomes = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
        return outcomes[sizes[operator]]
    tests = {
        "EQUALS": met == wanted,
        "CONTAINS": wanted in met,
        "STARTS_WITH": met.startswith(wanted),
        "ENDS_WITH": met.endswith(wanted),
    }
    return tests[operator]
