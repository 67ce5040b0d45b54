"""GTM's Request Header variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup
from tests.small import hit
from variables.request_header import RequestHeader


@pytest.mark.parametrize(
    ("name", "wanted"), [("X-Shop", "tea"), ("x-shop", "tea"), ("X-Empty", ""), ("X-None", UNDEFINED)]
)
def test_it_is_the_header_of_that_name_whatever_its_case(name: str, wanted: Any) -> None:
    sent = hit(headers=(("x-shop", "tea"), ("x-shop", "second"), ("x-empty", "")))

    assert RequestHeader(header=name).value(Lookup(Event(), sent)) == wanted
