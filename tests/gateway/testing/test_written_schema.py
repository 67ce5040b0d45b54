"""What may stand in a file of tests."""

from __future__ import annotations

from pathlib import Path

import yaml
from jsonschema import Draft7Validator

from gateway.testing.expectation import _CHECKS
from gateway.testing.written_schema import FILE, TEST, schema_of_tests

EXAMPLE = Path(__file__).parents[3] / "examples" / "rules_test.yaml"


def test_both_are_schemas() -> None:
    Draft7Validator.check_schema(FILE)
    Draft7Validator.check_schema(TEST)


def test_every_field_has_its_sentence() -> None:
    fields = {**FILE["properties"], **TEST["properties"], **TEST["properties"]["expect"]["properties"]}

    assert [name for name, schema in fields.items() if not schema.get("description", "").endswith(".")] == []


def test_all_that_may_be_expected_is_checked() -> None:
    assert set(TEST["properties"]["expect"]["properties"]) == set(_CHECKS)


def test_an_editors_schema_takes_the_example_and_no_misspelt_field() -> None:
    good = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    wrong = {"tests": {"x": {"hit": "hits/purchase.http", "expekt": {"fired": "TikTok purchase"}}}}
    editor = Draft7Validator(schema_of_tests())
    editor.check_schema(editor.schema)

    assert list(editor.iter_errors(good)) == []
    assert len(list(editor.iter_errors(wrong))) == 2
