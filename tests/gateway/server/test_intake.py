"""Where hits come in: ASGI messages in, ASGI messages out."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest

from gateway import Hit
from gateway.server.intake import LONGEST_BODY, LONGEST_URL, Intake
from gateway.trace import Answer


class Recorder:
    """A driver that remembers its hits."""

    def __init__(self, answer: Answer | Exception) -> None:
        self.hits: list[Hit] = []
        self._answer = answer

    async def answer(self, hit: Hit) -> Answer:
        self.hits.append(hit)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def ask(
    method: str = "GET",
    query: bytes = b"v=2",
    *,
    path: str = "/g/collect",
    headers: dict[str, str] | None = None,
    body: list[bytes] | None = None,
    answer: Answer | Exception | None = None,
) -> tuple[int, dict[str, str], bytes, list[Hit]]:
    """One request through the intake: status, headers, body, and the hits its driver saw."""
    recorder = Recorder(answer or Answer(200))
    sent: list[Any] = []
    chunks = list(body or [])
    named = {**({"content-length": str(sum(map(len, chunks)))} if chunks else {}), **(headers or {})}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": chunks.pop(0) if chunks else b"", "more_body": bool(chunks)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(key.encode("latin-1"), value.encode("latin-1")) for key, value in named.items()],
        "client": ("203.0.113.7", 5000),
    }
    asyncio.run(Intake(recorder, clock=lambda: 1_772_366_400.25)(scope, receive, send))
    got = {key.decode(): value.decode("latin-1") for key, value in sent[0]["headers"]}
    return sent[0]["status"], got, sent[1]["body"], recorder.hits


def test_a_request_becomes_a_hit_as_it_came() -> None:
    *_, hits = ask("POST", b"v=2&en=a%20b", headers={"user-agent": "X", "cookie": "a=b"}, body=[b"en=", b"c"])

    hit = hits[0]
    assert (hit.method, hit.path, hit.query, hit.body) == ("POST", "/g/collect", "v=2&en=a%20b", b"en=c")
    assert (hit.ip, hit.at, hit.header("user-agent"), hit.cookie("a")) == ("203.0.113.7", 1_772_366_400_250, "X", "b")
    assert len(hit.id) == 32


def test_equal_requests_are_two_hits() -> None:
    assert ask()[3][0].id != ask()[3][0].id


def test_raw_bytes_in_a_query_are_percent_encoded() -> None:
    assert ask(query=b"dt=caf\xc3\xa9 x\x00")[3][0].query == "dt=caf%C3%A9%20x%00"


def test_the_origin_is_echoed_with_credentials_and_never_a_star() -> None:
    _, headers, _, _ = ask(headers={"origin": "https://shop.example"})

    assert headers["access-control-allow-origin"] == "https://shop.example"
    assert headers["access-control-allow-credentials"] == "true"
    assert headers["vary"] == "Origin"


def test_without_an_origin_there_is_nothing_to_allow() -> None:
    _, headers, _, _ = ask()

    assert headers == {"vary": "Origin", "content-length": "0"}


def test_a_preflight_is_answered_204_and_is_no_hit() -> None:
    asked = {"origin": "https://shop.example", "access-control-request-headers": "x-gtm-server-preview"}
    status, headers, body, hits = ask("OPTIONS", headers=asked)

    assert (status, body, hits) == (204, b"", [])
    assert headers["access-control-allow-headers"] == "x-gtm-server-preview"
    assert headers["access-control-allow-origin"] == "https://shop.example"
    assert "content-length" not in headers


def test_the_answers_headers_and_cookies_reach_the_browser() -> None:
    answer = Answer(200, (("cache-control", "no-cache"), ("set-cookie", "a=1"), ("set-cookie", "b=2")), b"event")
    status, headers, body, _ = ask(answer=answer)

    assert (status, headers["cache-control"], headers["set-cookie"], body) == (200, "no-cache", "b=2", b"event")


def test_an_unclaimed_request_is_told_so() -> None:
    status, headers, body, _ = ask(path="/nope", answer=Answer(400))

    assert (status, body) == (400, b"no client claims this request\n")
    assert headers["content-type"] == "text/plain; charset=utf-8"


def test_a_hit_that_could_not_be_kept_is_answered_503_with_a_time_to_come_back() -> None:
    status, headers, body, _ = ask(answer=sqlite3.OperationalError("disk full at a secret path"))

    assert (status, headers["retry-after"], body) == (503, "5", b"the hit could not be kept\n")


@pytest.mark.parametrize(
    ("size", "status"), [(LONGEST_BODY, 200), (LONGEST_BODY + 1, 413)], ids=["at the bound", "over the bound"]
)
@pytest.mark.parametrize(
    "headers", [{}, {"content-length": "x", "transfer-encoding": "chunked"}], ids=["with length", "chunked"]
)
def test_a_body_is_bounded_with_or_without_a_length(size: int, status: int, headers: dict[str, str]) -> None:
    got, _, _, hits = ask("POST", body=[b"x" * (size // 2), b"x" * (size - size // 2)], headers=headers)

    assert got == status
    assert [len(hit.body) for hit in hits] == ([size] if status == 200 else [])


def test_a_url_is_bounded() -> None:
    longest = LONGEST_URL - len("/g/collect")

    assert ask(query=b"x" * longest)[0] == 200
    assert ask(query=b"x" * (longest + 1))[0] == 414


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_other_methods_are_no_hits(method: str) -> None:
    status, headers, _, hits = ask(method)

    assert (status, headers["allow"], hits) == (405, "GET, POST, HEAD", [])


def test_half_a_body_is_no_hit_and_nobody_is_answered() -> None:
    recorder, sent = Recorder(Answer(200)), list[Any]()
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"epn.value=149", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "method": "POST",
        "raw_path": b"/g/collect",
        "query_string": b"v=2",
        "headers": [(b"content-length", b"17")],
    }
    asyncio.run(Intake(recorder)(scope, receive, send))

    assert (recorder.hits, sent) == ([], [])
