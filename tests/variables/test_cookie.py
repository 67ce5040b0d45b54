"""GTM's Cookie Value variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup
from tests.small import hit
from variables.cookie import Cookie

HEADERS = (("cookie", "_ga=GA1.1.1.2; name=caf%C3%A9; empty=; _ga=second"), ("cookie", "late=x"))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("_ga", "GA1.1.1.2"), ("name", "café"), ("empty", ""), ("late", "x"), ("_GA", UNDEFINED), ("", UNDEFINED)],
    ids=["the first of two", "decoded", "empty", "a second header", "other letters", "no name"],
)
def test_it_is_the_cookie_of_that_name(name: str, wanted: Any) -> None:
    assert Cookie(cookie=name).value(Lookup(Event(), hit(headers=HEADERS))) == wanted


def test_it_stays_encoded_where_that_is_wanted() -> None:
    lookup = Lookup(Event(), hit(headers=(("cookie", "a=b%20c"),)))

    assert (Cookie(cookie="a").value(lookup), Cookie(cookie="a", decode=False).value(lookup)) == ("b c", "b%20c")
