"""GTM's Lookup Table variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup
from tests.small import hit
from variables.lookup_table import LookupTable

TABLE = {"purchase": "order", "5": "five", "true": "yes", "undefined": "nothing", "big": 7}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("purchase", "order"),
        (5, "five"),
        (5.0, "five"),
        (True, "yes"),
        (UNDEFINED, "nothing"),
        ("big", 7),
        ("Purchase", "?"),
    ],
    ids=[
        "a text",
        "a number",
        "a number with a point",
        "a truth value",
        "nothing",
        "a value keeps its type",
        "other letters",
    ],
)
def test_it_is_the_value_beside_the_input(given: Any, wanted: Any) -> None:
    assert LookupTable(input=given, table=TABLE, default="?").value(Lookup(Event(), hit())) == wanted


def test_without_a_row_and_a_default_it_is_undefined() -> None:
    assert LookupTable(input="x", table=TABLE).value(Lookup(Event(), hit())) is UNDEFINED
