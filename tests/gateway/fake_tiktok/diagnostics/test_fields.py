"""What stands in a field, whatever JSON that is."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics.fields import each, is_there, mapping, number, text, texts_at, written

ANYTHING: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    float("nan"),
    float("inf"),
    10**400,
    "",
    " ",
    "a",
    [],
    [None],
    {},
    {"a": {}},
)


@pytest.mark.parametrize("value", ANYTHING, ids=lambda value: repr(value)[:12])
def test_nothing_raises_whatever_stands_there(value: Any) -> None:
    assert isinstance(mapping(value), dict)
    assert isinstance(text(value), str)
    assert isinstance(number(value), float | None)
    assert isinstance(written(value), float | None)
    assert isinstance(each(value), list)
    assert isinstance(is_there(value), bool)
    assert isinstance(list(texts_at({"a": value}, "a", "a.b.c", "")), list)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (5, 5.0),
        (-0.5, -0.5),
        (999_999_999_999_999_872, 999_999_999_999_999_872.0),
        (10**18, None),
        (-(10**18), None),
        (float("nan"), None),
        (float("-inf"), None),
        (False, None),
        ("5", None),
    ],
    ids=[
        "whole",
        "below 0",
        "large",
        "too large",
        "too far below",
        "not a number",
        "infinite",
        "a truth value",
        "text",
    ],
)
def test_a_number_is_one_of_this_world(value: Any, amount: float | None) -> None:
    assert number(value) == amount


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("149.90", 149.9),
        ("-3", -3.0),
        ("0" * 39 + "7", 7.0),
        ("0" * 40 + "7", None),
        ("9" * 40, None),
        ("1,299.00", None),
        ("1e5", None),
        (" 5", None),
        ("5.", None),
        ("٥", None),
        ("5\n", None),
        (5, None),
    ],
    ids=[
        "with cents",
        "below 0",
        "40 signs",
        "41 signs",
        "too large",
        "with a comma",
        "with an exponent",
        "with a blank",
        "with a full stop",
        "in other digits",
        "with a line break",
        "a number itself",
    ],
)
def test_a_written_number_is_read_to_the_letter(said: Any, amount: float | None) -> None:
    assert written(said) == amount


def test_each_is_a_list_of_500_at_most() -> None:
    assert (each(None), each("a"), each([1, None]), each((1, 2))) == ([], ["a"], [1, None], [1, 2])
    assert each(list(range(501))) == list(range(500))


@pytest.mark.parametrize(
    ("value", "there"),
    [
        ("a", True),
        (["", "a"], True),
        ("", False),
        (" \t", False),
        ([], False),
        ([" ", 5], False),
        (5, False),
        ({"a": "a"}, False),
    ],
    ids=["text", "a list with one", "empty", "blank", "an empty list", "a list without text", "a number", "an object"],
)
def test_only_text_is_there(value: Any, there: bool) -> None:  # noqa: FBT001
    assert is_there(value) is there


@pytest.mark.parametrize(
    "data",
    [
        {"user_data": {"email": "a"}},
        {"user_data.email": "a"},
        {"user_data": {"email": ["a", "", 5]}},
        {"user_data": {"email": {"0": "a", "1": None}}},
    ],
    ids=["nested", "under a dotted key", "a list", "an object with numbers"],
)
def test_texts_are_found_in_every_form_they_come_in(data: dict[str, Any]) -> None:
    assert list(texts_at(data, "user_data.email", "email")) == ["a"]


def test_texts_come_in_the_order_of_the_places() -> None:
    assert list(texts_at({"b": " B", "a": ["1", "2"]}, "a", "none", "b")) == ["1", "2", " B"]
