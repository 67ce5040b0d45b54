"""Numbers off the wire."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients._ga4_numbers import number_or_text, whole_or_text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("59.90", 59.9), ("2.0", 2), ("0", 0), ("-3", -3), ("+5", 5), (".5", 0.5), ("5.", 5), ("1e3", 1000),
        ("12345678901234", 12345678901234), ("9007199254740992", 9007199254740992), ("1e21", 1e21),
        ("abc", "abc"), ("", ""), (" 1", " 1"), ("NaN", "NaN"), ("Infinity", "Infinity"), ("1e400", "1e400"),
        ("9" * 400, "9" * 400), ("1,5", "1,5"), ("1_0", "1_0"), ("٣", "٣"), ("²", "²"), ("1\n", "1\n"),
    ],
)  # fmt: skip
def test_a_number_is_a_number_and_the_rest_stays_text(text: str, wanted: float | str) -> None:
    assert number_or_text(text) == wanted
    assert type(number_or_text(text)) is type(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0", 0), ("1785923158731", 1785923158731), ("5192429406730633", 5192429406730633),
        ("1.5", "1.5"), ("abc", "abc"), ("", ""), ("٣", "٣"), ("²", "²"), ("9" * 5000, "9" * 5000),
    ],
    ids=["zero", "a time", "sixteen digits", "a point", "no number", "nothing", "other digits", "no digit", "huge"],
)  # fmt: skip
def test_a_whole_number_is_a_number_and_the_rest_stays_text(text: str, wanted: int | str) -> None:
    assert whole_or_text(text) == wanted


@settings(max_examples=150, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53))
def test_what_javascript_writes_is_read_back(value: float) -> None:
    assert number_or_text(repr(value)) == value


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_text_is_a_finite_number_or_itself(text: str) -> None:
    found = number_or_text(text)

    assert found == text if isinstance(found, str) else math.isfinite(found)
