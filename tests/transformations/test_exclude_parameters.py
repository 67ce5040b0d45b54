"""GTM's transformation that excludes parameters."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, Lookup
from tests.small import hit
from transformations.exclude_parameters import ExcludeParameters

DATA: dict[str, Any] = {
    "value": 5,
    "user_data": {"email": ["a@shop.example", "b@shop.example"], "phone_number": "+442079460958"},
    "user_data.email": "flat",
    "items": [{"item_id": "A", "price": 1}, {"item_id": "B"}],
}


@pytest.mark.parametrize(
    ("parameters", "path"),
    [
        (("value",), "value"),
        (("user_data.phone_number",), "user_data.phone_number"),
        (("items.0.price",), "items.0.price"),
        (("user_data.email",), "user_data.email"),
        (("user_data",), "user_data"),
    ],
    ids=["a key", "within an object", "within a list", "a key with dots, and the path", "a whole object"],
)
def test_the_tag_does_not_see_what_is_excluded(parameters: tuple[str, ...], path: str) -> None:
    event = ExcludeParameters(parameters=parameters).apply(Event(DATA), Lookup(Event(DATA), hit()))

    assert event.at(path, "gone") == "gone"


def test_all_else_stays_and_the_event_of_the_others_too() -> None:
    event = Event(DATA)

    seen = ExcludeParameters(parameters=("user_data.phone_number", "no.such", "items.9")).apply(
        event, Lookup(event, hit())
    )

    assert dict(seen) == {**DATA, "user_data": {"email": ["a@shop.example", "b@shop.example"]}}
    assert event.at("user_data.phone_number") == "+442079460958"


def test_to_exclude_nothing_changes_nothing() -> None:
    assert dict(ExcludeParameters(parameters=()).apply(Event(DATA), Lookup(Event(DATA), hit()))) == DATA
