"""Where two requests differ."""

from __future__ import annotations

import msgspec
import pytest

from gateway import BrowserPixel, Event, OutgoingRequest
from gateway.recording.difference.requests import in_requests, requests_of
from gateway.trace import Sent, TagRun

URL = "https://vendor.example/collect"
POST = OutgoingRequest.post(URL, json={"event": "Purchase", "value": 59.9}, headers={"X-Version": "1"})


def paths(old: OutgoingRequest, new: OutgoingRequest) -> list[tuple[str, str]]:
    return [(change.path, change.how) for change in in_requests(old, new)]


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ({}, []),
        ({"method": "PUT"}, [("method", "changed")]),
        ({"url": "https://vendor.example/v2"}, [("url", "changed")]),
        ({"url": f"{URL}?en=purchase"}, [("?en", "added")]),
        ({"headers": (("content-type", "application/json"),)}, [("header x-version", "removed")]),
        ({"timeout": 5.0}, [("timeout", "changed")]),
        ({"body": b'{"event": "Purchase", "value": 60}'}, [("value", "changed")]),
        ({"body": b'{"value":59.9,  "event":"Purchase"}'}, []),
        ({"body": b"event=Purchase"}, [("body", "changed")]),
        ({"group": "other"}, []),
    ],
    ids=["nothing", "method", "address", "parameter", "header", "timeout", "value", "spelling", "no JSON", "its group"],
)
def test_a_request_is_compared_field_by_field(new: dict[str, object], told: list[tuple[str, str]]) -> None:
    assert paths(POST, msgspec.structs.replace(POST, **new)) == told


def test_lines_of_parameters_are_compared_by_their_names() -> None:
    old, new = (OutgoingRequest(URL, body=body) for body in (b"en=a&epn.value=1\nen=b", b"en=a&epn.value=2\nen=b"))

    assert paths(old, new) == [("body epn.value", "changed")]


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"\xff\xfe", b'{"a": ', b"=" * 1000], ids=["deep", "bytes", "cut", "="]
)
def test_a_body_may_be_anything(body: bytes) -> None:
    assert len(paths(POST, msgspec.structs.replace(POST, body=body))) == 1


def test_of_a_request_with_fields_without_end_some_are_told() -> None:
    old, new = (OutgoingRequest.post(URL, json={f"k{n}": value for n in range(5000)}) for value in (1, 2))

    assert len(paths(old, new)) == 500


def test_what_is_asked_and_what_the_browser_fetches_leaves_too() -> None:
    run = TagRun("A", "A", Event({}), sent=[Sent("1", POST)], effects=[BrowserPixel("https://vendor.example/p")])

    assert [(each.method, each.url) for each in requests_of(run)] == [
        ("POST", URL),
        ("GET", "https://vendor.example/p"),
    ]
