"""getType, makeString, makeNumber, makeInteger."""

from __future__ import annotations

from typing import Any

import pytest

from .apis import call, returned


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        ("1", "number"), ("'a'", "string"), ("true", "boolean"), ("null", "null"), ("undefined", "undefined"),
        ("[]", "array"), ("{}", "object"), ("() => 1", "function"),
    ],
)  # fmt: skip
def test_every_value_has_a_type(value: str, type_: str) -> None:
    assert returned(f"return api('getType')({value});") == type_


@pytest.mark.parametrize(
    ("value", "integer"),
    [("2.5", 3), (2.4, 2), ("-1.5", -1), ("12px", 0), ("2025-01-01", 0), ("", 0), (None, 0), ("0x10", 16), (True, 1)],
    ids=str,
)
def test_an_integer_is_the_nearest_and_what_is_no_number_is_0(value: Any, integer: int) -> None:
    """Nothing public pins this; it is what Tag Manager's own script does in a page."""
    assert call("makeInteger", value) == integer


@pytest.mark.parametrize(("value", "number"), [("2.50", 2.5), ("", 0), (None, 0), ("1e3", 1000), (False, 0)], ids=str)
def test_a_number_is_read_as_javascript_reads_it(value: Any, number: float) -> None:
    assert call("makeNumber", value) == number


def test_what_is_no_number_is_nan() -> None:
    assert returned("const made = api('makeNumber')('12px'); return made !== made;")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.50", "1.5"),
        ("null", "null"),
        ("undefined", "undefined"),
        ("[1, 2]", "1,2"),
        ("{}", "[object Object]"),
        ("true", "true"),
    ],
)
def test_a_string_is_what_javascript_makes_of_it(value: str, text: str) -> None:
    assert returned(f"return api('makeString')({value});") == text
