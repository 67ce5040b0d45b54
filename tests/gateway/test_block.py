"""The readable block of one hit."""

from __future__ import annotations

import pytest

from gateway import (
    Ask,
    Claimed,
    ClientType,
    Cookie,
    Event,
    Failed,
    Hit,
    Log,
    Lookup,
    OutgoingRequest,
    Refused,
    Reply,
    Skipped,
    Steps,
)
from gateway.block import block
from gateway.recording import rehearse
from gateway.report import report
from tests.small import hit, small_container, tag


def sends(_: Event, __: Lookup) -> Steps:
    yield Cookie("seen", "1")
    yield Log("looked twice")
    yield OutgoingRequest.post("https://vendor.example/in", json={"a": 1})


def asks(_: Event, __: Lookup) -> Steps:
    yield Ask(OutgoingRequest("https://vendor.example/token"))
    return Failed("no token")


def skips(_: Event, __: Lookup) -> Steps:
    yield from ()
    return Skipped("nothing to say")


def nothing(request: OutgoingRequest) -> Reply:
    return Reply(0, error="timed out")


def test_a_hit_reads_from_its_request_down_to_the_vendors_verdict() -> None:
    trace = rehearse(small_container(tag("A", sends)), hit())

    assert block(report(trace)).split("\n") == [
        "GET /  ->  200",
        "  client    Events",
        "  event     purchase",
        '    ok A: fired by trigger "for A"  (rules.yaml:1)',
        "         log      looked twice",
        "         sent     POST https://vendor.example/in",
        '                  {"a": 1}',
        "         reply    HTTP 200",
        "         verdict  accepted: HTTP 200",
        "         cookies  seen",
        "  cookies   seen",
    ]


def test_a_tag_that_failed_or_skipped_says_why_and_one_that_did_not_fire_too() -> None:
    tags = (tag("A", asks), tag("B", skips), tag("C", sends, when=lambda _: False), tag("D", sends, paused=True))
    lines = block(report(rehearse(small_container(*tags), hit(), nothing))).split("\n")

    assert lines[3:] == [
        '    !! A: fired by trigger "for A"  (rules.yaml:1); failed: no token',
        "         asked    POST https://vendor.example/token",
        "         reply    none: timed out",
        '    -- B: fired by trigger "for B"  (rules.yaml:1); skipped: nothing to say',
        '    -  C: not fired, trigger "for C" did not fire  (rules.yaml:1)',
        "    -  D: not fired, it is paused  (rules.yaml:1)",
    ]


@pytest.mark.parametrize(
    ("data", "headline"),
    [
        ({}, "(no name)"),
        ({"value": 0}, "(no name), 0"),
        ({"value": "59.90", "currency": "EUR"}, "(no name), 59.90 EUR"),
        ({"currency": "EUR", "items": "none"}, "(no name)"),
        ({"items": [{}]}, "(no name), 1 item"),
        ({"items": [{}, {}]}, "(no name), 2 items"),
    ],
    ids=["nothing known", "value 0", "value and currency", "items that are no list", "one item", "two items"],
)
def test_an_event_is_told_in_one_line(data: dict[str, object], headline: str) -> None:
    event = {"name": "", "data": data, "tags": [], "not_fired": []}
    document: dict[str, object] = {
        "request": {"method": "GET", "path": "/"},
        "response": None,
        "client": None,
        "refusals": [],
        "log": [],
    }

    assert block({**document, "events": [event]}).split("\n") == [
        "GET /  ->  no answer",
        "  client    none claimed it",
        f"  event     {headline}",
    ]


def test_the_label_of_a_hit_stands_under_its_client() -> None:
    sent = hit(headers=(("x-gtm-server-preview", "campaign test 7"),))
    lines = block(report(rehearse(small_container(), sent))).split("\n")

    assert lines == ["GET /  ->  200", "  client    Events", "  preview   campaign test 7", "  event     purchase"]


def test_a_log_of_the_hit_stands_before_its_events() -> None:
    sent = hit(ip="10.0.0.5", headers=(("x-forwarded-for", "203.0.113.7"),))
    lines = block(report(rehearse(small_container(), sent))).split("\n")

    assert lines[2].startswith("  log       the visitor's address is private")
    assert lines[3:] == ["  event     purchase"]


def test_a_hit_that_nobody_claims_has_the_reason_of_each_client() -> None:
    class Picky(ClientType):
        def claim(self, hit: Hit) -> Claimed | Refused:
            return Refused("not on a Sunday")

    trace = rehearse(small_container(client=Picky(name="P")), hit())

    assert block(report(trace)).split("\n") == [
        "GET /  ->  400",
        "  client    none claimed it",
        "            Events refused: not on a Sunday",
    ]


def test_an_answer_that_broke_off_shows_its_status_and_its_fault() -> None:
    trace = rehearse(small_container(tag("A", asks)), hit(), lambda _: Reply(502, error="the connection broke"))

    assert "         reply    HTTP 502, the connection broke" in block(report(trace)).split("\n")


def test_a_long_body_is_wrapped_and_loses_nothing() -> None:
    def long(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest("https://vendor.example/", body=b"word " * 100)

    lines = block(report(rehearse(small_container(tag("A", long)), hit()))).split("\n")

    assert max(map(len, lines)) <= 110
    assert sum(line.count("word") for line in lines) == 100


def test_signs_of_a_terminal_are_shown_and_not_obeyed() -> None:
    shown = block(report(rehearse(small_container(), hit("\x1b[31mred\u202e"))))

    assert "\\u001b[31mred\\u202e" in shown
    assert "\x1b" not in shown
