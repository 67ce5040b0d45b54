"""Event data as the parameters of a GA4 hit: every kind of key, and event data that nobody sane would send."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import UNDEFINED, ga4, pairs
from tags._ga4_parameters import encoded, parameters

WRITTEN = st.text(st.characters(codec="utf-8"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | WRITTEN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WRITTEN, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = ("client_hints", "event_location", "items", "user_data", ga4.SYSTEM, ga4.SERVER_ONLY, ga4.USER_PROPERTIES)
OWN_KEYS = st.sampled_from((*OBJECTS, *sorted(ga4.OWN), "ip_override", "x-ga-mp2-foo", "x-ga-js_client_id"))


def written(data: dict[str, Any]) -> list[tuple[str, str]]:
    return list(parameters(data))


@pytest.mark.parametrize(
    ("data", "pair"),
    [
        ({"client_id": "1.2"}, ("cid", "1.2")),
        ({"x-ga-gcd": "13l3l3l2l1"}, ("gcd", "13l3l3l2l1")),
        ({"page_location": "https://shop.example/?a=b&c"}, ("dl", "https://shop.example/?a=b&c")),
        ({"currency": ""}, ("cu", "")),
        ({"engagement_time_msec": 250}, ("_et", "250")),
        ({"ga_session_number": "odd"}, ("sct", "odd")),
        ({"coupon_code": "MAY"}, ("ep.coupon_code", "MAY")),
        ({"value": 59.9}, ("epn.value", "59.9")),
        ({"value": 60.0}, ("epn.value", "60")),
        ({"value": 0}, ("epn.value", "0")),
        ({"value": "59.90"}, ("ep.value", "59.90")),
        ({"debug_mode": True}, ("ep.debug_mode", "true")),
        ({"sizes": ["S", None, 4]}, ("ep.sizes", "S,,4")),
        ({"a.b": "c"}, ("ep.a.b", "c")),
        ({"currency": 978}, ("epn.currency", "978")),
        ({"client_id": True}, ("ep.client_id", "true")),
        ({"items": "none"}, ("ep.items", "none")),
        ({"client_hints": 5}, ("epn.client_hints", "5")),
        ({"ip_override": "203.0.113.7"}, ("_uip", "203.0.113.7")),
        ({"x-ga-mp2-foo": "bar"}, ("foo", "bar")),
        ({"x-ga-mp2-ep.currency": "EUR"}, ("ep.currency", "EUR")),
        ({"event_location": {"country": "BR", "region": "SP"}}, ("ur", "BR-SP")),
        ({"event_location": {"country": "FR"}}, ("ur", "FR")),
        ({"event_location": {}}, ("ur", "")),
        ({ga4.SYSTEM: {"ee": True}}, ("_ee", "1")),
        ({ga4.SYSTEM: {"nsi": "1"}}, ("_nsi", "1")),
        ({ga4.SYSTEM: {"eu": [34]}}, ("_eu", "AAAAAAQ")),
        ({ga4.SYSTEM: {"eu": []}}, ("_eu", "")),
        ({ga4.SYSTEM: {"eu": "EA!"}}, ("_eu", "EA!")),
        ({ga4.SERVER_ONLY: {"rnd": "77.88"}}, ("sst.rnd", "77.88")),
        ({ga4.USER_PROPERTIES: {"tier": "gold"}}, ("up.tier", "gold")),
        ({ga4.USER_PROPERTIES: {"orders": 7}}, ("upn.orders", "7")),
        ({ga4.USER_PROPERTIES: {"vip": False}}, ("up.vip", "false")),
        ({"user_data": {"email": "jane@shop.example"}}, ("ep.user_data.email", "jane@shop.example")),
        ({"user_data": {"address": {"0": {"city": "London"}}}}, ("ep.user_data.address.0.city", "London")),
        ({"user_data": {"email": ["jane@shop.example"]}}, ("ep.user_data.email.0", "jane@shop.example")),
        ({"user_data": {"phone_number": 4420}}, ("epn.user_data.phone_number", "4420")),
    ],
    ids=[
        "the client's own text", "an internal text", "an address as it is", "an empty text", "a whole number",
        "a whole number that is text", "a page's text", "a page's number", "a whole float", "zero",
        "a number in a text", "a truth value", "a list", "a dot in a name", "a number for a text of GA4",
        "a truth value for a text of GA4", "items that are no list", "hints that are no object",
        "the visitor's address", "a parameter nobody knows", "one of GA4's names, sent by a page",
        "country and region", "a country alone", "no place at all", "a system property that is on",
        "a system property", "features", "no features", "features that are none", "the tagging server's own",
        "a text property", "a number property", "a truth value property", "user data", "an address in user data",
        "a list in user data", "a number in user data",
    ],
)  # fmt: skip
def test_a_key_becomes_the_parameter_that_gtag_writes_for_it(data: dict[str, Any], pair: tuple[str, str]) -> None:
    assert written(data) == [pair]


@pytest.mark.parametrize(
    "data",
    [
        {"value": None},
        {"value": UNDEFINED},
        {"user_agent": "Mozilla/5.0"},
        {"x-ga-js_client_id": "1.2"},
        {"checkout": {"step": 1}},
        {"items": []},
        {"items": {"0": {"item_id": "MUG-1"}}},
        {"user_data": {}},
        {ga4.SERVER_ONLY: {"request_start_time_ms": 1772366400999}},
        {"client_hints": {"brands": [{"brand": "Chromium", "version": "126"}], "mobile": False}},
    ],
    ids=[
        "null", "a variable without a value", "the user agent", "the page's client id", "an object nobody knows",
        "no items", "items in an object", "no user data", "the time the server put there", "hints of headers",
    ],
)  # fmt: skip
def test_what_is_no_parameter_of_a_hit_is_none(data: dict[str, Any]) -> None:
    assert written(data) == []


def test_parameters_keep_the_order_of_the_event() -> None:
    data = {"event_name": "purchase", "value": 5, "client_id": "1.2", ga4.USER_PROPERTIES: {"b": "1", "a": "2"}}

    assert [name for name, _ in written(data)] == ["en", "epn.value", "cid", "up.b", "up.a"]


def test_the_hints_of_a_browser_are_eight_parameters() -> None:
    versions = [{"brand": "Not;A|Brand", "version": "8.0.0.0"}, {"brand": "Chromium", "version": "126.0.1.2"}]
    hints = {"architecture": "x86", "bitness": "64", "full_version_list": versions, "mobile": False, "model": ""}
    more = {"platform": "Windows", "platform_version": "15.0.0", "wow64": True}

    assert dict(written({"client_hints": {**hints, **more}})) == {
        "uaa": "x86",
        "uab": "64",
        "uafvl": "Not%3BA%7CBrand;8.0.0.0|Chromium;126.0.1.2",
        "uamb": "0",
        "uam": "",
        "uap": "Windows",
        "uapv": "15.0.0",
        "uaw": "1",
    }


def test_an_odd_list_of_versions_is_written_as_far_as_it_goes() -> None:
    versions = ["Chromium", None, {"brand": 7}, {"version": "8"}, {"brand": "A", "version": ["1", "2"]}]
    hints = dict(written({"client_hints": {"architecture": "", "full_version_list": versions}}))

    assert hints["uafvl"] == "7;|;8|A;1%2C2"


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ({"item_id": "MUG-1", "item_name": "Mug", "price": 12.5, "quantity": 2}, "idMUG-1~nmMug~pr12.5~qt2"),
        ({"item_name": "Mug ~ blue~~"}, "nmMug ~~ blue~~~~"),
        ({"size": "XL", "fit": "slim"}, "k0size~v0XL~k1fit~v1slim"),
        ({"a~b": "c~d"}, "k0a~~b~v0c~~d"),
        ({"x-ga-mp2-zz": "9"}, "zz9"),
        ({"price": "12,50"}, "pr12,50"),
        ({"fresh": True}, "k0fresh~v0true"),
        ({"tags": ["a", 5]}, "k0tags~v0a,5"),
        ({}, ""),
    ],
    ids=[
        "known fields", "a tilde in a value", "custom fields", "a tilde in a name", "a field nobody knows",
        "a price that is no number", "a truth value", "a list", "an empty item",
    ],
)  # fmt: skip
def test_an_item_is_one_parameter(item: dict[str, Any], value: str) -> None:
    assert written({"items": [item]}) == [("pr1", value)]


def test_of_a_thousand_items_two_hundred_are_written() -> None:
    found = written({"items": [{"item_id": f"SKU-{number}"} for number in range(1000)]})

    assert found[-1] == ("pr200", "idSKU-199")
    assert len(found) == ga4.MOST_ITEMS == 200


def test_what_is_no_item_is_left_out_and_the_others_keep_their_numbers() -> None:
    assert written({"items": ["MUG-1", None, {"item_id": "POT-7"}, [{}], 5]}) == [("pr3", "idPOT-7")]


def test_of_very_many_custom_fields_those_are_written_that_have_a_sign() -> None:
    ((_, value),) = written({"items": [{**{f"f{number}": number for number in range(50)}, "item_id": "A"}]})

    assert value.endswith("~kZf35~vZ35~idA")
    assert len(value.split("~")) == 2 * 36 + 1


@pytest.mark.parametrize(
    ("features", "value"),
    [
        ([511], f"{'A' * 84}gA"),
        ([512], "512"),
        ([10**12, 3], "1000000000000,3"),
        ([-1], "-1"),
        ([True], "true"),
        ([3, "4"], "3,4"),
    ],
    ids=["the highest", "one too high", "a huge one", "a negative one", "a truth value", "a text"],
)
def test_features_are_packed_only_as_far_as_gtag_could_have_packed_them(features: list[Any], value: str) -> None:
    assert written({ga4.SYSTEM: {"eu": features}}) == [("_eu", value)]


@pytest.mark.parametrize("key", OBJECTS)
@pytest.mark.parametrize("value", [[], ["architecture"], [{"a": 1}]], ids=json.dumps)
def test_a_list_where_an_object_should_be_keeps_no_event_from_google(key: str, value: list[Any]) -> None:
    """Such event data comes from a backend: the JSON client takes an event as it is written."""
    assert ("en", "purchase") in written({key: value, "event_name": "purchase"})


@pytest.mark.parametrize(
    ("data", "pair"),
    [
        ({"items": [{"item_id": "MUG-1", "coupon": None, "size": None}]}, ("pr1", "idMUG-1")),
        ({"items": [{"item_id": "MUG-1", "coupon": UNDEFINED}]}, ("pr1", "idMUG-1")),
        ({ga4.USER_PROPERTIES: {"tier": None, "plan": "free"}}, ("up.plan", "free")),
        ({ga4.SYSTEM: {"nsi": None, "ss": "1"}}, ("_ss", "1")),
        ({"user_data": {"email": None, "phone_number": "+44"}}, ("ep.user_data.phone_number", "+44")),
        ({"event_location": {"country": "FR", "region": None}}, ("ur", "FR")),
    ],
    ids=["an item", "an item with a variable", "a user property", "a system property", "user data", "a place"],
)
def test_null_inside_an_object_is_nothing_and_not_the_word(data: dict[str, Any], pair: tuple[str, str]) -> None:
    assert written(data) == [pair]


@given(st.dictionaries(OWN_KEYS | WRITTEN, JSON, max_size=6))
def test_whatever_json_a_backend_sends_becomes_pairs_of_text(data: dict[str, Any]) -> None:
    found = written({**data, "event_name": "purchase"})

    assert ("en", "purchase") in found
    assert all(isinstance(part, str) for pair in found for part in pair)
    assert pairs(encoded(found)) == found


@given(st.lists(st.tuples(WRITTEN, WRITTEN), max_size=6))
def test_a_query_says_what_was_written_into_it(found: list[tuple[str, str]]) -> None:
    assert pairs(encoded(found)) == found


def test_a_query_is_encoded_as_gtag_does_it() -> None:
    assert encoded([("ep.a b", "ü&=+/?~!*'()-_.")]) == "ep.a%20b=%C3%BC%26%3D%2B%2F%3F~!*'()-_."
    assert encoded([]) == ""
