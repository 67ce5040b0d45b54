"""Traces as GTMS-3 log lines: every line names its tag, its type and its hit, and persons are masked."""

from __future__ import annotations

import json

from gateway.container import Container
from gateway.gtms import gtms_lines
from gateway.outgoing import Reply
from gateway.recording import rehearse
from gateway.report import report
from gateway.rules import build, of_text
from tests.running import ROOT
from tests.small import hit

RULES = """\
clients: {GA4: {type: ga4}}
triggers: {All events: always}
tags:
  Collect: {type: http_request, triggers: All events, url: "https://vendor.example/collect", body: {mail: "{{Event Name}}"}}
"""
PURCHASE = "v=2&tid=G-TEST&cid=1.2&en=purchase&dl=https%3A%2F%2Fshop.example%2F%3Fmail%3Djane.doe%40shop.example"


def container() -> Container:
    return build(of_text(RULES, ROOT, "rules.yaml"), rehearsing=True)


def lines(query: str, reply: Reply, path: str = "/g/collect") -> list[dict[str, object]]:
    trace = rehearse(container(), hit(path=path, query=query), lambda _: reply)
    return list(gtms_lines(report(trace)))


def test_a_request_and_its_answer_are_a_line_each() -> None:
    asked, answered = lines(PURCHASE, Reply(503, b"busy"))

    assert [(line["Name"], line["Type"], line["EventName"]) for line in (asked, answered)] == [
        ("Collect", "Request", "purchase"),
        ("Collect", "Response", "purchase"),
    ]
    assert (asked["RequestMethod"], asked["RequestUrl"]) == ("POST", "https://vendor.example/collect")
    assert (answered["ResponseStatusCode"], answered["ResponseBody"], answered["Outcome"]) == (503, "busy", "again")


def test_every_line_names_its_tag_its_type_and_its_hit() -> None:
    found = [*lines(PURCHASE, Reply(200)), *lines("", Reply(200), "/wp-admin")]

    assert all({"Name", "Type", "TraceId", "Timestamp"} <= line.keys() for line in found)
    assert {line["Type"] for line in found} <= {"Request", "Response", "Message"}


def test_a_hit_nobody_claims_is_a_message_with_the_reason() -> None:
    (line,) = lines("", Reply(200), "/wp-admin")

    assert (line["Name"], line["Type"]) == ("GA4", "Message")
    assert "/wp-admin" in str(line["Message"])


def test_no_person_stands_in_a_line() -> None:
    assert "jane.doe" not in json.dumps(lines(PURCHASE, Reply(200, b"hello jane.doe@shop.example")))
