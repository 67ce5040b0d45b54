"""Conditions, compiled: what they compare and how they explain themselves."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, Hit, Lookup
from triggers._conditions import Always, Both, Comparison, Either, Name, Not


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
    condition = Comparison(Name("{{Client Name}}"), "==", Name("{{Event Name}}"))

    assert condition.holds(lookup(event_name="GA4"))
    assert not condition.holds(lookup(event_name="other"))
    assert condition.names() == ("Client Name", "Event Name")


@pytest.mark.parametrize(
    ("condition", "written", "met"),
    [
        (Comparison(Name("value"), ">", "5"), "value > 5", "value was 59.9"),
        (Comparison(Name("no"), "exists", None), "no exists", "no was not there"),
        (Comparison(Name("no"), "exists", None, negated=True), "no does not exist", "no was not there"),
        (Comparison(Name("name"), "==", "x", negated=True), "name != x", 'name was "Jane"'),
        (Comparison(Name("name"), "in", ["a", "b c"], negated=True), 'name not in [a, "b c"]', 'name was "Jane"'),
        (Comparison(Name("name"), "contains", ""), 'name contains ""', 'name was "Jane"'),
        (Comparison(Name("name"), "==", Name("{{X}}")), "name == {{X}}", 'name was "Jane"'),
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


YES, NO = Comparison(Name("a"), "==", "1", line=3), Comparison(Name("b"), "==", "1", line=4)


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
    assert Both([]).event_names() is None
    assert Either([]).event_names() == frozenset()
