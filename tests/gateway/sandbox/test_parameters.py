"""`___TEMPLATE_PARAMETERS___`."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import UNDEFINED, Event
from gateway.errors import RulesError
from gateway.lookup import Lookup
from gateway.sandbox.parameter import Condition, Parameter
from gateway.sandbox.parameters import DEEPEST, MOST, data_for
from gateway.sandbox.validators import faults
from tests.small import hit

from .shop_template import shop, text_of, told

PARAMETERS = shop().parameters


def fields(*said: Any) -> tuple[Parameter, ...]:
    return shop(TEMPLATE_PARAMETERS=json.dumps(said)).parameters


def test_groups_are_flat_and_keep_the_names_of_gtm() -> None:
    assert [each.name for each in PARAMETERS] == [
        "shop_id", "name", "type", "event", "own_event", "hash", "debug", "log_level", "fields",
    ]  # fmt: skip


def test_help_is_one_line_of_text() -> None:
    assert PARAMETERS[0].help == "In your shop under Settings & Keys."


def test_a_field_of_a_choice_is_there_with_that_choice_only() -> None:
    assert PARAMETERS[4].conditions == ((Condition("type", "EQUALS", "own"),),)


def test_a_field_of_a_group_is_there_if_the_group_is() -> None:
    group = {"type": "GROUP", "enablingConditions": [{"paramName": "a", "paramValue": 1, "type": "EQUALS"}]}
    inside = {
        "name": "b",
        "enablingConditions": [{"paramName": "c", "type": "PRESENT"}, {"paramName": "d", "type": "PRESENT"}],
    }

    (found,) = fields({**group, "subParams": [inside]})

    assert [[each.parameter for each in any_of] for any_of in found.conditions] == [["a"], ["c", "d"]]


@pytest.mark.parametrize(
    ("values", "data"),
    [
        ({}, {"type": "standard", "event": "{{Event Name}}", "hash": False, "debug": False}),
        ({"type_": "own"}, {"type": "own", "hash": False, "debug": False}),
        (
            {"debug": True},
            {"type": "standard", "event": "{{Event Name}}", "hash": False, "debug": True, "log_level": "3"},
        ),
        ({"type_": None, "hash": None}, {"debug": False}),
    ],
    ids=["nothing written", "a branch not taken", "a field that is shown", "written as nothing"],
)
def test_what_is_left_out_has_its_default_where_gtm_shows_it(values: dict[str, Any], data: dict[str, Any]) -> None:
    assert data_for(PARAMETERS, values) == data


@pytest.mark.parametrize(
    ("name", "written", "seen"),
    [
        ("shop_id", "17", "17"),
        ("shop_id", 59.9, 59.9),
        ("shop_id", True, True),
        ("shop_id", {"a": 1}, {"a": 1}),
        ("shop_id", "", ""),
        ("hash", "true", True),
        ("debug", "false", False),
        ("fields", ({"key": "a", "value": 5},), [{"key": "a", "kind": "", "value": 5}]),
        ("fields", "{{Rows}}", "{{Rows}}"),
    ],
    ids=[
        "text",
        "a number of a variable",
        "truth",
        "what a variable gave",
        "nothing",
        "a choice as text",
        "a box as text",
        "rows",
        "rows to be filled in",
    ],
)
def test_the_code_sees_what_gtm_would_hand_over(name: str, written: Any, seen: Any) -> None:
    assert data_for(PARAMETERS, {name: written}).get(name) == seen


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "name", "key", "subParams"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([each.setting for each in PARAMETERS]), ANYTHING))
@settings(max_examples=100, deadline=None)
def test_whatever_an_event_fills_in_is_handed_over(values: dict[str, Any]) -> None:
    assert isinstance(data_for(PARAMETERS, values), dict)
    assert isinstance(list(faults(PARAMETERS, values)), list)


@given(st.lists(ANYTHING, max_size=4))
@settings(max_examples=100, deadline=None)
def test_whatever_stands_there_is_read_or_told(said: list[Any]) -> None:
    with suppress(RulesError):
        assert isinstance(fields(*said), tuple)


def test_a_default_may_name_a_variable() -> None:
    lookup = Lookup(Event(event_name="purchase"), hit())

    assert data_for(PARAMETERS, {}, lookup)["event"] == "purchase"


def test_text_as_a_list_is_its_lines() -> None:
    assert data_for(fields({"name": "hosts", "textAsList": True}), {"hosts": "a\nb\n"}) == {"hosts": ["a", "b"]}


def test_fields_that_wait_for_each_other_end() -> None:
    def waiting(name: str, other: str) -> dict[str, Any]:
        return {"name": name, "defaultValue": "x", "enablingConditions": [{"paramName": other, "type": "PRESENT"}]}

    assert data_for(fields(waiting("a", "b"), waiting("b", "a")), {}) == {"a": "x", "b": "x"}


def test_one_name_in_two_branches_is_one_setting() -> None:
    assert [each.name for each in fields({"name": "a"}, {"name": "a", "type": "CHECKBOX"})] == ["a"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("[5]", "a field must be an object, not 5."),
        ('[{"type": "TEXT"}]', "a field of type TEXT has no name of 1 to 200 signs."),
        ('[{"type": "GROUP", "subParams": 5}]', "fields must be a list: […]."),
        ("[" + '{"name": "a"},' * MOST + '{"name": "a"}]', f"it has more than {MOST} fields."),
        (
            '[{"type":"GROUP","subParams":' * (DEEPEST + 2) + "[]" + "}]" * (DEEPEST + 2),
            f"fields are nested more than {DEEPEST} deep.",
        ),
    ],
    ids=["no object", "no name", "no list", "too many", "a tower"],
)
def test_what_is_no_form_is_told(said: str, sentence: str) -> None:
    assert any(sentence in each for each in told(text_of(TEMPLATE_PARAMETERS=said)))


def test_a_cell_whose_variable_has_no_value_is_not_there() -> None:
    table = Parameter("rows", "SIMPLE_TABLE", columns=(Parameter("input"), Parameter("output")))

    assert data_for((table,), {"rows": [{"input": UNDEFINED, "output": None}]}) == {"rows": [{"output": ""}]}
