"""Objects of JSON, each read as what it is, and told where it is nothing we know."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.recording.captures.json_entries import FOREIGN, UNKNOWN
from gateway.recording.captures.source import LONGEST_LINE
from tests.gateway.recording.captures.found import found, hits, skipped, whys

OWN = {"method": "GET", "path": "/g/collect"}
BODY = {"client_id": "1.2", "events": [{"name": "purchase"}]}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["method", "path", "headers", "body", "id", "at", "seed", "events", "Type", "TraceId", "RequestUrl",
                         "httpRequest", "requestUrl", "jsonPayload", "textPayload", "log", "entries", "request", "url"]),
        inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def test_lines_may_be_of_several_kinds() -> None:
    assert [hit.path for hit in hits(f"{json.dumps(OWN)}\n{json.dumps(BODY)}\n")] == ["/g/collect", "/mp/collect"]


def test_a_list_and_one_object_over_many_lines_are_read() -> None:
    as_list = found(json.dumps([BODY, OWN], indent=2))
    (alone,) = found(json.dumps(BODY, indent=2))

    assert [each.place for each in as_list] == ["capture:item 1", "capture:item 2"]
    assert alone.place == "capture:1"


def test_a_har_file_is_known_however_it_begins() -> None:
    archive = {
        "comment": "x",
        "log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/g/collect?v=2"}}]},
    }

    assert len(hits(json.dumps(archive, indent=1))) == 1
    assert len(hits(json.dumps(archive, indent=1)[:-6])) == 1


def test_what_is_nothing_we_know_is_told() -> None:
    assert whys('{"a":1}\n{"method":\n5\n{"a":"\xff"}\n'.encode("latin-1")) == [
        UNKNOWN,
        "it is no JSON: Input data was truncated.",
        "it is no object of JSON.",
        "it is no UTF-8.",
    ]
    assert whys("{}") == [UNKNOWN]


def test_a_document_of_something_else_is_skipped_and_nothing_wrong() -> None:
    (other,) = skipped(json.dumps({"name": "shop", "version": 1}, indent=2))

    assert (other.why, other.unreadable, other.place) == (FOREIGN, False, "capture:1")


def test_what_cloudwatch_gives_are_lines_of_a_log() -> None:
    line = '203.0.113.7 - - [01/Mar/2026:12:00:00 +0000] "GET /g/collect?v=2&en=a HTTP/1.1" 200 0'
    events = [{"logStreamName": "web", "message": line}, {"logStreamName": "web", "message": "started"}]
    written = json.dumps({"events": events, "searchedLogStreams": []}, indent=1)

    assert [hit.query for hit in hits(written)] == ["v=2&en=a"]
    assert [(each.place, each.unreadable) for each in skipped(written)] == [("capture:item 2", False)]
    assert whys('{"events": 5,\n"nextToken": ""}') == [FOREIGN]


def test_a_line_that_is_too_long_or_too_deep_does_not_hide_the_others() -> None:
    good = json.dumps(OWN)
    long, deep = f'{{"a":"{"x" * (6 * LONGEST_LINE)}"}}', '{"a":' * 100_000

    assert [each.place for each in skipped(f"{good}\n{long}\n{deep}\n{good}")] == ["capture:2", "capture:3"]
    assert len(hits(f"{good}\n{long}\n{deep}\n{good}")) == 2


def test_half_a_sign_in_a_body_is_read() -> None:
    assert hits('{"method":"GET","path":"/","body":"\\ud83d"}')[0].body == b"\xed\xa0\xbd"


@given(st.lists(JSON, max_size=3))
@settings(deadline=None, max_examples=300)
def test_whatever_is_in_it_is_a_hit_or_a_reason(values: list[object]) -> None:
    lines = "\n".join(map(json.dumps, values))

    assert all(each.place for text in (lines, json.dumps(values), '{"a":1}\n' + lines) for each in found(text))
