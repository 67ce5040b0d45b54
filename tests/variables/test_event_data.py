"""GTM's Event Data variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup
from tests.small import hit
from variables.event_data import EventData

EVENT = Event({"value": 0, "items": [{"price": 5}], "a.b": "flat", "a": {"b": "nested"}, "nothing": None})


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("value", 0),
        ("items.0.price", 5),
        ("a.b", "flat"),
        ("nothing", None),
        ("items.1.price", UNDEFINED),
        ("", UNDEFINED),
    ],
    ids=["zero", "a path", "a key with dots first", "null", "beyond the list", "no key"],
)
def test_it_is_the_value_at_its_key(key: str, wanted: Any) -> None:
    assert EventData(key=key).value(Lookup(EVENT, hit())) == wanted


def test_its_default_stands_for_what_is_not_there_and_not_for_null() -> None:
    assert EventData(key="no.such", default="EUR").value(Lookup(EVENT, hit())) == "EUR"
    assert EventData(key="nothing", default="EUR").value(Lookup(EVENT, hit())) is None
    assert EventData(key="no.such", default=None).value(Lookup(EVENT, hit())) is None


def test_only_its_key_is_required() -> None:
    assert [(setting.name, setting.required) for setting in EventData.settings()] == [("key", True), ("default", False)]
