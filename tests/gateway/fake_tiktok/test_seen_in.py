"""What TikTok sees of replayed traffic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import Hit, OutgoingRequest, Reply, tiktok
from gateway.fake_tiktok.diagnostics import NO_CODE
from gateway.fake_tiktok.seen_in import seen_in_pixel_call, seen_in_request, seen_in_trace
from gateway.testing.rehearsed import RehearsedContainer

HITS = Path(__file__).parents[3] / "examples" / "hits"
URL = f"https://t.example{tiktok.TRACK_PATH}"


def test_a_replayed_purchase_is_seen_with_all_that_is_known_about_it(container: RehearsedContainer) -> None:
    trace = container.replay(HITS / "purchase.http").trace
    (seen,) = [each for each in seen_in_trace(trace) if each.event["event"] == "Purchase"]

    assert (seen.leg, seen.source, seen.pixel, seen.at, seen.code) == (
        *("server", "web", "<TIKTOK_PIXEL_CODE>"),
        *(1_772_366_400.0, 0),
    )
    assert seen.plain["user_data"]["email"] == "jane.doe@shop.example"


def test_every_event_of_a_call_is_seen_with_what_tiktok_said() -> None:
    request = OutgoingRequest.post(
        URL, json={"event_source": "app", "event_source_id": "1", "x": 2, "data": [{}, 5, {}]}
    )
    seen = list(seen_in_request(request, Reply.of({"code": 40002, "message": "bad"}), 7.0))

    assert [(each.source, each.code, each.message, each.at) for each in seen] == [("app", 40002, "bad", 7.0)] * 2
    assert seen[0].around == {"event_source": "app", "event_source_id": "1", "x": 2}


@pytest.mark.parametrize(
    ("request_", "many"),
    [
        (OutgoingRequest.post("https://other.example/", json={"data": [{}]}), 0),
        (OutgoingRequest(URL, body=b"{"), 0),
        (OutgoingRequest(URL, body=b"[" * 100_000), 0),
        (OutgoingRequest.post(URL, json=[]), 0),
        (OutgoingRequest.post(URL, json={"data": "x"}), 0),
        (OutgoingRequest.post(URL, json={"data": [{}]}), 1),
    ],
    ids=["another address", "no JSON", "depth", "a list", "no list of events", "an event"],
)
def test_what_is_no_call_of_the_events_api_shows_no_event(request_: OutgoingRequest, many: int) -> None:
    assert len(list(seen_in_request(request_, None, 0.0))) == many


@pytest.mark.parametrize(
    ("reply", "code", "message"),
    [
        (Reply(502, b"<html>"), NO_CODE, "HTTP 502"),
        (Reply(200, b"<html>"), NO_CODE, "HTTP 200"),
        (Reply(301), NO_CODE, "HTTP 301"),
        (Reply(0, error="ConnectError"), NO_CODE, "ConnectError"),
        (Reply(0), NO_CODE, "no answer"),
        (Reply.of({"code": "x"}), NO_CODE, "HTTP 200"),
        (Reply.of({"code": False}), NO_CODE, "HTTP 200"),
        (Reply.of({"code": 0}, 503), 0, ""),
        (Reply.of({"code": 50000, "message": "x"}, 503), 50000, "x"),
        (None, 0, ""),
    ],
    ids=[
        *("a broken gateway", "a page", "moved", "no answer", "no reason", "a code that is text", "a truth value"),
        *("the code wins", "a fault", "nobody asked"),
    ],
)
def test_an_answer_without_a_code_is_none_of_success(reply: Reply | None, code: int, message: str) -> None:
    (seen,) = seen_in_request(OutgoingRequest.post(URL, json={"data": [{}]}), reply, 0.0)

    assert (seen.code, seen.message) == (code, message)


def test_a_message_that_names_a_token_for_a_pixel_does_not_show_it() -> None:
    token = "9f3c1ab2d4e5f60718293a4b5c6d7e8f90a1b2c3"
    request = OutgoingRequest.post(URL, json={"event_source_id": token, "data": [{}]})
    (seen,) = seen_in_request(request, Reply.of({"code": 40001, "message": f"pixel code: {token}."}), 0.0)

    assert (seen.message, seen.pixel) == ("pixel code: 9f3c… (40 signs).", token)


def test_a_captured_call_of_the_pixel_is_the_other_leg() -> None:
    body: Any = b'{"event": "Lead", "event_id": "1", "context": {"pixel": {"code": "C4"}}}'
    hit = Hit("POST", "/api/v2/pixel", headers=(("cookie", "_ttp=abc"),), body=body, at=5000)
    (seen,) = seen_in_pixel_call(hit)

    assert (seen.leg, seen.pixel, seen.at, seen.event["user"]) == ("pixel", "C4", 5.0, {"ttp": "abc"})


def test_a_call_of_the_pixel_without_an_event_is_none() -> None:
    assert list(seen_in_pixel_call(Hit("POST", "/api/v2/pixel", body=b"?"))) == []
