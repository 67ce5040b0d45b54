"""One parameter of a template."""

from __future__ import annotations

import pytest

from gateway.rules.frames import FRAMES
from gateway.sandbox.parameter import Condition, Parameter, Validator


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        (Condition("hash", "EQUALS", True), True, True),
        (Condition("hash", "EQUALS", True), "true", True),
        (Condition("hash", "EQUALS", 1), "1", True),
        (Condition("hash", "NOT_EQUALS", False), None, True),
        (Condition("hash", "NOT_EQUALS", "a"), "a", False),
        (Condition("hash", "PRESENT"), "", False),
        (Condition("hash", "PRESENT"), "x", True),
        (Condition("hash", "NOT_PRESENT"), None, True),
    ],
    ids=["equal", "equal as text", "a number", "not equal", "equal after all", "empty", "there", "not there"],
)
def test_a_condition_compares_what_stands_in_the_form(condition: Condition, value: object, holds: bool) -> None:  # noqa: FBT001
    assert condition.holds(value) == holds


def test_a_field_called_as_what_every_entry_has_gets_a_name_of_its_own() -> None:
    assert [Parameter(name).setting for name in ("type", "name", "pixel_code", "type_")] == [
        "type_",
        "name_",
        "pixel_code",
        "type__",
    ]


@pytest.mark.parametrize("section", ["clients", "variables", "tags"])
def test_no_field_hides_what_every_entry_has(section: str) -> None:
    assert [key for key in FRAMES[section] if Parameter(key).setting == key] == []


@pytest.mark.parametrize(
    ("parameter", "needed"),
    [
        (Parameter("id", validators=(Validator("NON_EMPTY"),)), True),
        (Parameter("id", validators=(Validator("NON_EMPTY"),), default="x"), False),
        (Parameter("id", validators=(Validator("NON_EMPTY"),), conditions=((Condition("a", "PRESENT"),),)), False),
        (Parameter("id"), False),
    ],
    ids=["not empty", "with a default", "not always there", "nothing asked"],
)
def test_what_must_not_be_empty_and_is_always_there_is_needed(parameter: Parameter, needed: bool) -> None:  # noqa: FBT001
    assert parameter.is_needed == needed
