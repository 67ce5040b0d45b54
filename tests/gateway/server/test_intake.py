"""Where hits come in: ASGI messages in, ASGI messages out."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import Any

import pytest

from gateway import Hit
from gateway.address import Proxies
from gateway.server.intake import WATCHED, Intake
from gateway.server.settings import LONGEST_BODY, LONGEST_URL
from gateway.trace import Answer


class Recorder:
    """A driver that remembers its hits."""

    def __init__(self, answer: Answer | Exception) -> None:
        self.hits: list[Hit] = []
        self.refusals: list[tuple[Hit, int, str]] = []
        self._answer = answer

    async def answer(self, hit: Hit) -> Answer:
        self.hits.append(hit)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    def refused(self, hit: Hit, status: int, why: str) -> None:
        self.refusals.append((hit, status, why))


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


TOO_LONG = b"x" * LONGEST_URL


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (200, {}),
        (204, {"answer": Answer(204)}),
        (302, {"answer": Answer(302, (("location", "https://shop.example/"),))}),
        (400, {"answer": Answer(400)}),
        (400, {"answer": Answer(400, (), b'{"error":"no JSON"}')}),
        (401, {"answer": Answer(401)}),
        (404, {"path": "/_/service_worker/64d0/sw_iframe.html"}),
        (405, {"method": "PUT"}),
        (413, {"method": "POST", "body": [b"x" * (LONGEST_BODY + 1)]}),
        (413, {"method": "POST", "headers": {"content-length": str(LONGEST_BODY + 1)}}),
        (414, {"query": TOO_LONG}),
        (429, {"answer": Answer(429, (("retry-after", "60"),), b"too many\n")}),
        (502, {"answer": Answer(502, (), b"no script\n")}),
        (503, {"answer": sqlite3.OperationalError("disk full")}),
        (204, {"method": "OPTIONS"}),
    ],
    ids=[
        "a hit", "a hit without a body", "a redirect", "unclaimed", "a refusal of the client's", "no token", "no file",
        "a method", "a long body", "a long body that is announced", "a long URL", "too many hits", "no upstream",
        "not kept", "a preflight",
    ],
)  # fmt: skip
@pytest.mark.parametrize("origin", ["https://shop.example", "http://localhost:8080", "null"])
def test_whatever_the_answer_is_the_page_may_read_it(status: int, request_: dict[str, Any], origin: str) -> None:
    more = dict(request_)
    headers = {"origin": origin, **more.pop("headers", {})}
    got, answered, _, _ = ask(more.pop("method", "GET"), more.pop("query", b"v=2"), headers=headers, **more)

    assert got == status
    assert answered["access-control-allow-origin"] == origin
    assert answered["access-control-allow-credentials"] == "true"
    assert answered["vary"] == "Origin"


def test_a_preflight_is_answered_204_and_is_no_hit() -> None:
    asked = {"origin": "https://shop.example", "access-control-request-headers": "x-gtm-server-preview"}
    status, headers, body, hits = ask("OPTIONS", headers=asked)

    assert (status, body, hits) == (204, b"", [])
    assert headers["access-control-allow-headers"] == "x-gtm-server-preview"
    assert headers["access-control-allow-origin"] == "https://shop.example"
    assert "content-length" not in headers


def test_a_preflight_without_wishes_is_allowed_what_a_hit_needs() -> None:
    _, headers, _, _ = ask("OPTIONS", headers={"origin": "https://shop.example"})

    assert headers["access-control-allow-headers"] == "content-type"
    assert headers["access-control-allow-methods"] == "GET, POST, HEAD, OPTIONS"
    assert headers["access-control-max-age"] == "600"


@pytest.mark.parametrize(("asked", "allowed"), [("true", "true"), ("false", None), (None, None)])
def test_a_preflight_into_a_private_network_is_allowed_where_it_is_asked_for(
    asked: str | None, allowed: str | None
) -> None:
    more = {"access-control-request-private-network": asked} if asked else {}
    _, headers, _, _ = ask("OPTIONS", headers={"origin": "https://shop.example", **more})

    assert headers.get("access-control-allow-private-network") == allowed


def test_a_head_is_a_hit() -> None:
    status, _, _, hits = ask("HEAD")

    assert (status, [hit.method for hit in hits]) == (200, ["HEAD"])


@pytest.mark.parametrize("path", ["/_/service_worker/64d0/sw_iframe.html", "/metrics/_/service_worker/sw.js"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_a_service_worker_is_a_file_that_is_not_there_and_no_hit(method: str, path: str) -> None:
    status, headers, body, hits = ask(method, path=path)

    assert (status, body, hits) == (404, b"there is no service worker here\n", [])
    assert headers["cache-control"] == "public, max-age=86400"


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


async def _ignore(_: Any) -> None:
    """A browser that does not look."""


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request"}


def addresses(peer: str | None, *forwarded: str, proxies: tuple[str, ...] = (), hits: int = 1) -> list[str]:
    """The visitor's address of each hit: `forwarded` are headers, in their order."""
    recorder = Recorder(Answer(200))
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    client = (peer, 5000) if peer is not None else None
    scope = {"method": "GET", "raw_path": b"/", "query_string": b"", "headers": headers, "client": client}

    async def all_hits() -> None:
        intake = Intake(recorder, proxies=Proxies(proxies))
        for _ in range(hits):
            await intake(scope, _nothing, _ignore)

    asyncio.run(all_hits())
    return [hit.ip for hit in recorder.hits]


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "visitor"),
    [
        ("203.0.113.7", ("198.51.100.9",), (), "203.0.113.7"),
        ("10.0.0.5", ("198.51.100.9",), (), "10.0.0.5"),
        ("10.0.0.5", ("198.51.100.9",), ("10.0.0.5",), "198.51.100.9"),
        ("203.0.113.7", ("198.51.100.9",), ("10.0.0.0/8",), "203.0.113.7"),
        ("10.0.0.5", ("192.0.2.1, 198.51.100.9",), ("10.0.0.0/8",), "198.51.100.9"),
        ("10.0.0.5", ("192.0.2.1", "198.51.100.9, 10.0.0.6"), ("10.0.0.0/8",), "198.51.100.9"),
        ("::1", ("[2001:db8::7]:4711",), ("loopback",), "2001:db8::7"),
        ("::ffff:10.0.0.5", ("198.51.100.9",), ("private",), "198.51.100.9"),
        ("10.0.0.5", ("unknown",), ("private",), "10.0.0.5"),
        ("10.0.0.5", (), ("private",), "10.0.0.5"),
        (None, ("198.51.100.9",), ("private",), ""),
    ],
    ids=[
        "nobody is trusted", "nor a private address", "a trusted proxy", "another than the trusted one",
        "what the visitor wrote himself", "several headers", "IPv6 with a port", "IPv4 in IPv6", "no address",
        "no header", "no connection",
    ],
)  # fmt: skip
def test_the_visitors_address_is_what_a_trusted_proxy_says(
    peer: str | None, forwarded: tuple[str, ...], proxies: tuple[str, ...], visitor: str
) -> None:
    assert addresses(peer, *forwarded, proxies=proxies) == [visitor]


