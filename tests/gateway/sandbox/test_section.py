"""One section of a `.tpl`."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.sandbox.section import Section, SectionFault, strict_json


def section(text: str) -> Section:
    return Section("INFO", text, 10, "shop.tpl")


def test_a_place_is_one_of_the_file() -> None:
    assert str(section('{\n  "type": "TAG"}').place_of("type")) == "shop.tpl:11:3"
    assert str(section("{}").place_of("type")) == "shop.tpl:10:1"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{type: 'TAG'}", {"type": "TAG"}),
        ('{"a": 1, // one\n "b": [1, 2,],}', {"a": 1, "b": [1, 2]}),
        ('{"a": "x: y, // no comment"}', {"a": "x: y, // no comment"}),
        ("{a: 'it\\'s', /* much */ b: null}", {"a": "it's", "b": None}),
    ],
    ids=["bare keys", "comments and last commas", "text stays", "quotes in quotes"],
)
def test_what_is_written_like_javascript_is_read_too(text: str, value: Any) -> None:
    assert section(text).json() == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{\n  "a": }', "shop.tpl:11:8  ___INFO___: this is not valid JSON: Expecting value."),
        ("[" * 100_000, "shop.tpl:10:1  ___INFO___: its JSON is nested too deep; 64 levels are plenty."),
        ("NaN", "shop.tpl:10:1  ___INFO___: this is not valid JSON: NaN is no number of JSON."),
        ("1" * 5000, "shop.tpl:10:1  ___INFO___: this is not valid JSON: Exceeds the limit"),
    ],
    ids=["a value is missing", "a tower", "no number", "a number without end"],
)
def test_what_is_no_json_is_told_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(SectionFault) as fault:
        section(text).json()

    assert str(fault.value).startswith(sentence)


@pytest.mark.parametrize("piece", ['"\\"', "/*", "a", "a ", "'\\a", ", "], ids=str)
def test_what_is_never_closed_costs_no_time(piece: str) -> None:
    assert isinstance(strict_json(piece * 50_000), str)
