"""TikTok's replies, as its documentation has them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway import OutgoingRequest, Reply, tiktok
from gateway.fake_tiktok import answer
from gateway.fake_tiktok.behaviour import Behaviour

EVENT: dict[str, Any] = {"event": "Purchase", "event_time": 1_772_366_400, "page": {"url": "https://shop.example/"}}
PAGELESS = {"event": "Purchase", "event_time": 1_772_366_400}
KNOWN = {"token-of-the-shop": frozenset(("C0FFEE",))}


def body(*events: Any, **more: Any) -> dict[str, Any]:
    return {"event_source": "web", "event_source_id": "C0FFEE", "data": list(events or (EVENT,)), **more}


def reply(
    sent: object,
    tokens: dict[str, frozenset[str]] | None = None,
    *,
    token: str | None = "token-of-the-shop",
    **more: Any,
) -> Reply:
    text = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    headers = () if token is None else ((tiktok.TOKEN_HEADER, token),)
    return answer(
        OutgoingRequest(**{"url": f"https://t.example{tiktok.TRACK_PATH}", "headers": headers, "body": text, **more}),
        Behaviour(tokens),
    )


def said(sent: object, tokens: dict[str, frozenset[str]] | None = None, **more: Any) -> tuple[int, int, str]:
    got = reply(sent, tokens, **more)
    return got.status, got.json["code"], got.json["message"]


def test_a_right_body_is_taken() -> None:
    assert said(body()) == (200, 0, "OK")
    assert said(body(), KNOWN) == (200, 0, "OK")


def test_the_same_body_gets_the_same_reply() -> None:
    assert reply(body()).body == reply(body()).body
    assert len(reply(body()).json["request_id"]) == 24
    assert reply(body()).json["request_id"] != reply(body(EVENT, EVENT)).json["request_id"]


@pytest.mark.parametrize("token", [None, ""], ids=["no header", "an empty header"])
def test_a_missing_token_is_told_with_401(token: str | None) -> None:
    assert said(body(), token=token) == (401, 40104, "Access token is empty.")


def test_a_wrong_token_is_told_with_200() -> None:
    assert said(body(), KNOWN, token="another") == (200, 40105, "Access token is incorrect or has been revoked.")


def test_any_token_is_taken_where_none_are_known() -> None:
    assert said(body(), None, token="another")[1] == 0


def test_the_pixel_of_somebody_else_is_refused_by_its_name() -> None:
    status, code, message = said(body(event_source_id="BEEF"), KNOWN)

    assert (status, code) == (200, 40001)
    assert message.startswith("No permission to operate pixel code: BEEF. ")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"", "The request body is not valid JSON."),
        (b"{", "The request body is not valid JSON."),
        (b"\xff\xfe\xfd", "The request body is not valid JSON."),
        (b"[" * 100_000, "The request body is not valid JSON."),
        (b'{"a":' * 100_000, "The request body is not valid JSON."),
        (b"9" * 10_000, "The request body is not valid JSON."),
        (
            json.dumps(body(EVENT | {"properties": {"value": float("nan")}})).encode(),
            "The request body is not valid JSON.",
        ),
        (json.dumps(body(EVENT | {"x": 0.5})).replace("0.5", "-1e999").encode(), "The request body is not valid JSON."),
        (body(EVENT | {"event": json.loads("[" * 300 + "]" * 300)}), "The request body is not valid JSON."),
        (body(EVENT | {"event": json.loads("[" * 250 + "]" * 250)}), "data.0.event: Not a valid string"),
        ([], "Invalid request: Not a valid object"),
        ({}, "event_source: Missing data for required field."),
        ({"event_source": "web"}, "event_source_id: Missing data for required field."),
        ({"event_source": "web", "event_source_id": "C0FFEE"}, "data: Missing data for required field."),
        (body(event_source="shop"), "event_source: Invalid value"),
        (body(event_source_id=5), "event_source_id: Not a valid string"),
        (body(event_source_id=""), "event_source_id: Invalid value"),
        (body(data=[]), "data: Length must be between 1 and 1000"),
        (body(data=[EVENT] * 1001), "data: Length must be between 1 and 1000"),
        (body(data=EVENT), "data: Not a valid list"),
        (body("Purchase"), "data.0: Not a valid object"),
        (body({"event_time": 1, "page": {"url": "x"}}), "data.0.event: Missing data for required field."),
        (body(EVENT | {"event": "x" * 51}), "data.0.event: Invalid value"),
        (body(EVENT | {"event_time": 1_772_366_400_000}), "data.0.event_time: Invalid value"),
        (body(EVENT | {"event_time": "1772366400"}), "data.0.event_time: Not a valid integer"),
        (body(EVENT | {"event_time": True}), "data.0.event_time: Not a valid integer"),
        (body(EVENT, EVENT | {"event_id": 5}), "data.1.event_id: Not a valid string"),
        (body(EVENT | {"limited_data_use": "yes"}), "data.0.limited_data_use: Not a valid boolean"),
        (body(EVENT | {"user": {"email": 5}}), "data.0.user.email: Not a valid string"),
        (body(EVENT | {"user": {"ttclid": "x" * 1001}}), "data.0.user.ttclid: Invalid value"),
        (body(EVENT | {"properties": {"value": "59.9"}}), "data.0.properties.value: Not a valid number"),
        (
            body(EVENT, EVENT, EVENT, EVENT | {"properties": {"contents": [{"content_id": 5}]}}),
            "data.3.properties.contents.0.content_id: Not a valid string",
        ),
        (body(PAGELESS), "data.0.page.url: Missing data for required field."),
        (body(EVENT | {"page": {}}), "data.0.page.url: Missing data for required field."),
        (body(EVENT | {"page": {"url": ""}}), "data.0.page.url: Missing data for required field."),
    ],
    ids=[
        "nothing",
        "half a body",
        "not UTF-8",
        "deep lists",
        "deep mappings",
        "a number of ten thousand digits",
        "NaN, which is no JSON",
        "a number without an end",
        "more levels than are read",
        "many levels",
        "a list",
        "an empty mapping",
        "no pixel",
        "no data",
        "a source that is none",
        "a pixel that is a number",
        "a pixel without signs",
        "no events",
        "1001 events",
        "data that is no list",
        "an event that is a text",
        "no name",
        "a long name",
        "milliseconds",
        "a time as text",
        "a time that is true",
        "a numeric event_id",
        "a truth value as text",
        "a numeric email",
        "a long ttclid",
        "a value as text",
        "a numeric content_id",
        "no page",
        "a page without url",
        "a page with an empty url",
    ],
)
def test_a_fault_is_told_as_tiktok_tells_it(sent: object, message: str) -> None:
    assert said(sent) == (200, 40002, message)


@pytest.mark.parametrize(
    "sent",
    [
        body(EVENT | {"shoe_size": 44}, partner="x"),
        body(EVENT | {"user": {"email": ["a", "b"], "shoe_size": 44}}),
        body(*[EVENT] * 1000),
        body(PAGELESS, event_source="offline"),
        body(EVENT | {"event": "MyOwnEvent"}),
        body(EVENT | {"app": {"deep": json.loads("[" * 200 + "]" * 200)}}),
    ],
    ids=["unknown keys", "lists in user", "1000 events", "no page offline", "an own event", "depth in an unknown key"],
)
def test_what_tiktok_takes_is_taken(sent: object) -> None:
    assert said(sent) == (200, 0, "OK")


@pytest.mark.parametrize(
    ("sent", "begins"),
    [
        ({"event_source": "shop", "data": [{"event_id": 5}]}, "event_source"),
        (body(data=[EVENT | {"event_id": 5}] * 1001), "data: "),
        (body(EVENT | {"properties": {"value": "x"}}, EVENT | {"event_id": 5}), "data.0.properties.value"),
        (body(EVENT, EVENT | {"event_id": 5}, "x"), "data.1.event_id"),
        (body(*[EVENT] * 2, EVENT | {"event_id": 5}, *[EVENT] * 8, EVENT | {"event_id": 5}), "data.2."),
        (body(PAGELESS, EVENT | {"event_id": 5}), "data.0.page.url"),
    ],
    ids=[
        "the top level before the events",
        "their number before the events",
        "a deep fault of an earlier event before a shallow one of a later",
        "an earlier event before one that is none",
        "2 before 11",
        "the missing page of an earlier event before a fault of a later",
    ],
)
def test_of_several_faults_the_first_is_told(sent: object, begins: str) -> None:
    assert said(sent)[2].startswith(begins)


def test_the_token_comes_before_the_body_and_the_shape_before_the_pixel() -> None:
    assert said(b"{", KNOWN, token="another")[1] == 40105
    assert said(body(event_source_id="BEEF", data=[]), KNOWN)[2] == "data: Length must be between 1 and 1000"


def test_the_name_of_a_pixel_may_hold_any_sign() -> None:
    assert said(body(event_source_id="Größe \ud800"), KNOWN)[1] == 40001


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"method": "GET"}, 405),
        ({"url": "https://t.example/open_api/v1.3/event/"}, 404),
        ({"url": "https://t.example/"}, 404),
    ],
    ids=["another method", "a shorter path", "no path"],
)
def test_what_is_no_event_track_is_refused(more: dict[str, Any], status: int) -> None:
    assert reply(body(), **more).status == status


def test_the_query_of_the_address_does_not_matter() -> None:
    assert reply(body(), url=f"https://t.example{tiktok.TRACK_PATH}?a=b").json["code"] == 0
