"""Conditions, compiled: what they compare and how they explain themselves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gateway import Event, Hit, Lookup, VariableError, names_in
from tests.small import small_container
from triggers._conditions import OPERATORS, Always, Both, Comparison, Either, Name, Not, Part, Spot
from triggers._expression_parser import parse


def lookup(**data: Any) -> Lookup:
    return Lookup(Event(data), Hit("GET", "/"), client_name="GA4")


@pytest.mark.parametrize(
    ("met", "operator", "value", "wanted"),
    [
        (1.0, "==", "1", True),
        (True, "==", "true", True),
        (None, "==", "null", True),
        ([1, 2], "==", "1,2", True),
        ({"a": 1}, "==", "[object Object]", True),
        ("10", ">", "9", True),
        ("", ">=", "0", True),
        (None, "<=", "0", True),
        (True, ">=", "1", True),
        ("abc", "<", "5", False),
        ("abc", ">=", "5", False),
        (5, ">", "abc", False),
        (float("nan"), ">", "5", False),
        (float("nan"), "<=", "5", False),
        ("0x10", "==", "16", False),
        ("0x10", ">=", "16", True),
        (12, "contains", "1", True),
        ("aXb", "matches", "x", False),
        (7, "in", ["6", "7"], True),
    ],
    ids=[
        "a whole number has no point", "a boolean is a word", "null is a word", "a list is joined", "an object is no text",
        "size is by number", "nothing is 0", "null is 0", "true is 1", "no number is not less", "and not greater",
        "compared with no number", "NaN is not greater", "and not less", "text is compared as text", "and size as number",
        "a number contains digits", "a pattern minds the case", "a number in a list of words",
    ],
)  # fmt: skip
def test_a_comparison_is_gtms(met: Any, operator: str, value: Any, wanted: bool) -> None:  # noqa: FBT001
    condition = Comparison(Name("key"), operator, value)
    opposite = Comparison(Name("key"), operator, value, negated=True)

    assert condition.holds(lookup(key=met)) is wanted
    assert opposite.holds(lookup(key=met)) is not wanted


def test_what_is_not_there_is_undefined_as_text_and_no_number() -> None:
    assert Comparison(Name("key"), "==", "undefined").holds(lookup())
    assert not Comparison(Name("key"), ">=", "0").holds(lookup())
    assert not Comparison(Name("key"), "exists", None).holds(lookup())
    assert Comparison(Name("key"), "exists", None).holds(lookup(key=None))


def test_two_values_of_an_event_may_be_compared() -> None:
    condition = Comparison(Name("{{Client Name}}"), "==", "{{Event Name}}")

    assert condition.holds(lookup(event_name="GA4"))
    assert not condition.holds(lookup(event_name="other"))
    assert condition.variables() == ("Client Name", "Event Name")


@pytest.mark.parametrize(
    ("condition", "written", "met"),
    [
        (Comparison(Name("value"), ">", "5"), "value > 5", "value was 59.9"),
        (Comparison(Name("no"), "exists", None), "no exists", "there was no no"),
        (Comparison(Name("no"), "exists", None, negated=True), "no not exists", "there was no no"),
        (Comparison(Name("name"), "==", "x", negated=True), "name != x", 'name was "Jane"'),
        (Comparison(Name("name"), "in", ["a", "b c"], negated=True), 'name not in [a, "b c"]', 'name was "Jane"'),
        (Comparison(Name("name"), "contains", ""), 'name contains ""', 'name was "Jane"'),
        (Comparison(Name("name"), "==", "{{X}}"), "name == {{X}}", 'name was "Jane", and there was no {{X}}'),
        (Comparison(Name("list"), "==", "1"), "list == 1", "list was 1,2"),
        (Comparison(Name("long"), "==", "1"), "long == 1", f'long was "{"x" * 2000}"'),
    ],
    ids=[
        "a number", "nothing there", "nothing there, as wanted", "not equal", "not in a list", "an empty text",
        "a variable", "a list", "a long text",
    ],
)  # fmt: skip
def test_a_condition_says_what_it_wanted_and_what_it_met(condition: Comparison, written: str, met: str) -> None:
    (explained,) = condition.explain(lookup(value=59.9, name="Jane", list=[1, 2], long="x" * 5000))

    assert (explained.text, explained.met) == (written, met)


YES, NO = Comparison(Name("a"), "==", "1", at=Spot(line=3)), Comparison(Name("b"), "==", "1", at=Spot(line=4))


def test_of_alternatives_the_one_that_holds_explains_else_all() -> None:
    assert [c.text for c in Either([NO, YES]).explain(lookup(a=1))] == ["a == 1"]
    assert [c.text for c in Either([NO, YES]).explain(lookup())] == ["b == 1", "a == 1"]
    assert [c.text for c in Both([NO, YES]).explain(lookup(a=1))] == ["b == 1", "a == 1"]


def test_an_opposite_is_one_condition_on_the_line_of_its_first() -> None:
    (explained,) = Not(Both([YES, NO])).explain(lookup(a=1, b=1))

    assert (explained.text, explained.holds, explained.line) == ("not (a == 1 and b == 1)", False, 3)
    assert explained.met == "a was 1, b was 1"


def test_always_holds_and_has_nothing_to_explain() -> None:
    assert Always().holds(lookup())
    assert Always().explain(lookup()) == ()
    assert not Not(Always()).holds(lookup())


def test_groups_of_nothing() -> None:
    assert Both([]).holds(lookup())
    assert not Either([]).holds(lookup())
    assert Both([]).only() == Either([]).only() == {}


def broken(_: Lookup) -> str:
    raise ValueError("no number")


def of_variables(**data: Any) -> Lookup:
    variables = small_container(variables={"Broken": broken, "Pattern": lambda names: names.event["pattern"]}).variables
    return Lookup(Event(data), Hit("GET", "/"), variables=variables)


BROKEN, FOUND = Name("{{Broken}}"), Comparison(Name("key"), "matches", "{{Pattern}}")
UNDECIDED: list[tuple[Part, type[Exception]]] = [
    (Comparison(BROKEN, "==", "1"), VariableError),
    (Comparison(BROKEN, "==", "1", negated=True), VariableError),
    (Comparison(BROKEN, "exists", None, negated=True), VariableError),
    (Comparison(Name("key"), "in", ["a", "{{Broken}}"], negated=True), VariableError),
    (Not(Comparison(BROKEN, ">", "1")), VariableError),
    (Not(Not(Comparison(BROKEN, ">", "1"))), VariableError),
    (Not(Both([YES, Comparison(BROKEN, "==", "1")])), VariableError),
    (Not(Either([NO, Comparison(BROKEN, "==", "1")])), VariableError),
    (FOUND, ValueError),
    (Comparison(Name("key"), "matches", "{{Pattern}}", negated=True), ValueError),
    (Not(FOUND), ValueError),
]


@pytest.mark.parametrize(("condition", "error"), UNDECIDED, ids=[
    "a variable", "its negation", "what does not exist", "in a list", "its opposite", "the opposite of that",
    "the opposite of all", "the opposite of one of several", "a pattern", "its negation as a pattern",
    "the opposite of a pattern",
])  # fmt: skip
def test_what_cannot_be_decided_neither_holds_nor_does_its_opposite(condition: Part, error: type[Exception]) -> None:
    with pytest.raises(error):
        condition.holds(of_variables(a=1, key="x", pattern="(?=x)"))


def test_a_pattern_of_a_variable_is_decided_where_re2_takes_it() -> None:
    assert FOUND.holds(of_variables(key="abc", pattern="^a"))
    assert not FOUND.holds(of_variables(key="abc", pattern="^b"))


def test_a_pattern_that_re2_never_takes_is_refused_when_the_condition_is_made() -> None:
    with pytest.raises(ValueError, match="RE2 has no lookahead"):
        Comparison(Name("key"), "matches", "(?=x)")


WORDS = [
    "",
    "5",
    "a b",
    "and",
    "exists",
    "a,b",
    '"',
    "'",
    "a \\d",
    "\\",
    "a\nb",
    "]",
    "{{X}}",
    "{{ X }}",
    "a {{X}} b",
    "=1",
    "é",
]
texts = st.sampled_from(WORDS) | st.text(max_size=6) | st.lists(st.sampled_from(WORDS), max_size=3).map("".join)
TAKES_TEXT = [operator for operator in OPERATORS if operator not in ("in", "matches")]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["key", "items.0.price", "x-ga-gcs", "{{A B}}"]),
    st.tuples(st.sampled_from(TAKES_TEXT), texts) | st.tuples(st.just("in"), st.lists(texts, max_size=3)),
    st.booleans(),
)
@example("key", ("matches", r"^a \d+$"), False)
@example("key", ("matches", r"^\d+$"), True)
def test_what_a_condition_says_of_itself_is_the_same_condition(
    name: str,
    asked: tuple[str, Any],
    negated: bool,  # noqa: FBT001
) -> None:
    # Only a sign before word operators says "not"; a size is negated by a `not` before all of it.
    made = Comparison(Name(name), *asked, negated=negated and asked[0][0] not in "<>")

    again = parse(made.written)

    assert isinstance(again, Comparison)
    assert (again.name.written, again.operator, again.negated) == (name, made.operator, made.negated)
    assert again.value == made.value
    assert list(names_in(again.value)) == list(names_in(made.value))
