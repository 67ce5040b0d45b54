"""The JSON client: events as a backend writes them, all of a body or none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clients.json_post import JsonPost
from gateway import Claimed, Hit
from gateway.container import ClientEntry, Container
from gateway.recording import rehearse
from gateway.trace import Trace

ORDER = {"event_name": "purchase", "value": 59.9, "items": [{"item_id": "A"}]}


def trip(
    body: Any = ORDER,
    headers: dict[str, str] | None = None,
    method: str = "POST",
    path: str = "/events",
    **settings: Any,
) -> Trace:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    hit = Hit(method, path, "", tuple((headers or {}).items()), raw, ip="203.0.113.7")
    return rehearse(Container(clients=(ClientEntry("JSON", JsonPost(name="JSON", **settings)),)), hit)


def answer(trace: Trace) -> tuple[int, Any]:
    assert trace.answer is not None
    return trace.answer.status, json.loads(trace.answer.body or b"null")


def events(trace: Trace) -> list[dict[str, Any]]:
    return [dict(event.event) for event in trace.events]


def test_an_object_is_an_event_as_it_is_written() -> None:
    trace = trip(headers={"user-agent": "shop/1.0"})

    assert events(trace) == [{**ORDER, "ip_override": "203.0.113.7", "user_agent": "shop/1.0"}]
    assert answer(trace) == (200, {"events": 1})
    assert trace.answer is not None
    assert trace.answer.headers == (("content-type", "application/json"), ("cache-control", "no-store"))


def test_a_list_is_several_events_in_their_order() -> None:
    trace = trip([{"event_name": name} for name in "abc"])

    assert [event["event_name"] for event in events(trace)] == ["a", "b", "c"]
    assert answer(trace) == (200, {"events": 3})


def test_what_the_event_says_of_its_visitor_comes_before_what_the_request_says() -> None:
    visitor = {"ip_override": "198.51.100.9", "user_agent": "Mozilla/5.0", "event_location": {"country": "DE"}}
    headers = {"user-agent": "shop/1.0", "cf-ipcountry": "BR"}

    assert events(trip({**ORDER, **visitor}, headers)) == [{**ORDER, **visitor}]


def test_the_place_is_that_of_the_request_where_the_event_does_not_say() -> None:
    (event,) = events(trip(headers={"cf-ipcountry": "BR", "cf-region-code": "SP"}))

    assert event["event_location"] == {"country": "BR", "region": "SP"}
    assert "user_agent" not in event


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the body is empty"),
        (b"{", "the body is not JSON"),
        ([], "the list has no events"),
        ("purchase", 'event 0 is no object with an "event_name"'),
        ([ORDER, {}], 'event 1 is no object with an "event_name"'),
        ([ORDER, {"event_name": ""}], 'event 1 is no object with an "event_name"'),
        ([ORDER, {"event_name": 5}], 'event 1 is no object with an "event_name"'),
        ([ORDER, None], 'event 1 is no object with an "event_name"'),
        ([ORDER] * 4, "4 events in one hit; 3 are allowed"),
    ],
    ids=["nothing", "cut off", "an empty list", "a text", "no name", "an empty name", "a number", "null", "too many"],
)
def test_of_a_body_with_a_fault_nothing_is_run_and_the_sender_is_told(body: Any, why: str) -> None:
    trace = trip(body, max_events=3)
    status, told = answer(trace)

    assert (status, events(trace)) == (400, [])
    assert told["error"].startswith(why)
    assert trace.log == [told["error"]]


@pytest.mark.parametrize(
    ("authorization", "status"),
    [("Bearer two", 200), ("bearer  one ", 200), ("Bearer three", 401), ("Basic one", 401), ("Bearer", 401), ("", 401)],
)
def test_a_sender_must_know_a_token(authorization: str, status: int) -> None:
    trace = trip(headers={"authorization": authorization}, tokens=("one", "two"))

    assert (answer(trace)[0], len(trace.events)) == (status, status == 200)


def test_a_wrong_token_is_told_and_ends_the_hit() -> None:
    trace = trip(tokens=("one",))

    why = "the token (Authorization: Bearer …) is missing or wrong"
    assert (trace.refusals, answer(trace)) == ([("JSON", why)], (401, {"error": why}))


@pytest.mark.parametrize(
    ("method", "path", "why"),
    [
        ("GET", "/events", "the method is GET, not POST"),
        ("POST", "/x/events", 'the path is "/x/events", not "/events"'),
        ("POST", "/events/", 'the path is "/events/", not "/events"'),
    ],
)
def test_a_hit_of_somebody_else_is_refused_with_a_reason(method: str, path: str, why: str) -> None:
    assert trip(method=method, path=path).refusals == [("JSON", why)]


def test_its_path_is_a_setting() -> None:
    verdicts = [JsonPost(path="/in").claim(Hit("POST", path, body=b"{}")) for path in ("/in", "/events")]

    assert [isinstance(verdict, Claimed) for verdict in verdicts] == [True, False]


def test_its_secrets_are_marked_as_such() -> None:
    assert [setting.name for setting in JsonPost.settings() if setting.schema.get("writeOnly")] == ["tokens"]


def test_it_may_be_told_whom_it_takes_hits_from() -> None:
    assert trip(origins=("shop.example",)).refusals == [("JSON", "origins: it has no Origin and no Referer header")]
