"""What the validation of the Measurement Protocol says: the field, and a code."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clients._mp_validation import validation_messages
from gateway import Hit
from tests.cpu import timed

NOW = 1_772_366_400_000
DAY = 86_400_000_000
WELL = {
    "client_id": "1.2",
    "user_id": "42",
    "timestamp_micros": NOW * 1000,
    "user_properties": {"tier": {"value": "gold"}},
    "consent": {"ad_user_data": "GRANTED", "ad_personalization": "DENIED"},
    "validation_behavior": "ENFORCE_RECOMMENDATIONS",
    "events": [
        {"name": "purchase", "params": {"currency": "EUR", "value": 5, "items": [{"item_id": "A"}, {"item_name": "B"}]}}
    ],
}
Found = list[tuple[str, str]]


def found(body: Any, **parameters: str) -> Found:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    messages = validation_messages(
        Hit("POST", "/debug/mp/collect", body=raw, at=NOW), parameters or {"measurement_id": "G-1"}
    )
    assert all(message["description"] for message in messages)
    return [(message["fieldPath"], message["validationCode"]) for message in messages]


def with_params(**params: Any) -> dict[str, Any]:
    return {**WELL, "events": [{"name": "x", "params": params}]}


def test_a_good_hit_has_no_messages() -> None:
    assert found(WELL) == []


def test_a_message_says_where_and_what_in_a_sentence() -> None:
    hit = Hit("POST", "/", body=json.dumps({**WELL, "user_id": 5}).encode(), at=NOW)

    assert validation_messages(hit, {"measurement_id": "G-1"}) == [
        {"fieldPath": "user_id", "description": "A user_id is text.", "validationCode": "VALUE_INVALID"}
    ]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b"", [("", "VALUE_INVALID")]),
        (b"{", [("", "VALUE_INVALID")]),
        (b"\xff\xfe\xff", [("", "VALUE_INVALID")]),
        (b"[" * 100_000, [("", "VALUE_INVALID")]),
        (b'{"a":' + b"9" * 5000 + b"}", [("", "VALUE_INVALID")]),
        (b"[]", [("", "VALUE_INVALID")]),
        (b'{"client_id":"' + b"x" * 130_000 + b'"}', [("", "VALUE_OUT_OF_BOUNDS")]),
        (b'{"client_id":"1","client_id":"1","client_id":"2","events":[{"name":"x"}]}', [("client_id", "NAME_DUPLICATED")]),
        (b'{"client_id":"1","events":[{"name":"x","name":"y"},{"name":"x","name":"y"}]}', [("name", "NAME_DUPLICATED")]),
    ],
    ids=["nothing", "cut off", "no text", "nested without end", "a huge number", "no object", "too long", "a double",
         "doubles told once"],
)  # fmt: skip
def test_a_body_that_cannot_be_read(body: bytes, wanted: Found) -> None:
    assert found(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        b'{"client_id":"1","events":[{"name":"x","params":{"value":NaN}}]}',
        json.dumps(WELL).encode("utf-16"),
    ],
    ids=["a number JSON does not have", "another encoding"],
)
def test_a_body_that_the_collector_cannot_read_is_told(body: bytes) -> None:
    assert found(body) == [("", "VALUE_INVALID")]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"unknown": 1}, [("unknown", "VALUE_INVALID")]),
        ({"timestamp_micros": str(NOW * 1000)}, []),
        ({"timestamp_micros": "soon"}, [("timestamp_micros", "VALUE_INVALID")]),
        ({"timestamp_micros": "²"}, [("timestamp_micros", "VALUE_INVALID")]),
        ({"timestamp_micros": "9" * 20}, [("timestamp_micros", "VALUE_INVALID")]),
        ({"timestamp_micros": 1.5}, [("timestamp_micros", "VALUE_INVALID")]),
        ({"timestamp_micros": True}, [("timestamp_micros", "VALUE_INVALID")]),
        ({"timestamp_micros": NOW * 1000 - 3 * DAY}, []),
        ({"timestamp_micros": NOW * 1000 - 3 * DAY - 1}, [("timestamp_micros", "VALUE_OUT_OF_BOUNDS")]),
        ({"consent": {"ad_storage": "GRANTED"}}, [("consent", "VALUE_INVALID")]),
        ({"consent": {"ad_user_data": "granted"}}, [("consent", "VALUE_INVALID")]),
        ({"consent": {"ad_user_data": ["GRANTED"]}}, [("consent", "VALUE_INVALID")]),
        ({"consent": "GRANTED"}, [("consent", "VALUE_INVALID")]),
        ({"validation_behavior": "STRICT"}, [("validation_behavior", "VALUE_INVALID")]),
        ({"validation_behavior": ["RELAXED"]}, [("validation_behavior", "VALUE_INVALID")]),
        ({"client_id": ""}, [("client_id", "VALUE_REQUIRED")]),
        ({"client_id": 1.2}, [("client_id", "VALUE_REQUIRED")]),
        ({"user_id": 42}, [("user_id", "VALUE_INVALID")]),
        ({"user_id": "x" * 256}, []),
        ({"user_id": "x" * 257}, [("user_id", "VALUE_OUT_OF_BOUNDS")]),
        ({"user_id": None}, []),
        ({"user_properties": []}, [("user_properties", "VALUE_INVALID")]),
        ({"user_properties": {"1st": {"value": 1}}}, [("user_properties", "NAME_INVALID")]),
        ({"user_properties": {"x" * 25: {"value": 1}}}, [("user_properties", "NAME_INVALID")]),
        ({"user_properties": {"user_id": {"value": 1}}}, [("user_properties", "NAME_RESERVED")]),
        ({"user_properties": {"ga_x": {"value": 1}}}, [("user_properties", "NAME_RESERVED")]),
        ({"user_properties": {"tier": "gold"}}, [("user_properties", "VALUE_REQUIRED")]),
        ({"user_properties": {"tier": {}}}, [("user_properties", "VALUE_REQUIRED")]),
        ({"user_properties": {"tier": {"value": "x" * 36}}}, []),
        ({"user_properties": {"tier": {"value": "x" * 37}}}, [("user_properties", "VALUE_OUT_OF_BOUNDS")]),
        ({"user_properties": {f"p{n}": {"value": 1} for n in range(25)}}, []),
        (
            {"user_properties": {f"p{n}": {"value": 1} for n in range(26)}},
            [("user_properties", "EXCEEDED_MAX_ENTITIES")],
        ),
        ({"events": []}, [("events", "VALUE_REQUIRED")]),
        ({"events": None}, [("events", "VALUE_REQUIRED")]),
        ({"events": "x"}, [("events", "VALUE_INVALID")]),
        ({"events": ["x"]}, [("events", "VALUE_INVALID")]),
        ({"events": [{"name": "x"}] * 25}, []),
        ({"events": [{"name": "x"}] * 26}, [("events", "EXCEEDED_MAX_ENTITIES")]),
        ({"events": [{}]}, [("events", "VALUE_REQUIRED")]),
        ({"events": [{"name": "add to cart"}]}, [("events", "NAME_INVALID")]),
        ({"events": [{"name": 5}]}, [("events", "NAME_INVALID")]),
        ({"events": [{"name": ["x"]}]}, [("events", "NAME_INVALID")]),
        ({"events": [{"name": {"x": 1}}]}, [("events", "NAME_INVALID")]),
        ({"events": [{"name": "x" * 40}]}, []),
        ({"events": [{"name": "x" * 41}]}, [("events", "NAME_INVALID")]),
        ({"events": [{"name": "session_start"}]}, [("events", "NAME_RESERVED")]),
        ({"events": [{"name": "x", "params": None}]}, [("events[0].params", "VALUE_INVALID")]),
    ],
    ids=lambda value: "" if isinstance(value, list) else json.dumps(value)[:50],
)
def test_a_field_of_the_body(change: dict[str, Any], wanted: Found) -> None:
    assert found({**WELL, **change}) == wanted


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({f"k{n}": n for n in range(25)}, []),
        ({f"k{n}": n for n in range(26)}, [("", "EXCEEDED_MAX_ENTITIES")]),
        ({"_x": 1}, [("", "NAME_RESERVED")]),
        ({"google_x": 1}, [("", "NAME_RESERVED")]),
        ({"a-b": 1}, [("", "NAME_INVALID")]),
        ({"x" * 41: 1}, [("", "NAME_INVALID")]),
        ({"k": "x" * 100}, []),
        ({"k": "x" * 101}, [(".k", "VALUE_OUT_OF_BOUNDS")]),
        ({"page_title": "x" * 300}, []),
        ({"page_title": "x" * 301}, [(".page_title", "VALUE_OUT_OF_BOUNDS")]),
        ({"page_location": "x" * 1001}, [(".page_location", "VALUE_OUT_OF_BOUNDS")]),
        ({"page_referrer": "x" * 421}, [(".page_referrer", "VALUE_OUT_OF_BOUNDS")]),
        ({"currency": "eur"}, [(".currency", "VALUE_INVALID")]),
        ({"currency": 5}, [(".currency", "VALUE_INVALID")]),
        ({"value": "5"}, [(".value", "VALUE_INVALID")]),
        ({"value": True}, [(".value", "VALUE_INVALID")]),
        ({"value": -0.5}, []),
        ({"items": {}}, [(".items", "VALUE_INVALID")]),
        ({"items": [{"item_id": "A"}, {}, 5]}, [(".items[1]", "VALUE_REQUIRED"), (".items[2]", "VALUE_REQUIRED")]),
        ({"items": [{"item_id": "A"}] * 200}, []),
        ({"items": [{"item_id": "A"}] * 201}, [(".items", "EXCEEDED_MAX_ENTITIES")]),
    ],
    ids=lambda value: "" if isinstance(value, list) else json.dumps(value)[:40],
)
def test_a_parameter_of_an_event(params: dict[str, Any], wanted: Found) -> None:
    assert found(with_params(**params)) == [(f"events[0].params{where}", code) for where, code in wanted]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"app_instance_id": "0123456789abcdefABCDEF0123456789"}, []),
        ({}, [("app_instance_id", "VALUE_REQUIRED")]),
        ({"app_instance_id": "0123"}, [("app_instance_id", "VALUE_INVALID")]),
        ({"app_instance_id": 5}, [("app_instance_id", "VALUE_INVALID")]),
    ],
    ids=["thirty-two digits", "none", "too short", "a number"],
)
def test_an_app_needs_an_instance_and_no_client(change: dict[str, Any], wanted: Found) -> None:
    body = {key: value for key, value in WELL.items() if key != "client_id"}

    assert found({**body, **change}, firebase_app_id="1:2:web:3") == wanted


def test_a_hit_needs_a_stream() -> None:
    assert found(WELL, api_secret="x") == [("measurement_id", "VALUE_REQUIRED")]


def test_messages_are_in_the_order_of_the_body() -> None:
    unknown = {f"unknown_{number}": number for number in range(20)}

    assert [where for where, _ in found({**unknown, **WELL})] == list(unknown)


def test_a_hundred_messages_are_enough() -> None:
    assert len(found(with_params(**{f"a-{number}": number for number in range(500)}))) == 100


def test_a_name_of_half_a_sign_is_told_in_words_that_can_be_sent() -> None:
    hit = Hit("POST", "/", body=b'{"client_id":"1","events":[{"name":"x","params":{"\\ud800":1}}]}', at=NOW)

    assert [message["description"].encode() for message in validation_messages(hit, {"measurement_id": "G-1"})]


def test_ten_thousand_names_in_one_object_are_looked_through_at_once() -> None:
    names = ",".join(f'"{number:x}":1' for number in range(13_000))
    _, cost = timed(lambda: found(f'{{{names},"0":1}}'.encode()), 0.5)

    assert cost < 0.5
