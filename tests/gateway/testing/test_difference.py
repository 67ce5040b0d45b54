"""Where two JSON values differ."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.testing.described import MISSING
from gateway.testing.difference import Difference, differences, dotted, missing_of


@pytest.mark.parametrize(
    ("expected", "found", "told"),
    [
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, ["a[0].b: 1 expected, and it is 2"]),
        ({"a": 1}, {}, ["a: 1 expected, and it is not there"]),
        ({}, {"a": 1}, ["a: nothing expected, and it is 1"]),
        ([1], [1, 2], ["[1]: nothing expected, and it is 2"]),
        ([1, 2], [1], ["[1]: 2 expected, and it is not there"]),
        (1, True, ["all of it: 1 expected, and it is true"]),
        (59.9, "59.9", ['all of it: 59.9 expected, and it is "59.9"']),
        ({"a": {"b": 1}}, {"a": 1}, ['a: {"b": 1} expected, and it is 1']),
        ({"a": 1, "b": 2}, {"b": 3, "a": 2}, ["a: 1 expected, and it is 2", "b: 2 expected, and it is 3"]),
        ({"a": 1.0, "b": None}, {"a": 1, "b": None}, []),
    ],
)
def test_a_whole_is_compared_field_by_field(expected: Any, found: Any, told: list[str]) -> None:
    assert [str(each) for each in differences(expected, found)] == told


@pytest.mark.parametrize(
    ("part", "found", "told"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": {}}, {"a": {"b": 2}}, []),
        ({"a": None}, {}, []),
        ({"a": None}, {"a": 1}, ["a: nothing expected, and it is 1"]),
        ([{"a": 1}], [{"a": 1}, {}], ["[1]: nothing expected, and it is {}"]),
    ],
    ids=["more keys", "any object", "not there", "there", "more members"],
)
def test_of_a_part_all_that_is_written_must_be_so(part: Any, found: Any, told: list[str]) -> None:
    assert [str(each) for each in missing_of(part, found)] == told


def test_a_person_is_masked_and_another_one_still_told() -> None:
    same, other = "jane@shop.example", "janet@shop.example"
    (difference,) = differences({"user": {"email": same}}, {"user": {"email": other}})

    assert same not in str(difference)
    assert other not in str(difference)
    assert str(difference).endswith("another one")


def test_a_person_is_masked_by_a_name_higher_up_the_path_and_by_a_header_in_capitals() -> None:
    sent = {"headers": {"Authorization": "Bearer Zebulon1"}, "body": {"user_id": {"value": ["Zebulon2"]}}}
    other = {"headers": {"Authorization": "Bearer ${TOKEN}"}, "body": {"user_id": {"value": ["Zebulon3"]}}}

    told = " ".join(map(str, differences(sent, other)))

    assert "Zebulon" not in told
    assert "Bearer ${TOKEN}" in told


@pytest.mark.parametrize("before", [(), ("hits", 1)], ids=["of one hit", "of several"])
def test_how_a_tag_of_a_snapshot_is_called_masks_nothing(before: tuple[str | int, ...]) -> None:
    path = (*before, "events", 0, "tags", "Email purchase", "sent", 0, "body", "value")

    assert str(Difference(path, 1, 2)).endswith("1 expected, and it is 2")


def test_a_long_value_is_cut() -> None:
    assert len(str(Difference(("a",), "x" * 9000, MISSING))) < 300


def test_a_path_is_read_as_it_is_written_elsewhere() -> None:
    assert dotted(("events", 0, "tags", 'Tik "T" purchase')) == r'events[0].tags["Tik \"T\" purchase"]'


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("C4EXAMPLE", "<PIXEL_CODE>", True),
        ("<OTHER_PIXEL>", "<PIXEL_CODE>", False),
        ("https://crm.example/a/7", "https://<HOST>/a/<NUMBER>", True),
        ("https://crm.example/b/7", "https://<HOST>/a/<NUMBER>", False),
        ("https:///a/7", "https://<HOST>/a/<NUMBER>", False),
        ("", "<PIXEL_CODE>", False),
        ("<PIXEL_CODE>", "C4EXAMPLE", False),
        (7, "<PIXEL_CODE>", False),
        ("a", "<b>", False),
        ("x" * 20_000, "<AB>" * 5_000 + "y", False),
    ],
)
def test_of_the_environment_nothing_is_expected(expected: Any, found: str, *, same: bool) -> None:
    assert (list(differences(expected, found)) == []) is same
    assert list(missing_of({"a": expected}, {"a": found})) != []
