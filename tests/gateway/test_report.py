"""A trace as one JSON document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway import (
    Ask,
    Check,
    Claimed,
    ClientType,
    Condition,
    Cookie,
    Event,
    Hit,
    Log,
    Lookup,
    OutgoingRequest,
    Refused,
    Reply,
    Respond,
    Run,
    Secret,
    Steps,
    TriggerType,
    Verdict,
)
from gateway.container import TagEntry, TriggerEntry
from gateway.recording import rehearse
from gateway.report import attempt, report
from gateway.trace import Trace
from tests.small import hit, small_container, tag

EMAIL = "jane.doe@shop.example"


class Refuses(ClientType):
    """Refuses everything, with the path it met."""

    def claim(self, hit: Hit) -> Claimed | Refused:
        return Refused(f"not {hit.path}")


class Tells(ClientType):
    """Makes one event of what a test gives it."""

    data: Any = None

    def claim(self, hit: Hit) -> Claimed | Refused:
        return Claimed(self._steps())

    def _steps(self) -> Steps:
        yield Run(Event(self.data))
        yield Respond(200, body=b"12345")


class Met(TriggerType):
    """Fires, and tells a value it met."""

    met: str = ""

    def check(self, lookup: Lookup) -> Check:
        return Check(fires=True, conditions=lambda: (Condition("x exists", holds=True, met=self.met),))


def sends(_: Event, __: Lookup) -> Steps:
    yield Cookie("seen", "secret value")
    yield Log(f"saw {EMAIL}")
    yield OutgoingRequest.post(
        f"https://vendor.example/?email={EMAIL}",
        json={"user": {"email": "ab" * 32}, "event": "Purchase"},
        headers={"Access-Token": Secret("TOKEN"), "Authorization": "Bearer abcdefgh"},
    )


def answers(request: OutgoingRequest) -> Reply:
    return Reply.of({"code": 40002, "message": f"bad address {EMAIL}"})


def test_the_document_says_what_came_and_what_was_answered() -> None:
    sent = hit("purchase", id="h1", at=1772366400999, path=f"/{EMAIL}")

    document = report(rehearse(small_container(tag("A", sends)), sent))

    assert document["schema"] == "trace/v1"
    assert (document["id"], document["at"], document["rules"]) == ("h1", "2026-03-01T12:00:00.999+00:00", "v1")
    assert document["request"] == {"method": "GET", "path": "/***@***", "bytes": 8, "preview": None}
    assert document["client"] == "Events"
    assert document["response"] == {"status": 200, "cookies": ["seen"], "bytes": 0}


def test_a_tag_that_ran_shows_its_request_and_every_attempt_masked() -> None:
    run = report(rehearse(small_container(tag("A", sends)), hit(), answers))["events"][0]["tags"][0]

    assert (run["tag"], run["outcome"], run["cookies"], run["log"]) == ("A", "ok", ["seen"], ["saw ***@***"])
    assert run["fired"] == {"why": 'trigger "for A"', "place": "rules.yaml:1", "conditions": []}
    request = run["sent"][0]["request"]
    assert request["url"] == "https://vendor.example/?email=***"
    assert request["body"] == {"user": {"email": "abababababab…"}, "event": "Purchase"}
    assert request["headers"]["Authorization"] == "Bea***"
    assert "abcdefgh" not in json.dumps(run)
    assert run["sent"][0]["attempts"] == [
        {
            "status": 200,
            "error": "",
            "body": {"code": 40002, "message": "bad address ***@***"},
            "outcome": "accepted",
            "why": "HTTP 200",
        }
    ]


def test_a_hit_nobody_claims_has_refusals_and_a_400() -> None:
    document = report(rehearse(small_container(client=Refuses(name="R")), hit(path=f"/{EMAIL}")))

    assert (document["client"], document["events"]) == (None, [])
    assert document["refusals"] == [{"client": "Events", "reason": "not /***@***"}]
    assert document["response"]["status"] == 400


def test_a_trip_without_an_answer_has_no_response() -> None:
    assert report(Trace(small_container(), hit()))["response"] is None


def test_what_was_asked_is_shown_with_its_reply() -> None:
    def asks(_: Event, __: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/token", method="GET"))

    run = report(rehearse(small_container(tag("A", asks)), hit(), lambda _: Reply(503, b"busy")))["events"][0]["tags"][
        0
    ]

    assert [
        (asked["request"]["method"], asked["reply"]["status"], asked["reply"]["body"]) for asked in run["asked"]
    ] == [("GET", 503, "busy")]


def test_a_tag_that_ran_in_a_sequence_names_it_and_counts_as_not_fired_by_itself() -> None:
    tags = (tag("Main", sends, setup="Before"), tag("Before", sends, when=None))

    event = report(rehearse(small_container(*tags), hit()))["events"][0]

    assert [(run["tag"], run["fired"]["why"]) for run in event["tags"]] == [
        ("Before (setup of Main)", "the sequence: Before (setup of Main)"),
        ("Main", 'trigger "for Main"'),
    ]
    assert [(silent["tag"], silent["why"]) for silent in event["not_fired"]] == [("Before", "it has no trigger")]


def test_event_data_is_shown_masked_with_the_consent_it_carries() -> None:
    data = {"event_name": "purchase", "client_id": "1234567890.17", "value": 0, "x-ga-gcs": "G101"}

    event = report(rehearse(small_container(client=Tells(name="T", data=data)), hit()))["events"][0]

    assert event["data"] == {"event_name": "purchase", "client_id": "123***", "value": 0, "x-ga-gcs": "G101"}
    assert event["consent"] == {"granted": {"ad_storage": False, "analytics_storage": True}, "source": "x-ga-gcs"}


@pytest.mark.parametrize(
    "data",
    [
        {"event_name": 5, "value": float("nan")},
        {"event_name": ["a"], "items": [[]]},
        {"event_name": "\ud800", EMAIL: 1},
        {"a": {"b": {"c": [{"user_data": {"email": EMAIL}}]}}},
    ],
    ids=["numbers", "lists", "half a sign and an address as a key", "deep inside"],
)
def test_odd_event_data_makes_a_document_without_a_person(data: dict[str, Any]) -> None:
    document = report(rehearse(small_container(client=Tells(name="T", data=data)), hit()))

    assert EMAIL not in json.dumps(document)


def test_a_condition_that_met_the_query_shows_no_person_of_it() -> None:
    met = 'Query String was "cid=1234567890.1772300000&ep.user_data.phone_number=%2B44%2020%207946%200958"'
    made = tag("A", sends)
    entry = TagEntry("A", made.configured, triggers=(TriggerEntry("T", Met(met=met)),), type_name="function")

    fired = report(rehearse(small_container(entry), hit()))["events"][0]["tags"][0]["fired"]

    assert "1772300000" not in fired["conditions"][0]["met"]
    assert "7946" not in fired["conditions"][0]["met"]


def test_a_body_that_is_cut_shows_no_half_of_an_email_address() -> None:
    body = b"x" * 4088 + b" " + EMAIL.encode()

    shown = attempt(Reply(500, body), Verdict("again", "HTTP 500"))

    assert len(shown["body"]) <= 4096
    assert "jane" not in shown["body"]


def test_no_answer_shows_its_error_masked() -> None:
    assert attempt(Reply(0, error=f"no such host for {EMAIL}"), Verdict("again", f"no answer for {EMAIL}")) == {
        "status": 0,
        "error": "no such host for ***@***",
        "body": "",
        "outcome": "again",
        "why": "no answer for ***@***",
    }


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("campaign test 7", "campaign test 7"),
        ("ZW52LTU=", "ZW52LTU="),
        ("x" * 100, "x" * 64),
        (f"by {EMAIL}", "by ***@***"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("", None),
    ],
    ids=["words", "what GTM's preview sends", "a long one", "a person", "signs of a terminal", "an empty one"],
)
def test_the_label_of_a_hit_is_shown_masked_and_cut(label: str, shown: str | None) -> None:
    sent = hit(headers=(("x-gtm-server-preview", label),))

    assert report(rehearse(small_container(), sent))["request"]["preview"] == shown


def test_a_label_that_is_cut_shows_no_half_of_an_email_address() -> None:
    sent = hit(headers=(("x-gtm-server-preview", f"{'x' * 50} {EMAIL}"),))

    assert "jane" not in json.dumps(report(rehearse(small_container(), sent)))


@pytest.mark.parametrize(
    ("ip", "forwarded", "told"),
    [
        ("10.0.0.5", "203.0.113.7", "--trusted-proxies"),
        ("127.0.0.1", "203.0.113.7", "--trusted-proxies"),
        ("10.0.0.5", None, "vendors cannot match it"),
        ("127.0.0.1", None, ""),
        ("203.0.113.9", "203.0.113.7", ""),
    ],
    ids=["a proxy nobody named", "one on this machine", "no proxy's word", "somebody who tries it", "a public address"],
)
def test_a_private_address_is_told_in_the_log(ip: str, forwarded: str | None, told: str) -> None:
    headers = (("x-forwarded-for", forwarded),) if forwarded else ()
    log = report(rehearse(small_container(), hit(ip=ip, headers=headers)))["log"]

    assert [told in line for line in log] == [True] * bool(told)
    assert "203.0.113" not in json.dumps(log)
