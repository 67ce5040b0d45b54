"""Values as TikTok takes them, whatever a page or a variable makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED
from tags import _tiktok_values as values

HUGE = 10**5000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((77, "77"), (77.0, "77"), (0.5, "0.5"), (10**19, "10000000000000000000"), (-3, "-3"), ("007", "007")),
        *(
            (True, ""),
            (None, ""),
            (UNDEFINED, ""),
            ([], ""),
            ({}, ""),
            (float("nan"), ""),
            (float("inf"), ""),
            (HUGE, ""),
        ),
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_a_number_is_written_as_a_browser_writes_it(value: Any, text: str) -> None:
    assert (values.name(value), values.words(value)) == (text, text)


@pytest.mark.parametrize("text", ["", "  ", "null", " UNDEFINED ", "none", "(not set)", "-"])
def test_a_placeholder_tells_nothing_from_others_but_may_be_searched_for(text: str) -> None:
    assert (values.name(text), values.words(text)) == ("", text)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("149.90", 149.9),
        (" 5 ", 5),
        ("1e2", 100),
        ("0x10", None),
        (" -0b1", None),
        ("1,5", None),
        ("", None),
        (True, None),
    ],
)
def test_an_amount_is_a_decimal_number(value: Any, amount: float | None) -> None:
    assert values.amount(value) == amount


@pytest.mark.parametrize(("value", "count"), [(2, 2), ("3", 3), (2.0, 2), (1.5, None), (-1, None), ("lots", None)])
def test_a_count_is_a_whole_number_from_nothing_on(value: Any, count: int | None) -> None:
    assert values.count(value) == count


def test_codes_and_types_are_those_that_tiktok_knows() -> None:
    assert [values.currency(each) for each in (" eur ", "XBT", 978, None)] == ["EUR", None, None, None]
    assert [values.content_type(each) for each in ("Product", "hotel ", "mug", None)] == [
        "product",
        "hotel",
        None,
        None,
    ]
