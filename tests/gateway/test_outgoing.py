"""What goes out, what comes back, and what a status means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from gateway import OutgoingRequest, Reply, Secret, Verdict, stable_hash


def test_a_post_is_one_json_document_with_its_headers() -> None:
    request = OutgoingRequest.post(
        "https://vendor.example/in", json={"a": [1, "é"]}, headers={"Access-Token": Secret("TOKEN")}
    )

    assert (request.method, request.body) == ("POST", '{"a":[1,"é"]}'.encode())
    assert request.json == {"a": [1, "é"]}
    assert request.header("content-TYPE") == "application/json"
    assert request.header("access-token") == Secret("TOKEN")
    assert request.header("x-none") is None


def test_a_number_json_does_not_have_is_sent_as_null() -> None:
    assert OutgoingRequest.post("https://vendor.example/", json=[float("nan"), float("inf")]).body == b"[null,null]"


def test_a_secret_shows_its_name_and_nothing_else() -> None:
    assert Secret("TIKTOK_ACCESS_TOKEN").shown == "${TIKTOK_ACCESS_TOKEN}"
    assert Secret("CRM_TOKEN").prefixed("Bearer ").shown == "Bearer ${CRM_TOKEN}"


@pytest.mark.parametrize(
    "write", [str, "Bearer {}".format, lambda secret: f"{secret}"], ids=["str", "format", "f-string"]
)
def test_a_secret_cannot_be_written_into_text(write: Callable[[Secret], str]) -> None:
    with pytest.raises(TypeError, match="a credential cannot be written into text"):
        write(Secret("CRM_TOKEN"))


@pytest.mark.parametrize(
    ("url", "headers", "destination"),
    [
        ("https://vendor.example/a?b", (), "vendor.example"),
        ("https://vendor.example:8443/", (("T", Secret("A")), ("X", "plain")), "vendor.example:8443 A"),
        ("no address", (), ""),
        ("http://[broken", (), ""),
    ],
    ids=["a host", "a host with its credential", "no address at all", "a broken address"],
)
def test_what_shares_host_and_credential_waits_together(url: str, headers: Any, destination: str) -> None:
    assert OutgoingRequest(url, headers=headers).destination == destination


@pytest.mark.parametrize(
    ("body", "json"),
    [
        (b'{"code":0}', {"code": 0}),
        (b"null", None),
        (b"", None),
        (b"<html>", None),
        (b'{"code":', None),
        (b"\xff\xfe", None),
        (b"NaN", None),
        (b"9" * 5000, None),
        (b"[" * 100_000, None),
        (b'"\\ud800"', None),
    ],
    ids=[
        "an object",
        "null",
        "nothing",
        "a page",
        "cut off",
        "no text",
        "no JSON number",
        "a huge number",
        "nested without end",
        "half a sign",
    ],
)
def test_a_reply_is_read_as_json_or_is_none(body: bytes, json: Any) -> None:
    assert Reply(200, body).json == json


def test_a_reply_of_json_reads_back() -> None:
    reply = Reply.of({"code": 40002}, 400)

    assert (reply.status, reply.json) == (400, {"code": 40002})
    assert reply.headers == (("content-type", "application/json"),)


def test_the_first_header_of_a_reply_counts() -> None:
    reply = Reply(200, headers=(("content-type", "text/html"), ("x-a", "1"), ("x-a", "2")))

    assert (reply.header("x-a"), reply.header("content-type"), reply.header("x-b")) == ("1", "text/html", None)


def test_of_a_reply_64_kb_are_read_unless_a_request_says_more() -> None:
    assert OutgoingRequest("https://vendor.example/").longest_reply == 65_536
    assert OutgoingRequest.post("https://vendor.example/", json={}).longest_reply == 65_536


def test_a_request_that_was_kept_before_there_was_a_bound_is_read_with_it() -> None:
    kept = {"url": "https://vendor.example/", "method": "GET", "headers": [], "body": b"", "timeout": 5.0}

    assert msgspec.convert(kept, OutgoingRequest) == OutgoingRequest("https://vendor.example/", "GET", timeout=5.0)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *(
            (200, "accepted"),
            (204, "accepted"),
            (299, "accepted"),
            (301, "refused"),
            (400, "refused"),
            (404, "refused"),
        ),
        *((401, "hold"), (403, "hold"), (408, "again"), (425, "again"), (429, "again"), (500, "again"), (503, "again")),
    ],
)
def test_a_status_has_one_meaning(status: int, outcome: str) -> None:
    verdict = Verdict.by_status(Reply(status))

    assert verdict.outcome == outcome
    assert str(status) in verdict.why


def test_no_answer_is_sent_again_and_says_what_happened() -> None:
    assert Verdict.by_status(Reply(0, error="connection reset")) == Verdict("again", "no answer: connection reset")


def test_a_stable_hash_is_the_same_on_every_machine() -> None:
    assert stable_hash("hit", 0, "TikTok") == "0d689d4d9c44d7d5d45296494998cd2f"
    assert stable_hash("a", "b") != stable_hash("b", "a")
    assert len(stable_hash()) == 32
