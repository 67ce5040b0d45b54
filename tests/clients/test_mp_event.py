"""One event of the Measurement Protocol as event data."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from clients._mp_event import event_data, shared_data
from gateway import Hit

HIT = Hit("POST", "/mp/collect", headers=(("user-agent", "shop/1.0"),), ip="203.0.113.7")
ALWAYS = {"x-ga-protocol_version": "2", "event_name": "x", "ip_override": "203.0.113.7", "user_agent": "shop/1.0"}


def data(params: Any = None, hit: Hit = HIT, parameters: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
    event = {"name": "x"} if params is None else {"name": "x", "params": params}
    return event_data(event, shared_data(body, parameters or {}, hit))[0]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({}, {}),
        ({"client_id": "1.2", "user_id": "42"}, {"client_id": "1.2", "user_id": "42"}),
        ({"app_instance_id": "ab"}, {"x-ga-mp2-app_instance_id": "ab"}),
        ({"user_data": {"sha256_email_address": "ab"}}, {"user_data": {"sha256_email_address": "ab"}}),
        ({"consent": {"ad_user_data": "DENIED"}},
         {"consent": {"ad_user_data": "DENIED"}, "x-ga-mp2-consent": {"ad_user_data": "DENIED"}}),
        ({"non_personalized_ads": True}, {"x-ga-npa": "1"}),
        ({"non_personalized_ads": False}, {"x-ga-npa": "0"}),
        ({"non_personalized_ads": "true"}, {"x-ga-npa": "0"}),
        ({"user_properties": {"tier": {"value": "gold"}, "n": {}, "bare": 5}},
         {"x-ga-mp2-user_properties": {"tier": "gold", "n": None, "bare": 5}}),
        ({"user_properties": {}}, {}),
        ({"user_properties": ["tier"]}, {}),
        ({"device": {"language": "en", "screen_resolution": "1x1", "category": "mobile"}},
         {"language": "en", "screen_resolution": "1x1",
          "x-ga-mp2-device": {"language": "en", "screen_resolution": "1x1", "category": "mobile"}}),
        ({"device": "phone"}, {"x-ga-mp2-device": "phone"}),
        ({"timestamp_micros": 5, "validation_behavior": "RELAXED"},
         {"x-ga-mp2-timestamp_micros": 5, "x-ga-mp2-validation_behavior": "RELAXED"}),
        ({"ip_override": "198.51.100.9", "user_agent": "Mozilla/5.0"},
         {"ip_override": "198.51.100.9", "user_agent": "Mozilla/5.0"}),
        ({"ip_override": "", "user_agent": ""}, {}),
        ({"unknown": 5}, {}),
    ],
    ids=["nothing", "a user", "an app", "user data", "consent", "no personalized ads", "personalized ads",
         "no truth value", "user properties", "no properties", "properties that are a list", "a device", "no device",
         "a time", "an address and a browser", "empty ones", "an unknown field"],
)  # fmt: skip
def test_what_the_body_says_is_in_every_event(body: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert data(**body) == {**ALWAYS, **wanted}


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ({"measurement_id": "G-1"}, {"x-ga-measurement_id": "G-1"}),
        ({"firebase_app_id": "1:2:web:3"}, {"x-ga-mp2-firebase_app_id": "1:2:web:3"}),
        ({"measurement_id": "", "api_secret": "sesame"}, {}),
    ],
    ids=["a website", "an app", "never the secret"],
)
def test_the_stream_is_in_every_event(parameters: dict[str, str], wanted: dict[str, Any]) -> None:
    assert data(parameters=parameters) == {**ALWAYS, **wanted}


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({"value": 59.9, "currency": "EUR"}, {"value": 59.9, "currency": "EUR"}),
        ({"session_id": 1772366001, "session_number": 2}, {"ga_session_id": "1772366001", "ga_session_number": 2}),
        ({"session_id": "a"}, {"ga_session_id": "a"}),
        ({"event_name": "y", "client_id": "9"}, {"x-ga-mp2-ep.event_name": "y", "x-ga-mp2-ep.client_id": "9"}),
        ({"consent_state": {"ad_storage": True}}, {"x-ga-mp2-ep.consent_state": {"ad_storage": True}}),
        ({"x-ga-gcs": "G111", "x-sst-a": 1}, {"x-ga-mp2-ep.x-ga-gcs": "G111", "x-ga-mp2-ep.x-sst-a": 1}),
        ({"items": [{"item_id": "A"}]}, {"items": [{"item_id": "A"}]}),
        ({"items": "none"}, {"items": "none"}),
        ({"engagement_time_msec": 5, "page_location": "https://shop.example/"},
         {"engagement_time_msec": 5, "page_location": "https://shop.example/"}),
        ([], {}),
        ("value", {}),
    ],
    ids=["as they are", "the session", "a session of letters", "names of the body's own", "consent by the back door",
         "internal names", "items", "items that are none", "names of common event data", "a list", "a text"],
)  # fmt: skip
def test_a_parameter_has_its_name(params: Any, wanted: dict[str, Any]) -> None:
    assert data(params) == {**ALWAYS, **wanted}


def test_an_event_may_have_a_time_of_its_own() -> None:
    found, _ = event_data({"name": "x", "timestamp_micros": 7}, shared_data({"timestamp_micros": 5}, {}, HIT))

    assert found["x-ga-mp2-timestamp_micros"] == 7


@pytest.mark.parametrize(
    ("location", "wanted"),
    [
        ({"country_id": "US", "region_id": "US-CA", "city": "X"}, {"country": "US", "region": "CA", "city": "X"}),
        ({"country_id": "US", "region_id": "CA"}, {"country": "US", "region": "CA"}),
        ({"city": "X", "country_id": 5, "region_id": 6}, {"city": "X"}),
        ({}, {"country": "BR"}),
        ("US", {"country": "BR"}),
        (None, {"country": "BR"}),
    ],
    ids=["all of it", "a region alone", "no texts", "empty", "no object", "nothing"],
)
def test_the_place_is_the_body_s_or_the_request_s(location: Any, wanted: dict[str, str]) -> None:
    hit = Hit("POST", "/mp/collect", headers=(("cf-ipcountry", "BR"),))

    assert data(hit=hit, user_location=location)["event_location"] == wanted


@pytest.mark.parametrize(("number", "cut"), [(200, False), (201, True)], ids=["at the bound", "one more"])
def test_two_hundred_parameters_are_read(number: int, *, cut: bool) -> None:
    found, was_cut = event_data({"name": "x", "params": {f"k{n}": n for n in range(number)}}, shared_data({}, {}, HIT))

    assert (len(found), was_cut) == (len(ALWAYS) + 200, cut)


@pytest.mark.parametrize(("number", "cut"), [(200, False), (201, True)], ids=["at the bound", "one more"])
def test_two_hundred_items_are_read_and_more_are_told(number: int, *, cut: bool) -> None:
    items = [{"item_id": str(n)} for n in range(number)]
    found, was_cut = event_data({"name": "x", "params": {"items": items}}, shared_data({}, {}, HIT))

    assert (found["items"], was_cut) == (items[:200], cut)


def test_two_events_of_one_body_share_nothing_that_can_be_changed() -> None:
    body: dict[str, Any] = {"user_data": {"address": {"city": "X"}}, "consent": {"ad_user_data": "GRANTED"}}
    first, second = data(**body), data(**body)
    before = deepcopy(second)
    first["user_data"]["address"].clear()
    first["consent"].clear()

    assert second == before
