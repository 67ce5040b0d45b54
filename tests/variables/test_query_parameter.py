"""GTM's Query Parameter variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup
from tests.small import hit
from variables.query_parameter import QueryParameter


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("a", "1"), ("b c", "x y"), ("flag", ""), ("page", UNDEFINED)],
    ids=["the first of two", "decoded", "without a value", "not of the page"],
)
def test_it_is_of_the_request_s_own_query(name: str, wanted: Any) -> None:
    event = Event(page_location="https://shop.example/?page=2")

    assert QueryParameter(parameter=name).value(Lookup(event, hit(query="a=1&a=2&b%20c=x+y&flag"))) == wanted
