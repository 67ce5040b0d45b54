"""GTM's comparison: JavaScript's String() and Number()."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import UNDEFINED, number, text

# What node 22 prints for String(value).
STRINGS: list[tuple[Any, str]] = [
    ("text", "text"),
    (None, "null"),
    (UNDEFINED, "undefined"),
    (True, "true"),
    (False, "false"),
    (5, "5"),
    (1.0, "1"),
    (-0.0, "0"),
    (59.9, "59.9"),
    (0.1 + 0.2, "0.30000000000000004"),
    (1e20, "100000000000000000000"),
    (1e21, "1e+21"),
    (1.5e300, "1.5e+300"),
    (5e-324, "5e-324"),
    (1e-7, "1e-7"),
    (1e-6, "0.000001"),
    (1e-5, "0.00001"),
    (1.234e-6, "0.000001234"),
    (-1.234567e-5, "-0.00001234567"),
    (math.nan, "NaN"),
    (math.inf, "Infinity"),
    (-math.inf, "-Infinity"),
    ([], ""),
    ([1, [2.0, None], UNDEFINED, "x"], "1,2,,,x"),
    ({"a": 1}, "[object Object]"),
    ([{}], "[object Object]"),
]

# What node 22 prints for Number(value).
NUMBERS: list[tuple[Any, float]] = [
    ("", 0),
    ("  \t\n", 0),
    (" 12 ", 12),
    ("59.90", 59.9),
    (".5", 0.5),
    ("5.", 5),
    ("+1", 1),
    ("-1e3", -1000),
    ("1e1000", math.inf),
    ("0x10", 16),
    ("0b11", 3),
    ("0O17", 15),
    ("Infinity", math.inf),
    ("-Infinity", -math.inf),
    ("\ufeff1", 1),
    (None, 0),
    (True, 1),
    (False, 0),
    (1.7e308, 1.7e308),
    (10**400, math.inf),
    (-(10**400), -math.inf),
    ("0x" + "f" * 400, math.inf),
    ([], 0),
    ([5], 5),
    (["5"], 5),
]

NOT_A_NUMBER: list[Any] = [
    *("abc", "NaN", "1,5", "1_000", "1 2", "-0x10", "0x", "e5", ".", "-", "1e", "infinity", "١", "\x1c1", "1\x00"),
    *(UNDEFINED, {}, [1, 2], math.nan),
]


@pytest.mark.parametrize(("value", "wanted"), STRINGS, ids=lambda value: repr(value)[:24])
def test_text_is_javascripts_string(value: Any, wanted: str) -> None:
    assert text(value) == wanted


@pytest.mark.parametrize(("value", "wanted"), NUMBERS, ids=lambda value: repr(value)[:24])
def test_number_is_javascripts_number(value: Any, wanted: float) -> None:
    assert number(value) == wanted


@pytest.mark.parametrize("value", NOT_A_NUMBER, ids=lambda value: repr(value)[:24])
def test_what_is_no_number_is_nan_and_compares_with_nothing(value: Any) -> None:
    found = number(value)

    assert math.isnan(found)
    assert not found < 1
    assert not found >= 1


@settings(max_examples=200, deadline=None)
@given(st.floats(allow_nan=False))
def test_a_number_survives_its_own_text(value: float) -> None:
    assert number(text(value)) == value


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_a_number_or_nan(value: str) -> None:
    assert isinstance(number(value), float)
    assert text(value) == value
