"""Settings that name variables."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup
from gateway.filling import filler, names_in
from tests.small import hit, small_container

LOOKUP = Lookup(
    Event(event_name="purchase"),
    hit(),
    variables=small_container(
        variables={"Value": lambda _: 59.9, "Items": lambda _: [1, 2], "Null": lambda _: None}
    ).variables,
)


@pytest.mark.parametrize(
    ("setting", "filled"),
    [
        ("{{Value}}", 59.9),
        ("{{ Items }}", [1, 2]),
        ("{{No such}}", UNDEFINED),
        ("costs {{Value}} EUR", "costs 59.9 EUR"),
        ("{{Items}}-{{Null}}-{{No such}}", "1,2-null-undefined"),
        ("{{{Value}}}", "{59.9}"),
        (["{{Value}}", "x", 5], [59.9, "x", 5]),
        (("{{Event Name}}",), ("purchase",)),
        ({"a": {"b": "{{Value}}"}, "c": 1}, {"a": {"b": 59.9}, "c": 1}),
        ({"{{Value}}": 1, "59.9": 2, "x-{{Event Name}}": "{{Value}}"}, {"59.9": 1, "x-purchase": 59.9}),
    ],
    ids=[
        "alone it keeps its type",
        "blanks inside",
        "an unknown name alone",
        "in a longer text it becomes text",
        "several in one text",
        "one bracket too many",
        "in a list",
        "in a tuple",
        "in an object",
        "in its keys, the first row counts",
    ],
)
def test_a_setting_is_filled_in_for_an_event(setting: Any, filled: Any) -> None:
    fill = filler(setting)

    assert fill is not None
    assert fill(LOOKUP) == filled
    assert type(fill(LOOKUP)) is type(filled)


@pytest.mark.parametrize("setting", ["plain", "{{", "{{}}", "{Value}", 5, None, True, [], {}])
def test_a_setting_that_names_no_variable_needs_no_filling(setting: Any) -> None:
    assert filler(setting) is None


def test_every_name_is_found_in_its_order() -> None:
    setting = {"a": "{{One}} {{Two}}", "b": [("{{Three}}",), 5, {"c": "{{One}}"}]}

    assert list(names_in(setting)) == ["One", "Two", "Three", "One"]


def test_a_value_that_looks_like_a_reference_is_not_filled_in_again() -> None:
    fill = filler("{{Client Name}}")
    lookup = Lookup(Event(), hit(), client_name="{{Event Name}}")

    assert fill is not None
    assert fill(lookup) == "{{Event Name}}"
