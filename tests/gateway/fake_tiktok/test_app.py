"""The local endpoint as an application: takes events, lists them masked, forgets them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from gateway import tiktok
from gateway.fake_tiktok.app import FakeTikTok

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
        FakeTikTok({"token-of-the-shop": frozenset(("BEEF",))}), track(headers={"Access-Token": "x"}), track()
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
        json.dumps({**BODY, "\ud800": 1}).encode(),
        json.dumps({**BODY, "note": "\ud800"}).encode(),
        b"5",
    ],
    ids=["binary", "deep lists", "deep mappings", "NaN", "half a sign as a name", "half a sign", "a number"],
)
def test_no_body_spoils_the_list(content: bytes) -> None:
    reply, received = asked(FakeTikTok(), track(content), listed())

    assert (reply.status_code, received.status_code) == (200, 200)
    assert len(received.json()) == 1


def test_a_body_of_another_sort_is_listed_without_terminal_escapes() -> None:
    _, received = asked(FakeTikTok(), track(b"\x1b[31mred"), listed())

    assert received.json()[0]["body"] == "\\u001b[31mred"
