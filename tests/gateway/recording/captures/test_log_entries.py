"""Lines of a tagging server's log: what came in, and what went out and is a hit itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.gtms import gtms_lines
from gateway.recording import read_hits, rehearse
from gateway.recording.captures import sieve
from gateway.recording.captures.log_entries import NO_BODY, NO_REQUEST
from gateway.report import report
from gateway.rules import load
from tests.gateway.recording.captures.found import found, hits, skipped, whys

ROOT = Path(__file__).parents[4]
LINE = {"Name": "GA4", "Type": "Request", "TraceId": "t1", "EventName": "purchase", "RequestMethod": "POST"}
HIT = {**LINE, "RequestUrl": "https://www.google-analytics.com/g/collect?v=2&tid=G-1", "RequestBody": "en=purchase"}
CAME_IN = {
    "requestMethod": "GET",
    "requestUrl": "https://data.shop.example/g/collect?v=2&en=a",
    "remoteIp": "203.0.113.7",
    "userAgent": "Mozilla/5.0",
}


def log(*lines: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def test_a_hit_that_a_tag_forwarded_is_a_hit() -> None:
    (hit,) = hits(log({**HIT, "RequestHeaders": {"User-Agent": "ü"}, "Timestamp": "2026-03-01T12:00:00Z"}))

    assert (hit.method, hit.path, hit.body, hit.at) == ("POST", "/g/collect", b"en=purchase", 1_772_366_400_000)
    assert hit.headers == (("host", "www.google-analytics.com"), ("user-agent", "ü".encode().decode("latin-1")))


def test_what_else_a_tag_did_is_skipped_with_the_reason() -> None:
    vendor = {**LINE, "RequestUrl": "https://vendor.example/track", "RequestBody": {"event": "Purchase"}}
    answer = {"Name": "GA4", "Type": "Response", "TraceId": "t1", "ResponseStatusCode": 200}

    assert whys(log(HIT, vendor, answer)) == [sieve.NOT_OURS, NO_REQUEST]


def test_what_the_gateway_writes_itself_is_read() -> None:
    (hit,) = read_hits(ROOT / "examples" / "hits" / "purchase.http")
    trace = report(rehearse(load(ROOT / "rules.yaml", {}, rehearsing=True), hit))

    assert all(each.place for each in found(log(*gtms_lines(trace))))
    assert [each for each in whys(log(*gtms_lines(trace))) if each not in (sieve.NOT_OURS, NO_REQUEST)] == []


def test_the_request_log_of_cloud_logging_has_what_came_in() -> None:
    (hit,) = hits(log({"insertId": "a", "timestamp": "2026-03-01T12:00:00.123456789Z", "httpRequest": CAME_IN}))

    assert (hit.query, hit.ip, hit.at) == ("v=2&en=a", "203.0.113.7", 1_772_366_400_123)
    assert hit.headers == (("host", "data.shop.example"), ("user-agent", "Mozilla/5.0"))


def test_a_post_whose_events_were_in_the_body_is_told() -> None:
    posted = {**CAME_IN, "requestMethod": "POST", "requestUrl": "https://data.shop.example/g/collect?v=2"}

    assert whys(log({"httpRequest": posted})) == [NO_BODY]
    assert whys(log({"httpRequest": {**posted, "requestUrl": f"{posted['requestUrl']}&ep.screen=a"}})) == [NO_BODY]


def test_a_line_inside_an_entry_is_found() -> None:
    wrapped: list[dict[str, Any]] = [
        {"jsonPayload": HIT},
        {"textPayload": json.dumps(HIT)},
        {"jsonPayload": {"message": json.dumps(HIT)}},
    ]

    assert [hit.path for hit in hits(log(*wrapped))] == ["/g/collect"] * 3


def test_a_field_of_another_kind_is_told() -> None:
    for wrong in (
        {"httpRequest": {"requestUrl": 5}},
        {**HIT, "RequestMethod": "no method"},
        {**HIT, "Timestamp": "noon"},
    ):
        assert len(whys(log(HIT, wrong))) == 1


ACCESS = '203.0.113.7 - - [01/Mar/2026:13:00:00 +0100] "GET /g/collect?v=2&tid=G-1&en=a HTTP/1.1" 200 0 "-" "-"\n'


@pytest.mark.parametrize(
    "entry",
    [
        {"log": ACCESS, "stream": "stdout", "time": "2026-03-01T12:00:00.123456789Z"},
        {"insertId": "a", "textPayload": ACCESS, "timestamp": "2026-03-01T12:00:00Z"},
        {"jsonPayload": {"message": ACCESS}},
        {"@timestamp": "2026-03-01T12:00:00Z", "message": ACCESS},
    ],
    ids=["Docker", "a cluster of Google's", "a payload's message", "a shipper of logs"],
)
def test_a_line_of_an_access_log_inside_an_entry_is_read(entry: dict[str, Any]) -> None:
    (hit,) = hits(log(entry))

    assert (hit.query, hit.ip, hit.at) == ("v=2&tid=G-1&en=a", "203.0.113.7", 1_772_366_400_000)


@pytest.mark.parametrize(
    "entry",
    [
        {"insertId": "b", "protoPayload": {"methodName": "ReplaceService"}, "logName": "projects/p/logs/activity"},
        {"log": "2026/03/01 12:00:00 [notice] 1#1: start worker processes\n", "stream": "stderr"},
    ],
    ids=["an audit", "a notice"],
)
def test_an_entry_without_a_request_is_skipped_and_nothing_wrong(entry: dict[str, Any]) -> None:
    assert [(each.why, each.unreadable) for each in skipped(log(entry))] == [(NO_REQUEST, False)]
