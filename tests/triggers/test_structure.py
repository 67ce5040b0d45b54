"""Conditions in their structured form: what they say of an event, and every fault of theirs with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Event, Hit, Lookup, SettingError, Steps
from gateway.container import TriggerEntry
from gateway.errors import RulesError
from gateway.firing import decided, explain, fires
from gateway.recording import rehearse
from gateway.rules import load
from tests.small import small_container, tag
from triggers._structure import _OPERATORS, SCHEMA, parse_structure
from triggers.expression import Expression

EVENT = Event(event_name="purchase", value="59.90", currency="EUR", plan="Pro 2", pattern="^pur", nothing=None)
NAMES = {"Event": lambda names: names.event.at("event_name"), "Broken": lambda names: names.event["no such"]}


def lookup(event: Event = EVENT) -> Lookup:
    variables = small_container(variables={**NAMES, "Pattern": lambda names: names.event["pattern"]}).variables
    return Lookup(event, Hit("POST", "/g/collect"), client_name="GA4", variables=variables)


def sends_nothing(_: Event, __: Lookup) -> Steps:
    yield from ()


def holds(when: Any, event: Event = EVENT) -> bool:
    return Expression(when=when).check(lookup(event)).fires


@pytest.mark.parametrize(
    ("key", "value", "opposite", "wanted"),
    [
        ("equals", "purchase", "does_not_equal", True),
        ("equals", "Purchase", "does_not_equal", False),
        ("contains", "chas", "does_not_contain", True),
        ("contains", "refund", "does_not_contain", False),
        ("starts_with", "pur", "does_not_start_with", True),
        ("starts_with", "chase", "does_not_start_with", False),
        ("ends_with", "chase", "does_not_end_with", True),
        ("ends_with", "pur", "does_not_end_with", False),
        ("matches", "^p.*e$", "does_not_match", True),
        ("matches", "^chase", "does_not_match", False),
        ("in", ["refund", "purchase"], "not_in", True),
        ("in", ["refund", "purchases"], "not_in", False),
    ],
)
def test_an_operator_of_text_and_its_negation(key: str, value: Any, opposite: str, *, wanted: bool) -> None:
    assert holds({"variable": "event_name", key: value}) is wanted
    assert holds({"variable": "event_name", opposite: value}) is not wanted
    assert holds({"not": {"variable": "event_name", key: value}}) is not wanted


@pytest.mark.parametrize(
    ("key", "less", "same", "more"),
    [
        ("less_than", False, False, True),
        ("less_than_or_equal_to", False, True, True),
        ("greater_than", True, False, False),
        ("greater_than_or_equal_to", True, True, False),
    ],
)
def test_an_operator_of_size(key: str, *, less: bool, same: bool, more: bool) -> None:
    assert [holds({"variable": "value", key: bound}) for bound in (59.8, 59.9, "60")] == [less, same, more]
    assert not holds({"variable": "currency", key: 0})


def test_an_event_has_a_key_or_not() -> None:
    assert holds({"variable": "nothing", "exists": True})
    assert not holds({"variable": "nothing", "exists": False})
    assert holds({"variable": "no.such", "exists": False})
    assert not holds({"variable": "no.such", "exists": True})


def test_every_operator_is_held_here_and_described_in_the_schema() -> None:
    described = set(SCHEMA["definitions"]["condition"]["properties"])

    assert described == {*_OPERATORS, "all", "any", "not", "variable", "ignore_case"}
    assert len(_OPERATORS) == 6 * 2 + 4 + 1


YES, NO = {"variable": "currency", "equals": "EUR"}, {"variable": "currency", "equals": "USD"}


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ({"all": [YES, YES]}, True),
        ({"all": [YES, NO]}, False),
        ({"any": [NO, YES]}, True),
        ({"any": [NO, NO]}, False),
        ({"not": NO}, True),
        ({"not": {"all": [YES, NO]}}, True),
        ({"not": {"any": [YES, NO]}}, False),
        ({"all": [YES, {"any": [NO, {"not": {"all": [YES, NO]}}]}]}, True),
        ({"all": ["event_name == purchase", YES]}, True),
        ({"any": ["event_name == refund or value > 100", NO]}, False),
        ({"not": "event_name == refund"}, True),
        ("event_name == purchase", True),
        ({"all": ["always"]}, True),
    ],
    ids=[
        "all", "not all", "one", "none", "the opposite", "the opposite of all", "the opposite of any", "deep",
        "an expression among conditions", "alternatives in an expression", "an expression's opposite",
        "an expression alone", "always",
    ],
)  # fmt: skip
def test_groups_and_expressions_nest(when: Any, *, wanted: bool) -> None:
    assert holds(when) is wanted


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"variable": "plan", "matches": "^PRO", "ignore_case": True}, True),
        ({"variable": "plan", "matches": "^PRO", "ignore_case": False}, False),
        ({"variable": "plan", "matches": "^PRO"}, False),
        ({"variable": "plan", "does_not_match": "^PRO", "ignore_case": True}, False),
        ({"variable": "plan", "matches": "free|PRO", "ignore_case": True}, True),
        ({"variable": "event_name", "matches": "{{Pattern}}", "ignore_case": True}, True),
        ({"variable": "plan", "equals": "Pro 2", "ignore_case": False}, True),
    ],
)
def test_a_pattern_may_ignore_the_case(condition: dict[str, Any], *, wanted: bool) -> None:
    assert holds(condition) is wanted


@pytest.mark.parametrize("key", [key for key, (operator, _) in _OPERATORS.items() if operator != "matches"])
def test_no_other_operator_ignores_the_case(key: str) -> None:
    with pytest.raises(SettingError, match="only matches and does_not_match can ignore case") as refused:
        parse_structure({"not": {"variable": "plan", key: ["x"] if "in" in key else "1", "ignore_case": True}})

    assert refused.value.path == ("not", "ignore_case")


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"variable": "event_name", "equals": "{{Event}}"}, True),
        ({"variable": "event_name", "equals": "{{ Event }}"}, True),
        ({"variable": "{{Event}}", "equals": "purchase"}, True),
        ({"variable": "{{ Event }}", "does_not_equal": "{{Event Name}}"}, False),
        ({"variable": "page_path", "equals": "/{{Event}}/{{Client Name}}"}, True),
        ({"variable": "page_path", "starts_with": "/{{Event}}"}, True),
        ({"variable": "event_name", "in": ["refund", "{{Event}}"]}, True),
        ({"variable": "event_name", "not_in": ["refund", "x{{Event}}"]}, True),
        ({"variable": "event_name", "matches": "{{Pattern}}chase$"}, True),
        ({"variable": "{{No such}}", "equals": "undefined"}, True),
    ],
    ids=[
        "a variable", "with blanks", "on the left", "on both sides", "mixed with text", "at the end of a text",
        "in a list", "mixed in a list", "as part of a pattern", "one that is not there",
    ],
)  # fmt: skip
def test_a_value_may_name_variables(condition: dict[str, Any], *, wanted: bool) -> None:
    assert holds(condition, EVENT.but(page_path="/purchase/GA4")) is wanted


def test_a_trigger_knows_the_variables_of_both_sides() -> None:
    when = {"any": [{"variable": "{{A}}", "equals": "x {{B}}"}, {"not": {"variable": "x", "in": ["{{C}}", "{{ D }}"]}}]}

    assert Expression(when=when).names() == ("A", "B", "C", "D")


@pytest.mark.parametrize("when", [
    {"variable": "{{Broken}}", "equals": "x"},
    {"variable": "{{Broken}}", "does_not_equal": "x"},
    {"not": {"variable": "{{Broken}}", "equals": "x"}},
    {"variable": "event_name", "matches": "(?={{Event}})"},
    {"variable": "event_name", "does_not_match": "(?={{Event}})"},
    {"variable": "event_name", "does_not_match": "(?={{Event}})", "ignore_case": True},
])  # fmt: skip
def test_what_cannot_be_decided_does_not_fire_and_blocks_as_an_exception(when: Any) -> None:
    undecided = TriggerEntry("Undecided", Expression(when=when))
    made = tag("A", sends_nothing)

    assert fires(made, lookup())
    assert not fires(replace(made, triggers=(undecided,)), lookup())
    assert not fires(replace(made, exceptions=(undecided,)), lookup())


# --- faults and explanations, with their places in rules.yaml ---------------------------------------------------------

TOP = """clients: {GA4: {type: ga4}}
tags: {Webhook: {type: http_request, triggers: T, url: "https://vendor.example/"}}
triggers:
"""


def written(folder: Path, text: str) -> Path:
    (folder / "rules.yaml").write_text(TOP + text)
    return folder / "rules.yaml"


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(RulesError) as refused:
        load(written(folder, text), {})
    return [str(problem).removeprefix("rules.yaml:") for problem in refused.value.problems]


def test_several_faults_are_told_at_once_each_where_it_stands(tmp_path: Path) -> None:
    text = """  T:
    all:
      - event_name === purchase
      - {variable: page_location, matches: "(?=x)"}
      - any:
          - {variable: "a b", equals: 1}
          - not: {variable: plan, equals: x, ignore_case: true}
          - not: {variable: plan}
      - {variable: plan, equals: a, contains: b}
      - {all: [always], any: [always]}
      - ends_with: x
      - "value > "
