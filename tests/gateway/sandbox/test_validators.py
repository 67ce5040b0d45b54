"""GTM's validators."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.sandbox.parameter import Parameter, Validator
from gateway.sandbox.validators import faults

from .shop_template import shop

PARAMETERS = shop().parameters


def told(**values: Any) -> list[str]:
    return [each.what for each in faults(PARAMETERS, {"shop_id": "M-1", **values})]


def says(kind: str, value: Any, *arguments: Any) -> list[str]:
    parameter = Parameter("a", validators=(Validator(kind, arguments),))
    return [each.what.removeprefix('"a" ') for each in faults((parameter,), {"a": value})]


def test_what_the_form_saves_is_good() -> None:
    assert told(fields=[{"key": "a"}, {"key": "b"}]) == []


def test_a_pattern_must_fit_as_a_whole_and_is_told_in_the_words_of_the_template() -> None:
    assert told(shop_id="XM-1") == ['"shop_id" must match M-[0-9]+, and "XM-1" does not. Such as M-17.']


def test_a_field_that_is_not_shown_is_not_asked() -> None:
    assert told(log_level="much") == []
    assert told(log_level="much", debug=True) == ['"log_level" must be 0 or a positive number, not "much".']


def test_a_field_that_is_shown_must_be_filled_in() -> None:
    assert told(type_="own") == ['"own_event" must not be empty.']


def test_a_value_that_is_no_choice_is_told_with_the_nearest_one() -> None:
    assert told(event="refunds") == ['"event" must be one of purchase, refund, not "refunds". Did you mean "refund"?']
    assert told(event="{{Event}}") == told(event="") == []


@pytest.mark.parametrize("value", [True, "true"], ids=["truth", "text"])
def test_a_choice_is_good_as_the_text_that_exports_have(value: Any) -> None:
    assert list(faults((Parameter("a", "SELECT", choices=(True, "auto")),), {"a": value})) == []


def test_a_cell_that_is_no_choice_is_told_with_its_row() -> None:
    table = Parameter("a", "SIMPLE_TABLE", columns=(Parameter("name", "SELECT", choices=("id", "url")),))
    (fault,) = faults((table,), {"a": [{"name": "id"}, {"name": "mug"}]})

    assert (fault.what, fault.path) == ('"a" row 2: "name" must be one of id, url, not "mug".', (1, "name"))


def test_what_names_a_variable_may_be_anything() -> None:
    assert told(shop_id="{{Shop}}", type_="own", own_event="{{Event}}") == []
    assert told(shop_id="<SHOP_ID>") == []


def test_rows_are_told_with_their_place() -> None:
    found = list(faults(PARAMETERS, {"shop_id": "M-1", "fields": ({"key": ""}, {"key": "a"}, {"key": "a"})}))

    assert [each.what for each in found] == [
        '"fields" row 1: "key" must not be empty.',
        '"fields" row 3: "key" stands a second time. Take one of the rows out.',
    ]
    assert found[0].path == (0, "key")


@pytest.mark.parametrize(
    ("kind", "value", "arguments", "sentence"),
    [
        ("NUMBER", "x", (), 'must be a number, not "x".'),
        ("POSITIVE_NUMBER", 0, (), 'must be a positive number, not "0".'),
        ("PERCENTAGE", "101", (), 'must be a number from 0 to 100, not "101".'),
        ("STRING_LENGTH", "abc", (1, 2), "has 3 signs, and 2 are allowed."),
        ("STRING_LENGTH", "abc", (4,), "has 3 signs, and 4 are needed."),
    ],
)
def test_each_check_has_its_sentence(kind: str, value: Any, arguments: tuple[Any, ...], sentence: str) -> None:
    assert says(kind, value, *arguments) == [sentence]


def test_rows_are_counted() -> None:
    table = Parameter("a", "SIMPLE_TABLE", validators=(Validator("TABLE_ROW_COUNT", (1, 2)),))

    assert [each.what for each in faults((table,), {})] == ['"a" has 0 rows, and 1 are needed.']
    assert list(faults((table,), {"a": [{}]})) == []


@pytest.mark.parametrize("kind", ["UNHEARD_OF", "REGEX"])
def test_what_cannot_be_checked_is_let_pass(kind: str) -> None:
    assert says(kind, "x", "(?=a)") == []


@pytest.mark.parametrize(("value", "many"), [(False, 0), (0, 0), ("", 1), (None, 1), ([], 1)], ids=str)
def test_a_choice_of_false_is_not_empty(value: Any, many: int) -> None:
    assert len(says("NON_EMPTY", value)) == many
