"""The answer a client template builds."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Respond
from gateway.sandbox.realm import Command
from gateway.sandbox.response import Response


def answered(*commands: tuple[str, Any], event_stream: bool = False) -> Respond:
    """What is sent after these commands."""
    response = Response(event_stream=event_stream)
    steps = [
        step for kind, payload in (*commands, ("respond", {})) for step in response.steps(Command(kind, 0, payload))
    ]
    return steps[-1]


def test_nothing_set_is_an_empty_200() -> None:
    assert answered() == Respond(200)


def test_a_header_is_overwritten_or_taken_back() -> None:
    headers = [("x-a", "1"), ("x-b", "2"), ("x-a", "3"), ("x-b", None)]

    assert answered(*[("header", {"name": name, "value": value}) for name, value in headers]).headers == (("x-a", "3"),)


@pytest.mark.parametrize(("code", "status"), [(204, 204), (404.0, 404), (99, 500), (None, 500)], ids=str)
def test_a_status_is_one_of_http(code: Any, status: int) -> None:
    assert answered(("status", {"code": code})).status == status


@pytest.mark.parametrize(
    ("body", "encoding", "sent"),
    [
        ("ü", "utf8", b"\xc3\xbc"),
        ("ü", "latin1", b"\xfc"),
        ("ü", "utf16le", b"\xfc\x00"),
        ("R0lG", "base64", b"GIF"),
        ("_-8", "base64", b"\xff\xef"),
        ("474946", "hex", b"GIF"),
        ("xyz", "hex", b""),
        ("\ud800", "utf8", b"?"),
        ("ü", "unheard of", b"\xc3\xbc"),
    ],
)
def test_a_body_has_its_encoding(body: str, encoding: str, sent: bytes) -> None:
    assert answered(("body", {"body": body, "encoding": encoding})).body == sent


def test_what_is_set_once_the_tags_ran_is_firm() -> None:
    response = Response(event_stream=False)
    set_ = [("status", {"code": 201}), ("header", {"name": "x-a", "value": None}), ("respond", {})]
    assert not list(response.steps(Command("body", 0, {"body": "early", "encoding": "utf8"})))
    response.tags_ran()
    steps = [step for kind, payload in set_ for step in response.steps(Command(kind, 0, payload))]

    assert steps == [Respond(201, body=b"early", firm=frozenset(("status", "x-a")))]


def test_a_body_of_its_own_leaves_no_room_for_a_stream() -> None:
    assert answered(event_stream=True).event_stream
    assert not answered(("body", {"body": "x", "encoding": "utf8"}), event_stream=True).event_stream