"""
    assert told(tmp_path, text) == [
        '6:24  trigger "T": after "===" comes "purchase", expected and, or or the end. Equality is "==".',
        '7:45  trigger "T": RE2 does not take this pattern: invalid perl operator: (?=. RE2 has no lookahead: '
        "make two conditions of it, both of which must hold.",
        '9:25  trigger "T": "a b" is no name: write a key such as event_name, or a variable as "{{a b}}".',
        '10:59  trigger "T": only matches and does_not_match can ignore case, as in GTM.',
        '11:18  trigger "T": a condition needs an operator, such as `equals: purchase`.',
        '12:9  trigger "T": equals and contains stand in one condition. Make two of it, in a list under all: or any:.',
        '13:9  trigger "T": all and any stand in one condition. Make two of it, in a list under all: or any:.',
        '14:9  trigger "T": a condition needs a `variable:`, or all:, any: or not:.',
        '15:18  trigger "T": after ">" comes the end, expected a value, quoted text or {{A variable}}.',
    ]


NOT_A_LIST = "must be text or a number or true or false, not [1]. For several values write `in: [a, b]`."


@pytest.mark.parametrize(
    ("condition", "place", "what"),
    [
        ("{all: []}", "4:12", '"all" must not be empty.'),
        ("{any: event_name == x}", "4:12", '"any" must be a list, not "event_name == x". Begin each condition with "- ".'),
        ("{all: [5]}", "4:13", '"all" must be a mapping of names to values or text, not 5.'),
        ("{not: [always]}", "4:12", '"not" must be a mapping of names to values or text, not ["always"].'),
        ("{variable: x, in: y}", "4:24", '"in" must be a list, not "y". Write [y].'),
        ("{variable: x, in: []}", "4:24", '"in" must not be empty.'),
        ("{variable: x, exists: perhaps}", "4:28", '"exists" must be true or false, not "perhaps".'),
        ("{variable: x, less_than: true}", "4:31", '"less_than" must be a number or text, not true.'),
        ("{variable: x, equals: [1]}", "4:28", f'"equals" {NOT_A_LIST}'),
        ("{variable: x, matches: 5}", "4:29", '"matches" must be text, not 5. Put it in quotes.'),
        ("{variable: x, matches: x, ignore_case: 1}", "4:45", '"ignore_case" must be true or false, not 1.'),
        ("{not: {variable: x, contain: y}}", "4:26", 'there is no setting "contain". Did you mean "contains"?'),
        ("{variable: x, equals: '{{Nobody}}'}", "4:6", 'there is no variable "{{Nobody}}".'),
        ("{variable: not, equals: 1}", "4:17", '"not" is no name: write a key such as event_name, or a variable as "{{not}}".'),
    ],
    ids=[
        "an empty group", "a group that is no list", "a number as a condition", "a list for one condition",
        "a list that is none", "an empty list", "a word for a truth value", "a truth value for a number",
        "a list for a text", "a number for a pattern", "a number for a truth value", "a slip", "no such variable",
        "a word of the language",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_where_it_stands(tmp_path: Path, condition: str, place: str, what: str) -> None:
    (problem,) = told(tmp_path, f"  T: {condition}\n")

    assert problem.startswith(f'{place}  trigger "T": ')
    assert problem.endswith(what)


@pytest.mark.parametrize(
    "condition",
    [
        "{all: [event_name == x], equals: 5}",
        "{any: [event_name == x], ignore_case: true}",
        "{all: [{not: always, contains: x}]}",
    ],
)
def test_an_operator_beside_a_group_is_not_ignored_silently(tmp_path: Path, condition: str) -> None:
    assert len(told(tmp_path, f"  T: {condition}\n")) == 1


def test_conditions_may_stand_under_when_of_a_type(tmp_path: Path) -> None:
    assert told(tmp_path, "  T: {type: expression, when: {all: [a === b]}}\n") == [
        '4:44  trigger "T": after "===" comes "b", expected and, or or the end. Equality is "==".'
    ]


def test_what_is_too_deep_is_refused() -> None:
    deep: Any = "always"
    for _ in range(70):
        deep = {"not": deep}

    with pytest.raises(SettingError, match="too deep"):
        parse_structure(deep)


CONDITIONS = """  T:
    all:
      - event_name == purchase
      - |
        value exists and
        value > 9
      - {variable: currency, in: [EUR, CHF]}
      - any:
          - coupon exists
          - variable: method
            equals: card
      - not:
          {variable: plan, matches: ^FREE, ignore_case: true}
