"""Where two answers to the browser differ."""

from __future__ import annotations

from gateway.recording.difference.answers import in_answers
from gateway.trace import Answer

OLD = Answer(200, (("set-cookie", "FPID=abcdefghij; Path=/; Secure"), ("x-a", "1")), b"ok")


def test_status_headers_cookies_and_body_are_compared_each_by_its_name() -> None:
    new = Answer(204, (("set-cookie", "FPID=klmnopqrst; Path=/"), ("x-a", "2")), b"")

    assert [(change.path, change.shown()) for change in in_answers(OLD, new)] == [
        ("status", ("200", "204")),
        ("header x-a", ("1", "2")),
        ("cookie FPID", ("abc***", "klm***")),
        ("flags of cookie FPID", ("Path=/; Secure", "Path=/")),
        ("body", ('"ok"', '""')),
    ]


def test_a_cookie_that_is_gone_is_one_difference() -> None:
    new = Answer(200, (("x-a", "1"),), b"ok")

    assert [(change.path, change.how) for change in in_answers(OLD, new)] == [("cookie FPID", "removed")]


def test_equal_answers_do_not_differ_and_none_is_status_0() -> None:
    assert list(in_answers(OLD, OLD)) == list(in_answers(None, None)) == []
    assert [change.shown() for change in in_answers(None, Answer(200))] == [("0", "200")]
