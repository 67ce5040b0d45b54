"""What may stand in a file of tests."""

from __future__ import annotations

from jsonschema import Draft7Validator

from gateway.testing.expectation import _CHECKS
from gateway.testing.written_schema import FILE, TEST


def test_both_are_schemas() -> None:
    Draft7Validator.check_schema(FILE)
    Draft7Validator.check_schema(TEST)


def test_every_field_has_its_sentence() -> None:
    fields = {**FILE["properties"], **TEST["properties"], **TEST["properties"]["expect"]["properties"]}

    assert [name for name, schema in fields.items() if not schema.get("description", "").endswith(".")] == []


def test_all_that_may_be_expected_is_checked() -> None:
    assert set(TEST["properties"]["expect"]["properties"]) == set(_CHECKS)
