"""What a template asks for, as steps, and how their results are read."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, Hit, OutgoingRequest, Reply, Run
from gateway.sandbox.asks import Answer, Asked, asked
from gateway.sandbox.program import Lent
from gateway.sandbox.realm import Command

HIT = Hit("GET", "/")
SENT: dict[str, Any] = {
    "url": "https://vendor.example/",
    "method": "POST",
    "headers": [["A", "b"]],
    "timeout": 500,
    "body": "x",
}


def ask_of(kind: str, payload: Any, *, may_run: bool = False, lent: Lent | None = None) -> Asked:
    """The step of a command that has to be waited for."""
    found = asked(Command(kind, 1, payload), HIT, lent or Lent(), may_run=may_run)
    assert isinstance(found, Asked)
    return found


def reading(kind: str, payload: Any, reply: Reply, **more: Any) -> Answer:
    """What the template gets for a reply."""
    return ask_of(kind, payload, **more).read(reply)


def test_a_request_goes_out_as_it_was_asked() -> None:
    request = ask_of("http", SENT).step.request  # type: ignore[union-attr]

    assert (request.url, request.method, request.body) == ("https://vendor.example/", "POST", b"x")
    assert (request.headers, request.timeout) == ((("A", "b"),), 0.5)


def test_any_answer_of_the_vendor_is_one() -> None:
    reply = Reply(404, b"none", (("X-A", "1"), ("x-a", "2"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")))

    assert reading("http", SENT, reply) == Answer(
        True, {"statusCode": 404, "headers": {"x-a": "1, 2", "set-cookie": ["a=1", "b=2"]}, "body": "none"}
    )


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("no answer within 15 s (ReadTimeout)", "timed_out"),
        ("no complete answer within 30 s", "timed_out"),
        ("refused", "failed"),
    ],
)
def test_no_answer_has_a_reason(error: str, reason: str) -> None:
    assert reading("http", SENT, Reply(0, error=error)) == Answer(False, {"reason": reason})


def test_a_client_runs_the_container_and_a_tag_does_not() -> None:
    step = ask_of("run", {"event_name": "purchase"}, may_run=True).step

    assert isinstance(step, Run)
    assert step.event == Event(event_name="purchase")
    assert asked(Command("run", 1, {}), HIT, Lent(), may_run=False) == Answer(
        True, [], "only a client can run the container"
    )


def test_an_event_for_google_analytics_is_sent_by_whoever_is_lent_to_do_it() -> None:
    lent = Lent(analytics=lambda event, _: OutgoingRequest(f"https://collect.example/?en={event['event_name']}"))
    ask = ask_of("google_analytics", {"event_name": "purchase"}, lent=lent)

    assert ask.step.request.url.endswith("en=purchase")  # type: ignore[union-attr]
    assert ask.read(Reply(302, headers=(("location", "https://next.example/"),))).value == {
        "location": "https://next.example/"
    }
    assert not ask.read(Reply(500)).good


def test_without_anybody_to_send_it_it_is_not_sent() -> None:
    found = asked(Command("google_analytics", 1, {}), HIT, Lent(), may_run=False)

    assert found == Answer(False, {"reason": "failed"}, "the event names no measurement id of GA4, and was not sent")


def test_a_script_of_googles_is_fetched() -> None:
    asked_for = {"script": "GTAG", "id": "G-EXAMPLE1", "debug": False, "timeout": 1000}
    ask = ask_of("google_script", asked_for)

    assert ask.step.request.url == "https://www.googletagmanager.com/gtag/js?id=G-EXAMPLE1"  # type: ignore[union-attr]
    assert ask.read(Reply(200, b"code", (("cache-control", "private"),))).value == {
        "script": "code",
        "metadata": {"cache-control": "private"},
    }


def test_another_script_is_none() -> None:
    found = asked(Command("google_script", 1, {"script": "OTHER"}), HIT, Lent(), may_run=False)

    assert isinstance(found, Answer)
    assert not found.good
