"""GTM's transformation that allows parameters, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, Lookup
from tests.small import hit
from transformations.allow_parameters import AllowParameters

OWN = {"event_name": "purchase", "x-ga-measurement_id": "G-1", "x-ga-system_properties": {"ee": True}}
DATA: dict[str, Any] = {
    **OWN,
    "value": 5,
    "x-ga-mp2-note": "n",
    "user_data": {"email": "a@shop.example", "address": {"city": "X", "country": "DE"}},
    "user_data.email": "flat",
    "items": [{"item_id": "A"}],
}


def seen(*parameters: str) -> dict[str, Any]:
    event = Event(DATA)
    return dict(AllowParameters(parameters=parameters).apply(event, Lookup(event, hit())))


@pytest.mark.parametrize(
    ("parameters", "more"),
    [
        ((), {}),
        (("value", "no.such", "nothing"), {"value": 5}),
        (("user_data.address.city",), {"user_data": {"address": {"city": "X"}}}),
        (("user_data.address.city", "user_data.address.country"), {"user_data": {"address": DATA["user_data"]["address"]}}),
        (("user_data", "user_data.address.city"), {"user_data": DATA["user_data"]}),
        (("user_data.email",), {"user_data.email": "flat"}),
        (("items.0.item_id",), {"items": [{"item_id": "A"}]}),
        (("x-ga-mp2-note",), {"x-ga-mp2-note": "n"}),
    ],
    ids=["none", "one key", "a path", "two paths", "an object and a path in it", "a key with dots first",
         "a list comes whole", "a page's own that begins alike"],
)  # fmt: skip
def test_the_tag_sees_what_is_allowed_and_google_s_own(parameters: tuple[str, ...], more: dict[str, Any]) -> None:
    assert seen(*parameters) == {**OWN, **more}


def test_the_event_of_the_others_stays_as_it_is() -> None:
    before = repr(DATA)
    seen("user_data", "user_data.address.city", "user_data.address.country")["value"] = 1

    assert repr(DATA) == before
