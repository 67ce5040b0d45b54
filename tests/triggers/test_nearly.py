"""What alone keeps a value from the one a condition wants."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, Hit, Lookup
from triggers.expression import Expression


def near(when: Any, **data: Any) -> str:
    lookup = Lookup(Event(data), Hit("GET", "/"))
    (condition,) = Expression(when=when).check(lookup).conditions()
    return condition.near


@pytest.mark.parametrize(
    ("when", "met", "said"),
    [
        ("x == purchase", "Purchase", "only the case differs"),
        ("x == purchase", " purchase", "only blanks differ"),
        ('x == "add to cart"', "Add To\u00a0 Cart", "only case and blanks differ"),
        ("x == caf\u00e9", "cafe\u0301", "only signs that look alike differ"),
        ("x == 59.9", "59.90", "the numbers are equal, but texts are compared"),
        ("x in [refund, purchase]", "PURCHASE", "only the case differs"),
        ("x starts with /DE/", "/de/thanks", "only the case differs"),
        ("x matches ^Thanks", "thanks", "only the case differs"),
        ("x > 100", "1.000,00", "it is no number"),
        ("x > much", "100", "what it is compared with is no number"),
        ("x == purchase", {"name": "purchase"}, "it is an object, and no text"),
    ],
)
def test_a_condition_that_nearly_held_says_what_kept_it(when: str, met: Any, said: str) -> None:
    assert near(when, x=met) == said


@pytest.mark.parametrize(
    ("when", "data"),
    [
        ("x == purchase", {"x": "purchase"}),
        ("x == purchase", {"x": "refund"}),
        ("x == purchase", {}),
        ("x != purchase", {"x": "purchase"}),
        ("x exists", {}),
        ("x == 0", {"x": " "}),
        ("x > 100", {"x": 99}),
        ("x matches ^Thanks", {"x": "no"}),
    ],
    ids=["held", "another", "nothing", "negated", "exists", "a blank is no 0", "less", "no match in any case"],
)
def test_what_is_wrong_altogether_is_not_near(when: str, data: dict[str, Any]) -> None:
    assert near(when, **data) == ""


def test_a_value_that_names_a_variable_is_compared_as_it_is_for_the_event() -> None:
    assert near("x == {{Event Name}}", x="purchase", event_name="Purchase") == "only the case differs"
