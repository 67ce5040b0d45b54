"""The HTTP request tag: anything to anywhere, with credentials that stand nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import UNDEFINED, Event, Failed, Hit, Lookup, OutgoingRequest, Secret, SettingError
from gateway.container import Container
from gateway.delivery import Spool
from gateway.errors import RulesError
from gateway.pipeline import Trip
from gateway.recording import rehearse
from gateway.report import report
from gateway.rules import load
from gateway.trace import TagRun
from tags.http_request import HTTPRequest
from tests.small import hit as small_hit

URL = "https://crm.example/orders"
TOP = """clients: {Backend: {type: json_post}}
triggers: {All: always}
variables:
  Host: {type: event_data, key: host}
  Total: {type: event_data, key: value}
tags:
  A:
    type: http_request
    triggers: All
"""


def request_for(data: dict[str, Any] | None = None, **settings: Any) -> OutgoingRequest:
    event = Event({"event_name": "purchase", **(data or {})})
    request: OutgoingRequest = next(
        HTTPRequest(name="A", **{"url": URL, **settings}).run(event, Lookup(event, small_hit()))
    )
    return request


def failed(**settings: Any) -> Failed:
    event = Event(event_name="purchase")
    with pytest.raises(StopIteration) as end:
        next(HTTPRequest(name="A", url=URL, **settings).run(event, Lookup(event, small_hit())))
    assert isinstance(end.value.value, Failed)
    return end.value.value


def container(folder: Path, lines: str, environ: dict[str, str] | None = None) -> Container:
    (folder / "rules.yaml").write_text(f"{TOP}    {lines}\n")
    return load(folder / "rules.yaml", environ or {}, rehearsing=environ is None)


def posted(event: dict[str, Any]) -> Hit:
    return Hit("POST", "/events", body=json.dumps({"event_name": "purchase", **event}).encode(), id="hit-1")


def run_for(folder: Path, lines: str, event: dict[str, Any]) -> TagRun:
    (run,) = rehearse(container(folder, lines), posted(event)).runs()
    return run


def test_left_alone_it_posts_the_event_as_json() -> None:
    request = request_for({"value": 59.9, "items": [{"item_id": "MUG-1"}], "odd": float("nan")})

    assert (request.url, request.method, request.timeout) == (URL, "POST", 10.0)
    assert request.headers == (("Content-Type", "application/json"),)
    assert request.json == {"event_name": "purchase", "value": 59.9, "items": [{"item_id": "MUG-1"}], "odd": None}


@pytest.mark.parametrize(
    ("body", "kind", "content"),
    [
        ("name=Mug", "text/plain; charset=utf-8", b"name=Mug"),
        ("Gr\u00fc\u00dfe \ud800", "text/plain; charset=utf-8", b"Gr\xc3\xbc\xc3\x9fe ?"),
        ("", None, b""),
        ({"id": 7}, "application/json", b'{"id":7}'),
        ((1, {"a": (2,)}), "application/json", b'[1,{"a":[2]}]'),
        ({}, "application/json", b"{}"),
        (0, "application/json", b"0"),
        (False, "application/json", b"false"),
    ],
    ids=[
        "text",
        "text of any signs",
        "an empty text",
        "an object",
        "a list",
        "an empty object",
        "zero",
        "a truth value",
    ],
)
def test_a_body_is_sent_as_it_is_written(body: Any, kind: str | None, content: bytes) -> None:
    request = request_for(body=body)

    assert (request.header("content-type"), request.body) == (kind, content)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_some_methods_have_no_body(method: str) -> None:
    request = request_for(method=method, headers={"X-A": "b"})

    assert (request.method, request.headers, request.body) == (method, (("X-A", "b"),), b"")
    with pytest.raises(SettingError, match="request has no body"):
        request_for(method=method, body="text")


def test_parameters_of_the_query_are_encoded_and_those_without_a_value_left_out() -> None:
    query = {"u": "https://shop.example/?a=b&c", "n": 5, "none": None, "undefined": UNDEFINED}

    assert request_for(query=query).url == f"{URL}?u=https%3A%2F%2Fshop.example%2F%3Fa%3Db%26c&n=5"
    assert request_for(url=f"{URL}?x=1", query={"n": 5}).url == f"{URL}?x=1&n=5"
    assert request_for(query={"none": None}).url == URL


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "Connection"])
def test_headers_that_frame_a_request_are_the_sender_s(name: str) -> None:
    with pytest.raises(SettingError, match=f'"{name}" is no header that can be set'):
        request_for(headers={name: "1"})


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_the_other_methods_have_one(method: str) -> None:
    assert (request_for(method=method).method, request_for(method=method).json) == (method, {"event_name": "purchase"})


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_a_content_type_of_its_own_is_the_only_one(name: str) -> None:
    assert request_for(headers={name: "application/x-ndjson"}).headers == ((name, "application/x-ndjson"),)


def test_headers_keep_their_order_and_become_text() -> None:
    headers = {"X-Shop": "EU", "X-Total": 59.9, "X-New": True, "X-Nothing": UNDEFINED}

    assert request_for(headers=headers, method="GET", timeout=2.5).headers == (
        ("X-Shop", "EU"),
        ("X-Total", "59.9"),
        ("X-New", "true"),
        ("X-Nothing", "undefined"),
    )


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00", "Größe", "\u2028"], ids=repr)
def test_no_hit_writes_a_header_of_its_own(value: str) -> None:
    assert failed(headers={"X-Title": value}) == Failed('the header "X-Title" has signs a header may not have')


@pytest.mark.parametrize("name", ["X Key", "", "X-Key:", "X\nKey", "Schlüssel"], ids=repr)
def test_a_name_that_no_header_may_have_is_refused(name: str) -> None:
    """A request with one could never be sent, and would be tried for a day."""
    with pytest.raises(SettingError) as told:
        HTTPRequest(name="A", url=URL, headers={name: "a"})

    assert told.value.setting == "headers"


@pytest.mark.parametrize("url", ["", "crm.example", "ftp://crm.example", "//crm.example", "javascript:alert(1)"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingError) as told:
        HTTPRequest(name="A", url=url)

    assert (told.value.setting, told.value.what) == (
        "url",
        f'"{url}" is no address: it begins with https:// and has no blanks.',
    )


def test_a_wrong_address_is_told_with_its_place_when_rules_are_read(tmp_path: Path) -> None:
    with pytest.raises(RulesError) as told:
        container(tmp_path, "url: crm.example/orders")

    assert list(map(str, told.value.problems)) == [
        'rules.yaml:10:10  tag "A": "crm.example/orders" is no address: it begins with https:// and has no blanks.'
    ]


def test_an_address_of_variables_is_filled_in_and_looked_at_for_each_event(tmp_path: Path) -> None:
    right, wrong = (
        run_for(tmp_path, 'url: "{{Host}}/in?n={{Total}}"', {"host": host, "value": 5}) for host in (URL, "x")
    )

    assert right.sent[0].request.url == f"{URL}/in?n=5"
    assert (wrong.outcome, wrong.sent) == ("failed", [])
    assert '"x/in?n=5" is no address' in wrong.why


def test_an_address_that_has_no_value_fails_with_a_sentence(tmp_path: Path) -> None:
    run = run_for(tmp_path, 'url: "{{Host}}"', {})

    assert (run.outcome, run.sent) == ("failed", [])
    assert "is no address" in run.why


def test_an_address_that_no_request_may_have_fails_and_is_not_tried_for_a_day(tmp_path: Path) -> None:
    run = run_for(tmp_path, 'url: "https://crm.example/{{Host}}"', {"host": "two\nlines"})

    assert (run.outcome, run.sent) == ("failed", [])


def test_a_body_of_variables_is_filled_in_at_any_depth(tmp_path: Path) -> None:
    lines = 'url: https://crm.example\n    body: {order: {total: "{{Total}}", lines: ["{{Host}}", "at {{Total}}"]}}'
    (sent,) = run_for(tmp_path, lines, {"value": 5, "host": "h"}).sent

    assert sent.request.json == {"order": {"total": 5, "lines": ["h", "at 5"]}}


@pytest.mark.parametrize("body", ['{total: "{{Total}}", kind: a}', '{kind: a, more: [{total: "{{Total}}"}]}'])
def test_a_variable_without_a_value_keeps_no_request_from_being_sent(tmp_path: Path, body: str) -> None:
    """As JSON.stringify has it: what is undefined is left out."""
    run = run_for(tmp_path, f"url: https://crm.example\n    body: {body}", {})

    assert (run.outcome, run.why) == ("ok", "")
    assert b"Total" not in run.sent[0].request.body


BEARER = 'url: https://crm.example\n    headers: {Authorization: "Bearer ${CRM_TOKEN}", X-Key: "${KEY}", X-Shop: EU}'


def test_a_credential_is_a_name_everywhere_but_in_what_is_sent(tmp_path: Path) -> None:
    found = container(tmp_path, BEARER, {"CRM_TOKEN": "sesame-1234", "KEY": "k-5678"})
    trace = rehearse(found, posted({}))

    (sent,) = trace.runs()[0].sent
    assert sent.request.header("Authorization") == Secret("CRM_TOKEN", "Bearer ")
    assert found.secrets == {"CRM_TOKEN": "sesame-1234", "KEY": "k-5678"}
    shown = report(trace)["events"][0]["tags"][0]["sent"][0]["request"]["headers"]
    assert shown == {
        "Content-Type": "application/json",
        "Authorization": "Bearer ${CRM_TOKEN}",
        "X-Key": "${KEY}",
        "X-Shop": "EU",
    }
    assert "sesame" not in json.dumps(report(trace)) + repr(trace.runs())


def test_the_spool_has_the_name_of_a_credential_and_not_its_value(tmp_path: Path) -> None:
    found = container(tmp_path, BEARER, {"CRM_TOKEN": "sesame-1234", "KEY": "k-5678"})
    keep = next(Trip(found, posted({})).rounds()).keep
    assert keep is not None
    spool = Spool(tmp_path / "spool-0.sqlite3")
    spool.keep([keep], 1.0)

    (kept,) = spool.due(1.0)
    assert kept.request.header("authorization") == Secret("CRM_TOKEN", "Bearer ")
    assert kept.destination == "crm.example CRM_TOKEN KEY"
    written = b"".join(file.read_bytes() for file in tmp_path.glob("spool-0.sqlite3*"))
    assert b"CRM_TOKEN" in written
    assert b"sesame" not in written


def test_while_rehearsing_no_credential_is_needed(tmp_path: Path) -> None:
    (sent,) = run_for(tmp_path, BEARER, {}).sent

    assert sent.request.header("Authorization") == Secret("CRM_TOKEN", "Bearer ")


def test_an_address_that_is_none_is_masked_before_it_is_cut() -> None:
    with pytest.raises(SettingError) as told:
        HTTPRequest(name="A", url=f"https://vendor.example/?kopf={'x' * 35}/jane.doe@shop.example and more")

    assert "jane" not in str(told.value)
    assert "https://vendor.example/?kopf=" in str(told.value)
