"""One thing that differs: its path, and how it is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import UNDEFINED, Secret
from gateway.recording.difference.change import Change, Part, in_pairs, in_values, once

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def said(part: Part, old: Any, new: Any) -> list[tuple[str, str, tuple[str, str]]]:
    return [(change.path, change.how, change.shown()) for change in in_values(part, old, new)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            {"data": [{"value": 59.9}]},
            {"data": [{"value": 60}]},
            [("data[].value", "changed", ("59.9", "60"))],
        ),
        ({"a": "1"}, {"a": 1}, [("a", "changed", ('"1"', "1"))]),
        ({"a": 1}, {"a": True}, [("a", "changed", ("1", "true"))]),
        ({"a": 60}, {"a": 60.0}, []),
        ({}, {"a": {"b": None}}, [("a", "added", ("nothing", '{"b": null}'))]),
        ([1, 2], [1], [("[]", "removed", ("2", "nothing"))]),
        ({"a": {"b": 1}}, {"a": [1]}, [("a", "changed", ('{"b": 1}', "[1]"))]),
    ],
    ids=["inside", "a text", "yes is not 1", "one number", "more", "less", "another shape"],
)
def test_values_are_compared_by_path(old: Any, new: Any, told: list[Any]) -> None:
    assert said("body", old, new) == told


@pytest.mark.parametrize(
    ("part", "steps", "value"),
    [
        ("body", ("data", 0, "user", "email"), "jane@shop.example"),
        ("body", ("user_data", "city"), "Ghent"),
        ("data", ("user_id",), "jane-1977"),
        ("data", ("note",), "call +49 170 1234567"),
        ("parameter", ("cid",), "1234567.1772366000"),
        ("parameter", ("ep.user_data.email",), "jane@shop.example"),
        ("form", ("uid",), "jane-1977"),
        ("header", ("x-forwarded-for",), "203.0.113.7"),
        ("header", ("Authorization",), "Bearer abcdefgh12345678"),
        ("cookie", ("FPID",), "FPID2.2.abcdefgh"),
        ("url", (), "https://vendor.example/jane@shop.example"),
    ],
)
def test_no_persons_value_is_shown(part: Part, steps: tuple[str | int, ...], value: str) -> None:
    shown, _ = Change(part, steps, value, UNDEFINED).shown()

    assert value not in shown
    assert "***" in shown


def test_two_values_that_are_masked_alike_are_still_told_apart() -> None:
    change = Change("data", ("user_id",), "jane-1977", "jane-1978")

    assert change.shown() == ('"jan***"', 'another value that is masked alike ("jan***")')


def test_a_credential_is_shown_by_its_name() -> None:
    change = Change("header", ("access-token",), Secret("OLD_TOKEN"), Secret("NEW_TOKEN"))

    assert change.shown() == ("${OLD_TOKEN}", "${NEW_TOKEN}")


def test_what_is_long_is_cut_after_it_was_masked() -> None:
    shown, _ = Change("body", ("note",), "x" * 150 + " jane@shop.example " + "x" * 500, "").shown()

    assert "jane" not in shown
    assert len(shown) < 200


@pytest.mark.parametrize("name", ["\x1b[2Jx", "a\nb", "jane@shop.example"], ids=["escape", "line end", "a person"])
def test_a_hostile_name_is_shown_and_not_obeyed(name: str) -> None:
    path = Change("body", (name, 0, "x" * 5000), 1, 2).path

    assert path.isprintable()
    assert "jane" not in path
    assert len(path) <= 200


def test_the_order_of_names_is_no_difference_and_a_name_may_come_twice() -> None:
    old, new = [("a", 1), ("b", 1), ("b", 2)], [("b", 1), ("a", 1), ("b", 3)]

    assert [(change.path, change.old, change.new) for change in in_pairs("parameter", old, new)] == [("?b", 2, 3)]


def test_of_all_items_of_a_list_one_is_told() -> None:
    changes = list(once(in_values("body", [{"price": 1}, {"price": 2}], [{"price": 3}, {"price": 4}])))

    assert [(change.path, change.old) for change in changes] == [("[].price", 1)]


def test_of_two_variants_of_one_id_the_one_that_is_gone_is_told() -> None:
    small, middle = {"item_id": "A", "size": "S"}, {"item_id": "A", "size": "M"}
    (gone,) = in_values("body", [small, middle, {1: 2, "a": 3}], [middle, {1: 2, "a": 3}])

    assert (gone.how, gone.old) == ("removed", small)


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_an_item_that_is_missing_is_one_change_and_the_others_are_compared_with_themselves(gone: int) -> None:
    old = [{"content_id": name, "price": 5} for name in "abc"]
    new = [{**item, "price": 6} for item in old]
    del new[gone]
    changes = list(in_values("body", {"contents": old}, {"contents": new}))

    assert sorted((change.path, change.how) for change in changes) == [
        ("contents[]", "removed"),
        ("contents[].price", "changed"),
        ("contents[].price", "changed"),
    ]


@given(JSON, JSON)
def test_any_two_values_are_compared_and_equal_ones_do_not_differ(old: Any, new: Any) -> None:
    assert list(in_values("body", old, json.loads(json.dumps(old)))) == []
    for change in in_values("body", old, new):
        assert all(isinstance(text, str) for text in change.shown())
