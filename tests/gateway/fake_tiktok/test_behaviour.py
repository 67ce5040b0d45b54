"""What an endpoint can be told to be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway import OutgoingRequest, tiktok
from gateway.fake_tiktok.answer import answer
from gateway.fake_tiktok.behaviour import Behaviour
from gateway.fake_tiktok.old_calls import BATCH, TRACK

EVENT: dict[str, Any] = {"event": "Purchase", "event_time": 1_772_366_400, "page": {"url": "https://shop.example/"}}
OLD: dict[str, Any] = {
    "event": "Purchase",
    "timestamp": "2026-03-01T12:00:00Z",
    "context": {"page": {"url": "https://shop.example/"}},
}


def said(behaviour: Behaviour, body: dict[str, Any], path: str = tiktok.TRACK_PATH) -> tuple[int, Any, Any]:
    request = OutgoingRequest(
        f"http://t.example{path}", headers=(("Access-Token", "T"),), body=json.dumps(body).encode()
    )
    reply = answer(request, behaviour)
    return reply.status, (reply.json or {}).get("code"), (reply.json or {}).get("message")


def body(**properties: Any) -> dict[str, Any]:
    return {"event_source": "web", "event_source_id": "C4", "data": [{**EVENT, "properties": properties}]}


def test_messages_name_an_event_as_they_are_told_to() -> None:
    assert (
        said(Behaviour(place_of_events="Batch"), body(order_id=5))[2]
        == "Batch.0.properties.order_id: Not a valid string"
    )


@pytest.mark.parametrize(
    ("behaviour", "value", "code"),
    [
        (Behaviour(), "149.90", 40002),
        (Behaviour(), "(null)", 40000),
        (Behaviour(numeric_strings=True), "149.90", 0),
        (Behaviour(numeric_strings=True), "(null)", 40000),
        (Behaviour(numeric_strings=True), 149.9, 0),
        (Behaviour(numeric_strings=True), [], 40002),
    ],
)
def test_amounts_that_are_text(behaviour: Behaviour, value: Any, code: int) -> None:
    assert said(behaviour, body(value=value))[1] == code
    assert said(behaviour, body(contents=[{"price": value}]))[1] == code


def test_the_old_calls_are_there_where_they_are_asked_for() -> None:
    with_them = Behaviour(old_calls=True)

    assert said(Behaviour(), {"pixel_code": "C4", **OLD}, TRACK)[0] == 404
    assert said(with_them, {"pixel_code": "C4", **OLD}, TRACK) == (200, 0, "OK")
    assert said(with_them, {"pixel_code": "C4", "batch": [OLD] * 50}, BATCH) == (200, 0, "OK")
    assert (
        said(with_them, {"pixel_code": "C4", "batch": [OLD] * 51}, BATCH)[2] == "batch: Length must be between 1 and 50"
    )
    assert said(with_them, {"pixel_code": "C4", "batch": [OLD, {**OLD, "event_id": 5}]}, BATCH) == (
        *(200, 40002),
        "Batch.1.event_id: Not a valid string",
    )


@pytest.mark.parametrize(
    ("source", "event", "message"),
    [
        ("app", EVENT, "data.0.app.app_id: Missing data for required field."),
        ("app", {**EVENT, "app": {"app_id": ""}}, "data.0.app.app_id: Missing data for required field."),
        ("app", {**EVENT, "app": {"app_id": "1"}}, "OK"),
        ("offline", {**EVENT, "event": "MyOwn"}, "data.0.event: Invalid value"),
        ("offline", {**EVENT, "event": "CompletePayment"}, "OK"),
        ("crm", {**EVENT, "lead": {"lead_id": "1"}}, "data.0.event: Invalid value"),
        ("crm", {**EVENT, "event": "MyOwn"}, "data.0.lead.lead_id: Missing data for required field."),
        ("crm", {**EVENT, "event": "MyOwn", "lead": {"lead_id": "1"}}, "OK"),
    ],
    ids=[
        "an app event without its app",
        "an app without an id",
        "an app event",
        "a custom event offline",
        "a former name offline",
        "a standard event of a CRM",
        "a CRM event without its lead",
        "a CRM event",
    ],
)
def test_each_source_has_its_own_needs(source: str, event: dict[str, Any], message: str) -> None:
    assert said(Behaviour(), {"event_source": source, "event_source_id": "C4", "data": [event]})[2] == message