@pytest.mark.parametrize(
    ("peer", "forwarded", "hits", "warnings"),
    [
        ("10.0.0.5", (), WATCHED, 1),
        ("10.0.0.5", ("198.51.100.9",), WATCHED, 1),
        ("127.0.0.1", ("198.51.100.9",), WATCHED, 1),
        ("10.0.0.5", (), 5 * WATCHED, 1),
        ("10.0.0.5", (), WATCHED - 1, 0),
        ("127.0.0.1", (), 5 * WATCHED, 0),
        ("::1", (), 5 * WATCHED, 0),
        ("203.0.113.7", ("198.51.100.9",), 5 * WATCHED, 0),
    ],
    ids=[
        "a private network", "a proxy of it", "a proxy on this machine", "once only", "not before the twentieth",
        "this machine", "this machine by IPv6", "the internet",
    ],
)  # fmt: skip
def test_visitors_who_all_have_private_addresses_are_told_once(
    caplog: pytest.LogCaptureFixture, peer: str, forwarded: tuple[str, ...], hits: int, warnings: int
) -> None:
    with caplog.at_level(logging.WARNING, "sgtm"):
        addresses(peer, *forwarded, hits=hits)

    assert [record.getMessage().endswith(f"name it: --trusted-proxies {peer}") for record in caplog.records] == [
        True
    ] * warnings


def test_a_trusted_proxy_that_names_its_visitors_is_no_reason_for_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    addresses("10.0.0.5", "198.51.100.9", proxies=("private",), hits=2 * WATCHED)

    assert caplog.records == []
