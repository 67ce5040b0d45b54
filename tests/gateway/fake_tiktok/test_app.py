"""The local endpoint as an application: takes events, lists them masked, forgets them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from gateway import tiktok
from gateway.fake_tiktok.app import FakeTikTok
from gateway.fake_tiktok.behaviour import Behaviour
from gateway.fake_tiktok.faults import Schedule

BODY: dict[str, Any] = {
    "event_source": "web",
    "event_source_id": "C0FFEE",
    "data": [
        {
            "event": "Purchase",
            "event_time": 1_772_366_400,
            "user": {"email": "jane.doe@shop.example", "ip": "203.0.113.7"},
            "page": {"url": "https://shop.example/"},
        }
    ],
}
HEADERS = {"Access-Token": "token-of-the-shop"}


def asked(fake: FakeTikTok, *requests: httpx.Request) -> list[httpx.Response]:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(fake.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport) as client:
            return [await client.send(request) for request in requests]

    return asyncio.run(ask())


def track(content: object = BODY, headers: dict[str, str] = HEADERS) -> httpx.Request:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return httpx.Request("POST", f"http://t.example{tiktok.TRACK_PATH}", content=text, headers=headers)


def listed() -> httpx.Request:
    return httpx.Request("GET", "http://t.example/received")


def test_an_event_is_answered_as_tiktok_answers() -> None:
    (reply,) = asked(FakeTikTok(), track())

    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    assert (reply.json()["code"], reply.json()["message"]) == (0, "OK")


def test_what_came_is_listed_in_its_order() -> None:
    *_, received = asked(FakeTikTok(), track(), track(headers={}), listed())

    assert [(call["method"], call["status"], call["reply"]["code"]) for call in received.json()] == [
        ("POST", 200, 0),
        ("POST", 401, 40104),
    ]


def test_the_list_shows_no_person_and_no_token() -> None:
    _, received = asked(FakeTikTok(), track(), listed())
    (call,) = received.json()

    assert (call["token"], call["body"]["data"][0]["user"]) == ("…shop", {"email": "jan***", "ip": "203***"})
    assert "jane.doe" not in received.text
    assert "token-of" not in received.text


def test_a_short_token_is_not_shown_at_all() -> None:
    *_, received = asked(FakeTikTok(), track(headers={"Access-Token": "short"}), listed())

    assert [call["token"] for call in received.json()] == ["…"]


def test_the_list_can_be_forgotten() -> None:
    forget = httpx.Request("DELETE", "http://t.example/received")
    _, forgotten, received = asked(FakeTikTok(), track(), forget, listed())

    assert (forgotten.status_code, received.json()) == (204, [])


def test_known_tokens_are_asked_for() -> None:
    wrong, foreign = asked(
        FakeTikTok(Behaviour({"token-of-the-shop": frozenset(("BEEF",))})),
        track(headers={"Access-Token": "x"}),
        track(),
    )

    assert [reply.json()["code"] for reply in (wrong, foreign)] == [40105, 40001]


def test_every_call_is_heard() -> None:
    heard: list[dict[str, Any]] = []
    asked(FakeTikTok(heard=heard.append), track(), track(b"{"), listed())

    assert [call["reply"]["code"] for call in heard] == [0, 40002]


def test_it_says_that_it_is_well() -> None:
    (reply,) = asked(FakeTikTok(), httpx.Request("GET", "http://t.example/healthz"))

    assert (reply.status_code, reply.text) == (200, "ok")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", tiktok.TRACK_PATH, 405), ("POST", "/", 404), ("PUT", "/received", 404)]
)
def test_other_addresses_and_methods_are_refused(method: str, path: str, status: int) -> None:
    (reply,) = asked(FakeTikTok(), httpx.Request(method, f"http://t.example{path}"))

    assert reply.status_code == status


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/favicon.ico"), ("GET", tiktok.TRACK_PATH), ("POST", "/open_api/v1.3/pixel/track/"), ("PUT", "/other")],
)
def test_what_is_no_call_uses_up_no_fault_and_no_rate_and_is_not_listed(method: str, path: str) -> None:
    fake = FakeTikTok(Behaviour(calls_per_second=1), faults=Schedule("50000"), clock=lambda: 100.0)
    stray = httpx.Request(method, f"http://t.example{path}")
    *_, fault, taken, received = asked(fake, stray, stray, track(), track(), listed())

    assert [fault.json()["code"], taken.json()["code"]] == [50000, 0]
    assert [call["reply"]["code"] for call in received.json()] == [50000, 0]


def test_a_body_that_is_too_large_is_neither_read_nor_kept() -> None:
    reply, received = asked(FakeTikTok(), track(b" " * (8 * 1024 * 1024 + 1)), listed())

    assert (reply.status_code, received.json()) == (413, [])


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x1b[31m",
        b"[" * 100_000,
        b'{"a":' * 600 + b"1" + b"}" * 600,
        json.dumps({**BODY, "value": float("nan")}).encode(),
        json.dumps({**BODY, "value": 0.5}).replace("0.5", "1e999").encode(),
        *(
            json.dumps({**BODY, "event": "@"}).replace('"@"', "[" * n + "]" * n).encode()
            for n in (250, 300, 900, 960, 980)
        ),
        json.dumps({**BODY, "\ud800": 1}).encode(),
        json.dumps({**BODY, "note": "\ud800"}).encode(),
        b"5",
    ],
    ids=[
        *("binary", "deep lists", "deep mappings", "NaN", "a number without an end"),
        *("250 levels", "300 levels", "900 levels", "960 levels", "980 levels"),
        *("half a sign as a name", "half a sign", "a number"),
    ],
)
def test_no_body_spoils_the_list(content: bytes) -> None:
    reply, received = asked(FakeTikTok(), track(content), listed())

    assert (reply.status_code, received.status_code) == (200, 200)
    assert len(received.json()) == 1
    assert json.loads(received.text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_a_body_of_another_sort_is_listed_without_terminal_escapes() -> None:
    _, received = asked(FakeTikTok(), track(b"\x1b[31mred"), listed())

    assert received.json()[0]["body"] == "\\u001b[31mred"


@pytest.mark.parametrize(
    "content",
    [
        b'{"event_source":"web","data":[{"user":{"ttclid":"E.C.P.Cabcdef","first_name":"Cabcdef","phone":"017Cabcdef',
        b'{"event_source":"web","x":NaN,"data":[{"user":{"ttclid":"E.C.P.Cabcdef"}}]}',
        b'{"event":"Lead","context":{"ad":{"callback":"E.C.P.Cabcdef"}}}',
        b'{"event_source":"web","event_source_id":"0123456789abcdef0123456789Cabcdef","data":[{}]}',
    ],
    ids=["half a body", "nearly JSON", "a call of before", "a token for a pixel"],
)
def test_a_body_that_is_no_right_call_shows_no_person_and_no_token(content: bytes) -> None:
    behaviour = Behaviour({"token-of-the-shop": frozenset(("BEEF",))})
    *_, received, state, page = asked(FakeTikTok(behaviour), track(content), listed(), of_state(), of_state("/"))

    assert "Cabcdef" not in received.text + state.text + page.text


def test_a_call_of_the_pixel_without_an_event_shows_nobody() -> None:
    bad = {"event": None, "context": {"ad": {"callback": "E.C.P.Cabcdef"}, "user": {"anonymous_id": "2Cabcdef7"}}}
    _, received = asked(FakeTikTok(), pixel(bad), listed())

    assert "Cabcdef" not in received.text


def test_the_message_of_a_reply_shows_no_person() -> None:
    behaviour = Behaviour({"token-of-the-shop": frozenset(("BEEF",))})
    *_, received, state = asked(
        FakeTikTok(behaviour),
        track({**BODY, "event_source_id": "jane.doe@shop.example", "test_event_code": "TEST1"}),
        *(listed(), of_state()),
    )

    assert "No permission to operate pixel code: ***@***." in received.text
    assert "jane.doe" not in received.text + state.text


PIXEL = {
    "event": "Purchase",
    "event_id": "T-1",
    "context": {"pixel": {"code": "C0FFEE"}, "page": {"url": "https://shop.example/"}},
}


def event(**more: Any) -> dict[str, Any]:
    return {**BODY, "data": [{**BODY["data"][0], **more}]}


def pixel(content: object = PIXEL, method: str = "POST") -> httpx.Request:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return httpx.Request(method, "http://t.example/api/v2/pixel", content=text, headers={"cookie": "_ttp=abc"})


def of_state(path: str = "/state") -> httpx.Request:
    return httpx.Request("GET", f"http://t.example{path}")


def test_both_legs_of_one_event_are_merged_and_counted_so() -> None:
    *_, state = asked(FakeTikTok(), pixel(), track(event(event_id="T-1")), track(event(event_id="T-1")), of_state())

    assert state.json()["events"] == {"Purchase": {"server": 2, "pixel": 1, "counted": 1, "merged": 1, "dropped": 1}}


def test_a_refused_event_is_not_counted() -> None:
    *_, state = asked(FakeTikTok(), track(event(event_id=5)), track(event(event_id="5")), of_state())

    assert state.json()["events"] == {"Purchase": {"server": 2, "counted": 1, "refused": 1}}


def test_a_test_event_is_listed_with_what_tiktok_would_not_recognise_and_not_counted() -> None:
    body = {**event(event_id="T-1", user={"emial": "jane.doe@shop.example"}), "test_event_code": "TEST1"}
    _, state = asked(FakeTikTok(), track(body), of_state())
    (listed_event,) = state.json()["test_events"]

    assert (listed_event["test_event_code"], listed_event["code"]) == ("TEST1", 0)
    assert listed_event["unknown"] == ["user.emial"]
    assert "jane.doe" not in state.text
    assert state.json()["events"] == {"Purchase": {"server": 1, "test": 1}}


def test_the_browser_may_call_it_from_any_page() -> None:
    before, call = asked(FakeTikTok(), pixel(method="OPTIONS"), pixel())

    assert [(reply.status_code, reply.headers["access-control-allow-origin"]) for reply in (before, call)] == [
        (204, "*"),
        (200, "*"),
    ]


@pytest.mark.parametrize("content", [b"", b"{", [], {"event": 5}], ids=["nothing", "half", "a list", "no name"])
def test_a_call_of_the_pixel_that_says_no_event_is_listed_and_not_counted(content: object) -> None:
    call, received, state = asked(FakeTikTok(), pixel(content), listed(), of_state())

    assert call.status_code == 400
    assert [each["leg"] for each in received.json()] == ["pixel"]
    assert state.json()["events"] == {}


def test_more_calls_than_a_second_takes_are_throttled_until_it_is_over() -> None:
    now = [100.0]
    fake = FakeTikTok(Behaviour(calls_per_second=2), clock=lambda: now[0])
    codes = [reply.json()["code"] for reply in asked(fake, track(), track(), track())]
    now[0] += 1.0

    assert codes == [0, 0, 40100]
    assert asked(fake, track())[0].json()["code"] == 0


def test_faults_come_as_scheduled_and_can_be_scheduled_while_it_runs() -> None:
    put = httpx.Request("PUT", "http://t.example/faults", content=b"ok, 401:40100")
    wrong = httpx.Request("PUT", "http://t.example/faults", content=b"sometimes")
    page, throttled, fine, done, fault, told = asked(
        FakeTikTok(faults=Schedule("502, 40100, ok")), track(), track(), track(), put, wrong, track()
    )

    assert (page.status_code, page.headers["content-type"]) == (502, "text/html")
    assert (throttled.status_code, throttled.json()["code"]) == (200, 40100)
    assert (fine.json()["code"], done.status_code) == (0, 204)
    assert (fault.status_code, "is no fault" in fault.text) == (400, True)
    assert told.json()["code"] == 0


def test_a_fault_takes_no_event() -> None:
    *_, state = asked(FakeTikTok(faults=Schedule("50000")), track(), of_state())

    assert state.json()["events"] == {"Purchase": {"server": 1, "refused": 1}}


def test_the_page_says_what_came_and_runs_nothing() -> None:
    hostile = "<script>alert(1)</script>"
    _, page = asked(FakeTikTok(), track(event(event=hostile[:50], event_id=hostile)), of_state("/"))

    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "jane.doe" not in page.text


def test_the_diagnosis_is_there_as_json() -> None:
    _, diagnosis = asked(FakeTikTok(), track(event(user={"phone_number": "x"})), of_state("/diagnosis"))

    assert "v1_key" in [finding["id"] for finding in diagnosis.json()["findings"]]
