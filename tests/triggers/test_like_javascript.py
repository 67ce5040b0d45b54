"""GTM's comparison, to the letter: what a JavaScript engine says of two values, both forms of a condition say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import quickjs  # type: ignore[import-untyped]
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway import Event, Hit, Lookup, names_in
from tests.small import small_container
from triggers.expression import Expression

JUDGE: Callable[[str], bool] = quickjs.Context().eval("""(function (written) {
    const {met, operator, wanted} = JSON.parse(written)
    return {
        "==": () => String(met) === String(wanted),
        "contains": () => String(met).indexOf(String(wanted)) >= 0,
        "starts with": () => String(met).startsWith(String(wanted)),
        "ends with": () => String(met).endsWith(String(wanted)),
        "in": () => wanted.some(one => String(met) === String(one)),
        "<": () => Number(met) < Number(wanted),
        "<=": () => Number(met) <= Number(wanted),
        ">": () => Number(met) > Number(wanted),
        ">=": () => Number(met) >= Number(wanted),
    }[operator]()
})""")

# The operator of an expression, its negation, and the keys of both in the structured form.
TEXTUAL = [
    ("==", "!=", "equals", "does_not_equal"),
    ("contains", "not contains", "contains", "does_not_contain"),
    ("starts with", "not starts with", "starts_with", "does_not_start_with"),
    ("ends with", "not ends with", "ends_with", "does_not_end_with"),
]
BY_SIZE = [
    ("<", "less_than"),
    ("<=", "less_than_or_equal_to"),
    (">", "greater_than"),
    (">=", "greater_than_or_equal_to"),
]
BOTH = [(row[0], row[2]) for row in TEXTUAL] + BY_SIZE
TEXT_IDS, SIZE_IDS, IDS = [row[2] for row in TEXTUAL], [row[1] for row in BY_SIZE], [row[1] for row in BOTH]

NUMERIC = [
    "",
    " ",
    "0",
    "-0",
    "5",
    "05",
    "5.",
    ".5",
    "-1e3",
    "1e21",
    "0x10",
    "0B11",
    "Infinity",
    "\ufeff7\n",
    "1,5",
    "1_0",
]
WORDS = [
    "undefined",
    "null",
    "true",
    "NaN",
    "[object Object]",
    ",",
    '"',
    "\\",
    '\\"',
    "'",
    "and",
    "a b",
    "a]",
    "é",
    "😀",
]
# Beyond 2 ** 53 whole numbers keep all their digits here: held below, by name.
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda drawn: abs(drawn) <= 2**53 or abs(drawn) >= 1e21
)
texts = st.sampled_from(NUMERIC + WORDS) | numbers.map(str) | st.text(max_size=6)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
events = st.fixed_dictionaries({}, optional={"key": values, "other": values})
quick = settings(max_examples=100, deadline=None)


def javascript(event: dict[str, Any], operator: str, wanted: Any) -> bool:
    met = {"met": event["key"]} if "key" in event else {}
    return JUDGE(json.dumps({**met, "operator": operator, "wanted": wanted}))


def fires(when: Any, event: dict[str, Any]) -> bool:
    variables = small_container(variables={"Other": lambda names: names.event.at("other")}).variables
    return Expression(when=when).check(Lookup(Event(event), Hit("GET", "/"), variables=variables)).fires


def quoted(value: Any) -> str:
    """A value as an expression has it in quotes; a number or truth value is as YAML would write it."""
    written = value if isinstance(value, str) else json.dumps(value)
    return '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize(("operator", "opposite", "key", "opposite_key"), TEXTUAL, ids=TEXT_IDS)
@quick
@given(event=events, wanted=texts | st.none() | st.booleans())
def test_text_is_compared_as_javascript_does(
    operator: str, opposite: str, key: str, opposite_key: str, event: dict[str, Any], wanted: Any
) -> None:
    assume(not list(names_in(wanted)))
    verdict = javascript(event, operator, wanted)

    assert fires(f"key {operator} {quoted(wanted)}", event) is verdict
    assert fires(f"key {opposite} {quoted(wanted)}", event) is not verdict
    assert fires({"variable": "key", key: wanted}, event) is verdict
    assert fires({"variable": "key", opposite_key: wanted}, event) is not verdict


@pytest.mark.parametrize(("operator", "opposite", "key", "opposite_key"), TEXTUAL, ids=TEXT_IDS)
@quick
@given(event=events, wanted=numbers)
def test_a_number_is_compared_as_javascripts_text_of_it(
    operator: str, opposite: str, key: str, opposite_key: str, event: dict[str, Any], wanted: float
) -> None:
    verdict = javascript(event, operator, wanted)

    assert fires({"variable": "key", key: wanted}, event) is verdict
    assert fires({"variable": "key", opposite_key: wanted}, event) is not verdict


@pytest.mark.parametrize(("operator", "key"), BY_SIZE, ids=SIZE_IDS)
@quick
@given(event=events, wanted=texts | numbers)
def test_size_is_compared_as_javascript_does(operator: str, key: str, event: dict[str, Any], wanted: Any) -> None:
    assume(not list(names_in(wanted)))
    verdict = javascript(event, operator, wanted)

    assert fires(f"key {operator} {quoted(wanted)}", event) is verdict
    assert fires(f"not key {operator} {quoted(wanted)}", event) is not verdict
    assert fires({"variable": "key", key: wanted}, event) is verdict
    assert fires({"not": {"variable": "key", key: wanted}}, event) is not verdict


@pytest.mark.parametrize(("operator", "key"), BY_SIZE, ids=SIZE_IDS)
@pytest.mark.parametrize("wanted", [None, True, False], ids=["null", "true", "false"])
@quick
@given(event=events)
def test_the_size_of_null_and_of_truth_is_javascripts(
    operator: str, key: str, *, wanted: bool | None, event: dict[str, Any]
) -> None:
    assert fires({"variable": "key", key: wanted}, event) is javascript(event, operator, wanted)


@pytest.mark.parametrize(("operator", "key"), BOTH, ids=IDS)
@quick
@given(event=st.fixed_dictionaries({"other": values}, optional={"key": values}))
def test_two_values_of_an_event_are_compared_as_javascript_does(operator: str, key: str, event: dict[str, Any]) -> None:
    verdict = javascript(event, operator, event["other"])

    assert fires(f"key {operator} {{{{Other}}}}", event) is verdict
    assert fires(f"not key {operator} {{{{ Other }}}}", event) is not verdict
    assert fires({"variable": "key", key: "{{Other}}"}, event) is verdict


@quick
@given(event=events, wanted=st.lists(texts, max_size=3))
def test_one_of_a_list_is_as_javascript_compares_each(event: dict[str, Any], wanted: list[str]) -> None:
    assume(not list(names_in(wanted)))
    verdict = javascript(event, "in", wanted)

    assert fires(f"key in [{', '.join(map(quoted, wanted))}]", event) is verdict
    assert fires(f"key not in [{', '.join(map(quoted, wanted))}]", event) is not verdict
    assert fires({"variable": "key", "in": wanted}, event) is verdict
    assert fires({"variable": "key", "not_in": wanted}, event) is not verdict


def test_whole_numbers_beyond_2_to_the_53_keep_all_their_digits_which_javascript_rounds() -> None:
    number = 2**53 + 1

    assert fires("key == 9007199254740993", {"key": number})
    assert fires({"variable": "key", "equals": number}, {"key": "9007199254740993"})
    assert not javascript({"key": number}, "==", "9007199254740993")