"""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("en=refund", '6  event_name == purchase, but event_name was "refund"'),
        ("epn.value=5", "9  value > 9, but value was 5"),
        ("cu=USD", '10  currency in [EUR, CHF], but currency was "USD"'),
        ("ep.method=cash", '12  coupon exists, but there was no coupon, and method == card, but method was "cash"'),
        ("ep.plan=free", '16  not (plan matches "(?i)^FREE"), but plan was "free"'),
        ("ep.plan=pro", '5  trigger "T"'),
    ],
    ids=["an expression", "its second line", "a condition", "alternatives", "an opposite", "none"],
)
def test_an_explanation_names_the_line_of_the_condition_that_failed(tmp_path: Path, change: str, why: str) -> None:
    container = load(written(tmp_path, CONDITIONS), {})
    given = {"v": "2", "tid": "G-1", "cid": "1", "en": "purchase", "epn.value": "10", "cu": "EUR", "ep.method": "card"}
    key, _, value = change.partition("=")
    query = "&".join(f"{name}={text}" for name, text in (given | {key: value}).items())
    trace = rehearse(container, Hit("GET", "/g/collect", query, id="hit-1"))

    reason = explain(container.tags[0], trace.events[0].lookup)

    assert f"{reason.place.in_short}  {reason.text}" == f"rules.yaml:{why}"


# --- the index by event names -----------------------------------------------------------------------------------------

EVENT_NAMES = ["a", "b", "c"]
comparisons = st.one_of(
    st.builds(lambda key, name: {"variable": "event_name", key: name},
              st.sampled_from(["equals", "does_not_equal", "contains", "starts_with"]), st.sampled_from(EVENT_NAMES)),
    st.builds(lambda key, names: {"variable": "event_name", key: names},
              st.sampled_from(["in", "not_in"]), st.lists(st.sampled_from(EVENT_NAMES), min_size=1, max_size=2)),
    st.sampled_from(["event_name == a", "event_name in [a, b] and value > 1", "event_name != b or value > 1", "always"]),
    st.sampled_from([{"variable": "value", "greater_than": 1}, {"variable": "event_name", "equals": "{{Event}}"}]),
    st.builds(lambda name, value: {"variable": name, "equals": value},
              st.sampled_from(["value", "{{Event}}", "{{Broken}}"]), st.sampled_from([1, 2, "a", "b", "undefined"])),
)  # fmt: skip
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        *(
            st.builds(lambda kind, parts: {kind: parts}, st.just(kind), st.lists(inner, min_size=1, max_size=3))
            for kind in ("all", "any")
        ),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=9))
def test_the_tags_for_some_event_names_are_exactly_those_whose_conditions_hold(whens: list[Any]) -> None:
    made = tag("A", sends_nothing)
    triggers = [TriggerEntry(f"T{number}", Expression(when=when)) for number, when in enumerate(whens)]
    tags = [replace(made, name=entry.name, triggers=(entry,)) for entry in triggers]
    container = small_container(*tags, variables=NAMES)

    for name in [*EVENT_NAMES, "other", "ab", ""]:
        for data in ({"value": 1}, {"value": 2.0}, {}):
            event = Event({"event_name": name, **data})
            plain, seen = (Lookup(event, Hit("GET", "/"), variables=container.variables) for _ in range(2))
            wanted = [entry.name for entry in triggers if decided(entry, plain)]
            assert [found.name for found in container.candidates(seen) if fires(found, seen)] == wanted


def test_an_event_without_a_name_is_found_as_undefined_as_it_is_compared() -> None:
    trigger = TriggerEntry("T", Expression(when="event_name == undefined"))
    container = small_container(replace(tag("A", sends_nothing), triggers=(trigger,)))
    nameless = Lookup(Event(value=1), Hit("GET", "/"))

    assert fires(container.tags[0], nameless)
    assert [found.name for found in container.candidates(nameless)] == ["A"]


@pytest.mark.parametrize(
    ("when", "names"),
    [
        ({"variable": "event_name", "equals": "a"}, {"a"}),
        ({"variable": "event_name", "equals": 5}, {"5"}),
        ({"variable": "event_name", "in": ["a", "b"]}, {"a", "b"}),
        ({"all": [{"variable": "event_name", "in": ["a", "b"]}, "event_name in [b, c]"]}, {"b"}),
        ({"any": ["event_name == a", {"variable": "event_name", "equals": "b"}]}, {"a", "b"}),
        ({"any": ["event_name == a", {"variable": "value", "exists": True}]}, None),
        ({"variable": "event_name", "does_not_equal": "a"}, None),
        ({"variable": "event_name", "in": ["a", "{{B}}"]}, None),
        ({"not": {"variable": "event_name", "does_not_equal": "a"}}, None),
        ({"variable": "{{Event Name}}", "equals": "a"}, None),
    ],
)
def test_conditions_know_for_which_events_they_can_hold(when: Any, names: set[str] | None) -> None:
    assert Expression(when=when).only().get("event_name") == (None if names is None else frozenset(names))
