"""Event data: read-only, at a path, with changes, without keys."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event

DATA: dict[str, Any] = {
    "value": 59.9,
    "a.b": "flat",
    "a": {"b": "nested", "c": {"d": [1, {"e": 2}]}},
    "email": "jane.doe@shop.example",
    "nothing": None,
    "items": [{"price": 0}, {"price": 5}],
}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("value", 59.9),
        ("a.b", "flat"),
        ("a.c.d.1.e", 2),
        ("items.0.price", 0),
        ("items.2.price", UNDEFINED),
        ("items.-1.price", UNDEFINED),
        ("items.²", UNDEFINED),
        ("email.0", "jane.doe@shop.example"),
        ("email.1", UNDEFINED),
        ("nothing", None),
        ("nothing.0", UNDEFINED),
        ("value.x", UNDEFINED),
        ("", UNDEFINED),
        ("..", UNDEFINED),
        ("items." + "9" * 30, UNDEFINED),
        ("items." + "9" * 5000, UNDEFINED),
    ],
    ids=[
        "a key",
        "a key with dots in its name comes first",
        "through objects and lists",
        "zero is a value",
        "beyond the list",
        "no counting from the end",
        "a sign that only looks like a digit",
        "the first of a single value is the value",
        "a single value has no second",
        "null is a value",
        "null has nothing in it",
        "a number has nothing in it",
        "an empty path",
        "dots alone",
        "a huge index",
        "an index too long for a number",
    ],
)
def test_a_value_is_found_at_its_path(path: str, wanted: Any) -> None:
    assert Event(DATA).at(path) == wanted


def test_a_default_stands_for_what_is_not_there_and_not_for_null() -> None:
    event = Event(DATA)

    assert event.at("no.such", "x") == "x"
    assert event.at("nothing", "x") is None


def test_undefined_is_false_and_says_its_name() -> None:
    assert not UNDEFINED
    assert str(UNDEFINED) == "undefined"


def test_a_changed_event_leaves_the_first_as_it_was() -> None:
    event = Event({"currency": "USD"}, value=1)

    assert dict(event.but(currency="EUR", new=2)) == {"currency": "EUR", "value": 1, "new": 2}
    assert dict(event) == {"currency": "USD", "value": 1}


def test_an_event_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        Event(DATA)["value"] = 5  # type: ignore[index]


@pytest.mark.parametrize(
    ("paths", "wanted"),
    [
        (["a.c"], {"a": {"b": 1}, "a.b": 0, "list": [1, {"x": 1}], "s": "t"}),
        (["list.0"], {"a": {"b": 1, "c": 2}, "a.b": 0, "list": [{"x": 1}], "s": "t"}),
        (["list.1.x"], {"a": {"b": 1, "c": 2}, "a.b": 0, "list": [1, {}], "s": "t"}),
        (["a", "a.b", "list", "s"], {}),
        (
            ["no", "a.no.c", "list.9", "s.0", "s.1", ""],
            {"a": {"b": 1, "c": 2}, "a.b": 0, "list": [1, {"x": 1}], "s": "t"},
        ),
    ],
    ids=[
        "within an object",
        "from a list",
        "within a list",
        "everything",
        "what is not there",
    ],
)
def test_keys_are_taken_out_by_path(paths: list[str], wanted: dict[str, Any]) -> None:
    event = Event({"a": {"b": 1, "c": 2}, "a.b": 0, "list": [1, {"x": 1}], "s": "t"})

    assert dict(event.without(*paths)) == wanted
    assert len(event) == 4
