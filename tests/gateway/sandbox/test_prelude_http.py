"""Requests of a template, in the form of promises and in that of callbacks."""

from __future__ import annotations

import pytest

from gateway import Reply
from tests.gateway.sandbox.running import run_tag

LATE, BROKEN = Reply(0, error="no answer within 15 s (ReadTimeout)"), Reply(0, error="the connection was refused")
URL = "'https://vendor.example/'"


@pytest.mark.parametrize(
    ("call", "method", "body"),
    [
        (f"require('sendHttpRequest')({URL})", "GET", b""),
        (f"require('sendHttpRequest')({URL}, {{method: 'put'}}, 'x')", "PUT", b"x"),
        (f"require('sendHttpRequest')({URL}, () => {{}}, {{method: 'POST'}}, 'x')", "POST", b"x"),
        (f"require('sendHttpRequest')({URL}, undefined, {{method: 'POST'}}, 'x')", "POST", b"x"),
        (f"require('sendHttpRequest')({URL}, null, {{method: 'POST'}}, 'x')", "POST", b"x"),
        (f"require('sendHttpRequest')({URL}, {{method: 'POST'}}, 5)", "POST", b"5"),
        (f"require('sendHttpGet')({URL})", "GET", b""),
        (f"require('sendHttpGet')({URL}, () => {{}}, {{timeout: 500}})", "GET", b""),
        (f"require('sendHttpGet')({URL}, {{method: 'POST'}})", "GET", b""),
    ],
)
def test_a_request_is_sent(call: str, method: str, body: bytes) -> None:
    request = run_tag(f"{call};").asked[0][0]

    assert (request.url, request.method, request.body) == ("https://vendor.example/", method, body)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("'https://vendor.example/?city=São Paulo, br'", "https://vendor.example/?city=S%C3%A3o%20Paulo,%20br"),
        ("' https://vendor.example/%20 '", "https://vendor.example/%20"),
        ("'https://vendor.example/\\n/x'", "https://vendor.example//x"),
        ("'https://vendor.example/\\ud83d\\ude00\\ud800'", "https://vendor.example/%F0%9F%98%80%EF%BF%BD"),
    ],
    ids=["blanks and letters", "blanks around it", "a line break", "whole and half signs"],
)
def test_an_address_is_written_as_the_web_writes_it(written: str, sent: str) -> None:
    assert run_tag(f"require('sendHttpGet')({written});").asked[0][0].url == sent


def test_headers_are_text_and_empty_ones_are_left_out() -> None:
    run = run_tag(f"require('sendHttpGet')({URL}, {{headers: {{'X-A': 5, 'X-B': undefined, 'X-C': null}}}});")

    assert run.asked[0][0].headers == (("X-A", "5"),)


@pytest.mark.parametrize(
    ("written", "seconds"), [("500", 0.5), ("'2000'", 2.0), ("0", 15.0), ("undefined", 15.0), ("1e9", 60.0)]
)
def test_a_request_waits_as_long_as_it_says(written: str, seconds: float) -> None:
    assert run_tag(f"require('sendHttpGet')({URL}, {{timeout: {written}}});").asked[0][0].timeout == seconds


@pytest.mark.parametrize(("reply", "reason"), [(LATE, "timed_out"), (BROKEN, "failed")])
def test_a_promise_is_rejected_with_the_reason(reply: Reply, reason: str) -> None:
    code = f"require('sendHttpGet')({URL}).catch((why) => require('logToConsole')(why.reason));"

    assert run_tag(code, vendor=lambda _: reply).log == [reason]


@pytest.mark.parametrize(("reply", "told"), [(Reply(201, b"x"), "201 {} x"), (LATE, "-1 {} "), (BROKEN, "0 {} ")])
def test_a_callback_gets_status_headers_and_body(reply: Reply, told: str) -> None:
    code = f"require('sendHttpGet')({URL}, (status, headers, body) => require('logToConsole')(status, headers, body));"

    assert run_tag(code, vendor=lambda _: reply).log == [told]


def test_credentials_of_google_are_none_here_and_that_is_told() -> None:
    code = f"require('sendHttpGet')({URL}, {{authorization: require('getGoogleAuth')({{scopes: ['a']}})}});"

    assert run_tag(code).log == ["there are no Google credentials here: the request goes without them"]


def test_what_is_no_address_fails_as_in_gtm() -> None:
    run = run_tag("require('sendHttpGet')(undefined).catch((why) => data.gtmOnFailure());", vendor=lambda _: BROKEN)

    assert run.outcome == "failed"
