"""GTM's Visitor Region variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup
from tests.small import hit
from variables.visitor_region import VisitorRegion


@pytest.mark.parametrize(
    ("said", "part", "wanted"),
    [
        ({"country": "BR", "region": "SP"}, "both", "BR-SP"),
        ({"country": "BR", "region": "SP"}, "country", "BR"),
        ({"country": "BR", "region": "SP"}, "region", "SP"),
        ({"country": "DE"}, "both", "DE"),
        ({"country": "DE"}, "region", UNDEFINED),
        ({}, "both", "FR-IDF"),
        (None, "country", "FR"),
        ("somewhere", "both", "FR-IDF"),
    ],
    ids=["both", "country", "region", "a country alone", "no region", "an empty place", "no place", "no object"],
)
def test_it_is_the_event_s_place_else_the_headers(said: Any, part: Any, wanted: Any) -> None:
    headers = (("cf-ipcountry", "FR"), ("cf-region-code", "IDF"))
    event = Event({} if said is None else {"event_location": said})

    assert VisitorRegion(part=part).value(Lookup(event, hit(headers=headers))) == wanted


def test_nobody_s_word_is_undefined() -> None:
    assert VisitorRegion().value(Lookup(Event(), hit())) is UNDEFINED
