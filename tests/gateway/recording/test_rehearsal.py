"""The driver that rehearses: asks are answered by the stand-in, requests get its reply and a verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import Ask, Event, Log, Lookup, OutgoingRequest, Reply, Steps, TagType, Verdict
from gateway.container import Configured, TagEntry
from gateway.fake_tiktok import answer
from gateway.recording import read_hits, rehearse
from gateway.rules import load
from tests.small import hit, outcomes, small_container, tag, trigger

ROOT = Path(__file__).parents[3]


def sends(event: Event, _: Lookup) -> Steps:
    yield OutgoingRequest(f"https://vendor.example/{event['event_name']}")


def asks(_: Event, __: Lookup) -> Steps:
    for name in ("one", "two"):
        reply = yield Ask(OutgoingRequest(f"https://vendor.example/{name}"))
        yield Log(f"{reply.status} {reply.body.decode()}")


def last_part(request: OutgoingRequest) -> Reply:
    return Reply(202, request.url.rsplit("/", 1)[-1].encode())


def test_a_request_gets_the_reply_of_the_stand_in_and_a_verdict() -> None:
    (run,) = rehearse(small_container(tag("A", sends)), hit("purchase"), last_part).runs()

    assert run.sent[0].reply == Reply(202, b"purchase")
    assert run.sent[0].verdict == Verdict("accepted", "HTTP 202")


def test_without_a_stand_in_the_vendor_says_yes() -> None:
    (run,) = rehearse(small_container(tag("A", sends)), hit()).runs()

    assert (run.sent[0].reply, run.sent[0].verdict) == (Reply(200), Verdict("accepted", "HTTP 200"))


@pytest.mark.parametrize(("status", "outcome"), [(0, "again"), (400, "refused"), (401, "hold"), (500, "again")])
def test_what_a_vendor_refuses_is_told_and_nothing_is_sent_again(status: int, outcome: str) -> None:
    asked: list[str] = []

    def refuses(request: OutgoingRequest) -> Reply:
        asked.append(request.url)
        return Reply(status)

    (run,) = rehearse(small_container(tag("A", sends)), hit(), refuses).runs()

    assert (run.sent[0].verdict and run.sent[0].verdict.outcome, len(asked)) == (outcome, 1)


def test_asks_are_answered_in_the_order_they_were_asked() -> None:
    trace = rehearse(small_container(tag("A", asks), tag("B", sends)), hit(), last_part)

    assert trace.runs()[0].log == ["202 one", "202 two"]
    assert outcomes(trace.runs()) == [("A", "ok"), ("B", "ok")]


def test_a_hit_that_nobody_claims_is_a_trace_too() -> None:
    trace = rehearse(load(ROOT / "rules.yaml", {}, rehearsing=True), hit(path="/favicon.ico"))

    assert (trace.client, trace.runs(), trace.answer and trace.answer.status) == ("", [], 400)


def test_a_type_that_cannot_read_the_reply_is_told_as_to_be_sent_again() -> None:
    class Breaks(TagType):
        def run(self, event: Event, lookup: Lookup) -> Steps:
            yield OutgoingRequest("https://vendor.example/")

        @classmethod
        def verdict(cls, reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
            raise KeyError("code")

    entry = TagEntry("A", Configured(Breaks, "A"), triggers=(trigger(),))
    (run,) = rehearse(small_container(entry), hit()).runs()

    assert run.sent[0].verdict == Verdict("again", "the type could not read the answer: KeyError('code')")


def test_the_same_hit_is_the_same_trip_each_time() -> None:
    (purchase,) = read_hits(ROOT / "examples" / "hits" / "purchase.http")
    container = load(ROOT / "rules.yaml", {}, rehearsing=True)
    first, second = (rehearse(container, purchase, answer).runs()[0].sent for _ in range(2))

    assert [(sent.id, sent.request, sent.reply) for sent in first] == [
        (sent.id, sent.request, sent.reply) for sent in second
    ]
    assert len(first) == 1


@pytest.mark.parametrize(
    ("file", "fired"),
    [
        ("purchase", ["TikTok purchase"]),
        ("batch", ["TikTok shop steps", "TikTok shop steps"]),
        ("page_view", []),
        ("consent_denied", []),
        ("ga4mp_purchase", ["TikTok purchase"]),
        ("minimal_analytics_page_view", []),
    ],
)
def test_the_sample_hits_reach_tiktok_where_they_should_and_are_accepted(file: str, fired: list[str]) -> None:
    (sample,) = read_hits(ROOT / "examples" / "hits" / f"{file}.http")
    runs = rehearse(load(ROOT / "rules.yaml", {}, rehearsing=True), sample, answer).runs()

    assert [run.tag for run in runs] == fired
    assert [sent.verdict and sent.verdict.outcome for run in runs for sent in run.sent] == ["accepted"] * len(fired)
