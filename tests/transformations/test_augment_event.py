"""GTM's transformation that augments the event."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup, SettingError
from tests.small import hit
from transformations.augment_event import AugmentEvent

DATA: dict[str, Any] = {"value": 5, "user_data": {"email": "a@shop.example"}, "a.b": 1, "items": [{"price": 1}, {}]}


@pytest.mark.parametrize(
    ("parameters", "path", "wanted"),
    [
        ({"currency": "EUR"}, "currency", "EUR"),
        ({"value": 7}, "value", 7),
        ({"value": None}, "value", None),
        ({"value": UNDEFINED}, "value", 5),
        ({"user_data.phone": "+49"}, "user_data", {"email": "a@shop.example", "phone": "+49"}),
        ({"a.b": 2}, "a.b", 2),
        ({"new.deep": 1}, "new", {"deep": 1}),
        ({"value.inner": 1}, "value", {"inner": 1}),
        ({"items.1.price": 2}, "items", [{"price": 1}, {"price": 2}]),
        ({"items.0": {}}, "items", [{}, {}]),
        ({"items.7.price": 2}, "items", {"7": {"price": 2}}),
    ],
    ids=["a new key", "another value", "null", "what has no value changes nothing", "within an object", "a key with dots",
         "a new object", "an object in the place of a number", "within a list", "an item", "beyond the list"],
)  # fmt: skip
def test_the_tag_sees_it(parameters: dict[str, Any], path: str, wanted: Any) -> None:
    event = Event(DATA)

    assert AugmentEvent(parameters=parameters).apply(event, Lookup(event, hit())).at(path) == wanted


def test_the_event_of_the_others_stays_as_it_is() -> None:
    before, event = repr(DATA), Event(DATA)
    AugmentEvent(parameters={"user_data.email": "x", "items.0.price": 9, "value": 0}).apply(event, Lookup(event, hit()))

    assert repr(DATA) == before == repr(dict(event))


@pytest.mark.parametrize("key", ["x-ga-gcd", "x-sst-system_properties", "x-ga-measurement_id"])
def test_google_s_own_parameters_are_not_changed(key: str) -> None:
    with pytest.raises(SettingError, match="no transformation changes"):
        AugmentEvent(parameters={key: "x"})
