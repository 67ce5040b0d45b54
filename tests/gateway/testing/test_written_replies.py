"""What vendors answer in a written test."""

from __future__ import annotations

import pytest

from gateway.errors import GatewayError
from gateway.outgoing import OutgoingRequest, Reply
from gateway.rules.written import read
from gateway.testing.written_replies import answering, answers_of


def answered(written: str, url: str) -> Reply:
    return answering(read(written.encode(), "t.yaml")[0].value)(OutgoingRequest(url))


def test_the_longest_beginning_of_the_url_decides() -> None:
    written = '{"https://crm.example/": {status: 503}, "https://crm.example/v2/": {body: {ok: true}}}'

    assert answered(written, "https://crm.example/v1/orders").status == 503
    assert answered(written, "https://crm.example/v2/orders").json == {"ok": True}


def test_others_answer_as_without() -> None:
    assert answered("{}", "https://vendor.example/").status == 200
    assert answered("{}", "https://business-api.tiktok.com/open_api/v1.3/event/track/").json["code"] != 0


def test_a_reply_has_headers_and_text_or_none_came() -> None:
    assert answered('{"": {status: 429, headers: {Retry-After: "7"}, body: slow}}', "https://a.example/") == Reply(
        429, b"slow", (("retry-after", "7"),)
    )
    assert answered('{"": {error: no answer}}', "https://a.example/") == Reply(0, error="no answer")


def test_a_test_in_python_gives_a_mapping_or_a_function_that_may_leave_a_request_to_others() -> None:
    crm = OutgoingRequest("https://crm.example/lead")

    assert answers_of({"https://crm.example/": {"status": 503}})(crm).status == 503
    assert answers_of(lambda request: Reply(429))(crm).status == 429
    assert answers_of(lambda request: None)(crm).status == 200  # type: ignore[arg-type, return-value]


def test_what_is_no_reply_is_told_in_a_sentence() -> None:
    with pytest.raises(
        GatewayError, match=r"^replies= answers a request with a Reply, or with None, and not with {'st"
    ):
        answers_of(lambda request: {"status": 503})(OutgoingRequest("https://a.example/"))  # type: ignore[arg-type, return-value]
    with pytest.raises(
        GatewayError, match=r"^replies= has a mapping for each URL, such as {'status': 503}, and not 503"
    ):
        answers_of({"https://a.example/": 503})  # type: ignore[dict-item]
