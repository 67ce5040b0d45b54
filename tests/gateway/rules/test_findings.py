"""What the schema found, as sentences."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.rules.findings import problems
from gateway.rules.schema import TEMPLATED
from gateway.rules.written import read

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "count": {"anyOf": [{"type": "integer"}, TEMPLATED]},
        "live": {"type": "boolean"},
        "price": {"type": "number"},
        "list": {"type": "array", "items": {"type": "string"}},
        "map": {"type": "object", "additionalProperties": {"type": "string"}},
        "colour": {"enum": ["green", "blue"]},
        "wait": {"type": "string", "pattern": "^[0-9]+s$", "description": "How long, such as 5s."},
        "address": {"type": "string", "description": "Where it goes."},
    },
    "required": ["address"],
    "additionalProperties": False,
}


def told(text: str) -> list[str]:
    written, _ = read(f"{{address: x, {text}}}".encode(), "rules.yaml")
    return [str(problem) for problem in problems(written, SCHEMA, 'tag "A"')]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: 5", 'rules.yaml:1:20  tag "A": "name" must be text, not 5. Put it in quotes.'),
        ("name: true", 'rules.yaml:1:20  tag "A": "name" must be text, not true. Put it in quotes.'),
        ("name: [a]", 'rules.yaml:1:20  tag "A": "name" must be text, not ["a"].'),
        ("count: many", 'rules.yaml:1:21  tag "A": "count" must be a whole number, not "many".'),
        ("count: 1.5", 'rules.yaml:1:21  tag "A": "count" must be a whole number, not 1.5.'),
        ("live: yes", 'rules.yaml:1:20  tag "A": "live" must be true or false, not "yes". Write true.'),
        ("price: '1.5'", 'rules.yaml:1:21  tag "A": "price" must be a number, not "1.5". Write it without quotes.'),
        ("price: cheap", 'rules.yaml:1:21  tag "A": "price" must be a number, not "cheap".'),
        ("list: a", 'rules.yaml:1:20  tag "A": "list" must be a list, not "a".'),
        ("list: [a, 5]", 'rules.yaml:1:24  tag "A": "list" must be text, not 5. Put it in quotes.'),
        ("map: [a]", 'rules.yaml:1:19  tag "A": "map" must be a mapping of names to values, not ["a"].'),
        ("map: {a: 5}", 'rules.yaml:1:23  tag "A": "map" "a" must be text, not 5. Put it in quotes.'),
        (
            "colour: gren",
            'rules.yaml:1:22  tag "A": "colour" must be one of green, blue, not "gren". Did you mean "green"?',
        ),
        ("colour: 5", 'rules.yaml:1:22  tag "A": "colour" must be one of green, blue, not 5.'),
        ("wait: long", 'rules.yaml:1:20  tag "A": "wait" cannot be "long". How long, such as 5s.'),
        ("adress: y", 'rules.yaml:1:14  tag "A": there is no setting "adress". Did you mean "address"?'),
        (
            "zzz: y",
            'rules.yaml:1:14  tag "A": there is no setting "zzz". '
            "It has address, colour, count, list, live, map, name, price, wait.",
        ),
    ],
    ids=[
        "a number for a text",
        "a truth value for a text",
        "a list for a text",
        "a word for a whole number",
        "a fraction for a whole number",
        "yes for true",
        "a number in quotes",
        "a word for a number",
        "a text for a list",
        "a number in a list of texts",
        "a list for a mapping",
        "a number in a mapping of texts",
        "nearly one of a few words",
        "none of a few words",
        "not the pattern",
        "nearly a setting",
        "no setting",
    ],
)
def test_a_value_that_does_not_fit_is_told_in_a_sentence(text: str, sentence: str) -> None:
    assert told(text)[0] == sentence


@pytest.mark.parametrize("text", ["count: '{{Amount}}'", "count: 5", "price: 5", "list: []", "map: {}", "live: false"])
def test_what_fits_is_not_told(text: str) -> None:
    assert told(text) == []


def test_several_faults_are_all_told() -> None:
    assert len(told("name: 5, live: yes, zzz: y, yyy: y")) == 4


def test_a_long_value_is_shown_in_part() -> None:
    (sentence,) = told(f"count: {'a' * 200}")

    assert len(sentence) < 160


def test_a_missing_field_is_told_with_what_it_is_for() -> None:
    written, _ = read(b"{name: x}", "rules.yaml")

    assert [str(problem) for problem in problems(written, SCHEMA, 'tag "A"')] == [
        'rules.yaml:1:1  tag "A" needs the field "address". Where it goes.'
    ]


def test_two_missing_fields_are_told_once_each() -> None:
    written, _ = read(b"{}", "rules.yaml")
    schema = {"type": "object", "required": ["one", "two"]}

    assert [problem.what for problem in problems(written, schema, 'tag "A"')] == [
        'tag "A" needs the field "one".',
        'tag "A" needs the field "two".',
    ]


def test_the_noun_of_the_names_can_be_another() -> None:
    written, _ = read(b"{address: x, tagz: y}", "rules.yaml")

    assert "there is no section" in next(problems(written, SCHEMA, "rules", noun="section")).what
