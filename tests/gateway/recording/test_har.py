"""HAR 1.2: what its schema asks for, each hit and each attempt as an entry."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from gateway import Event, Lookup, OutgoingRequest, Steps
from gateway.recording import har, rehearse
from gateway.report import report
from tests.gateway.recording.documents import details
from tests.small import hit, small_container, tag

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
PAIRS = {
    "type": "array",
    "items": {"type": "object", "required": ["name", "value"], "properties": {"name": TEXT, "value": TEXT}},
}
BOTH = {"httpVersion": TEXT, "cookies": PAIRS, "headers": PAIRS, "headersSize": WHOLE, "bodySize": WHOLE}
REQUEST = {
    "type": "object",
    "required": [*BOTH, "method", "url", "queryString"],
    "properties": {
        **BOTH,
        "method": TEXT,
        "url": {"type": "string", "format": "uri"},
        "queryString": PAIRS,
        "postData": {
            "type": "object",
            "required": ["mimeType", "text"],
            "properties": {"mimeType": TEXT, "text": TEXT},
        },
    },
}
RESPONSE = {
    "type": "object",
    "required": [*BOTH, "status", "statusText", "content", "redirectURL"],
    "properties": {
        **BOTH,
        "status": WHOLE,
        "statusText": TEXT,
        "redirectURL": TEXT,
        "content": {
            "type": "object",
            "required": ["size", "mimeType"],
            "properties": {"size": WHOLE, "mimeType": TEXT, "text": TEXT},
        },
    },
}
ENTRY = {
    "type": "object",
    "required": ["startedDateTime", "time", "request", "response", "cache", "timings"],
    "properties": {
        "startedDateTime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"},
        "time": {"type": "number", "minimum": 0},
        "request": REQUEST,
        "response": RESPONSE,
        "cache": {"type": "object"},
        "timings": {
            "type": "object",
            "required": ["send", "wait", "receive"],
            "additionalProperties": {"type": "number", "minimum": -1},
        },
    },
}
SCHEMA = {
    "type": "object",
    "required": ["log"],
    "properties": {
        "log": {
            "type": "object",
            "required": ["version", "creator", "entries"],
            "properties": {
                "version": {"const": "1.2"},
                "creator": {"type": "object", "required": ["name", "version"]},
                "entries": {"type": "array", "items": ENTRY},
            },
        }
    },
}


def entries(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    archive = har(documents)
    jsonschema.validate(archive, SCHEMA)
    listed: list[dict[str, Any]] = json.loads(json.dumps(archive))["log"]["entries"]
    return listed


def test_a_hit_and_everything_that_went_out_are_entries() -> None:
    made = entries(details())

    assert [(entry["request"]["method"], entry["response"]["status"], entry.get("_tag")) for entry in made] == [
        ("POST", 200, None),
        ("POST", 200, "TikTok purchase"),
        ("POST", 0, "TikTok purchase"),
        ("POST", 200, "TikTok purchase"),
    ]
    assert {entry["_trace"] for entry in made} == {"0192aa"}


def test_the_hit_is_as_the_preview_shows_it() -> None:
    request, response = (entries(details())[0][key] for key in ("request", "response"))

    assert (
        request["url"] == "https://data.shop.example/g/collect?dl=https%3A%2F%2Fshop.example%2Fthanks%3Fa%3D1%26b%3D2"
    )
    assert request["queryString"] == [{"name": "dl", "value": "https://shop.example/thanks?a=1&b=2"}]
    assert request["postData"] == {"mimeType": "text/plain", "text": "en=purchase"}
    assert request["cookies"] == [{"name": "_ga", "value": "GA1***"}]
    assert response["content"] == {"size": 4, "mimeType": "text/html", "text": "gone"}


def test_an_attempt_has_its_own_time_its_answer_and_why() -> None:
    _, _, first, second = entries(details())

    assert (first["startedDateTime"], second["startedDateTime"]) == (
        "2026-11-22T10:00:15.055+00:00",
        "2026-11-22T10:01:00+00:00",
    )
    assert (first["response"]["_error"], second["response"]["comment"]) == ("timed out", "code 0 OK")
    assert json.loads(second["request"]["postData"]["text"])["event"] == "Purchase"
    assert second["request"]["queryString"] == [{"name": "pixel", "value": "P1"}]
    assert second["response"]["content"]["mimeType"] == "application/json"


def test_several_documents_are_one_archive() -> None:
    assert len(entries(details(), details(id="two"))) == 8
    assert entries() == []


@pytest.mark.parametrize(
    "fields",
    [{"response": None}, {"events": []}, {"request": {}}, {"request": {"method": "GET", "path": "/"}}],
    ids=["no answer", "no event", "no request", "a short request"],
)
def test_what_a_document_lacks_is_still_an_entry(fields: dict[str, Any]) -> None:
    assert entries(details(**fields))


def test_the_report_of_a_trace_is_such_a_document() -> None:
    def sends(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest("https://vendor.example/")

    assert len(entries(report(rehearse(small_container(tag("A", sends)), hit("purchase"))))) == 2
