"""The Measurement Protocol client: which hits it claims, one run for each event, and its validation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.measurement_protocol import MeasurementProtocol
from gateway import Hit
from gateway.container import ClientEntry, Container
from gateway.recording import rehearse
from gateway.trace import Trace
from tests.cpu import timed

QUERY = "measurement_id=G-1&api_secret=sesame"
BODY = {"client_id": "1.2", "events": [{"name": "purchase", "params": {"value": 5}}]}


def trip(
    body: Any = BODY, query: str = QUERY, path: str = "/mp/collect", method: str = "POST", **settings: Any
) -> Trace:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    hit = Hit(method, path, query, (), raw, ip="203.0.113.7", at=1_772_366_400_000)
    return rehearse(Container(clients=(ClientEntry("MP", MeasurementProtocol(name="MP", **settings)),)), hit)


def names(trace: Trace) -> list[str]:
    return [event.event["event_name"] for event in trace.events]


def status(trace: Trace) -> int:
    assert trace.answer is not None
    return trace.answer.status


def test_each_event_of_the_body_is_one_run_and_the_answer_is_empty() -> None:
    trace = trip({"client_id": "1.2", "events": [{"name": "a"}, {"name": "b", "params": {"value": 5}}]})

    assert names(trace) == ["a", "b"]
    assert trace.events[1].event["value"] == 5
    assert trace.answer is not None
    assert (trace.answer.status, trace.answer.body, trace.log) == (204, b"", [])


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"path": "/g/collect"}, 'the path is "/g/collect", not …/mp/collect'),
        ({"method": "GET"}, "the method is GET, not POST"),
        ({"query": "api_secret=sesame"}, "there is neither measurement_id nor firebase_app_id"),
        ({"query": "measurement_id="}, "there is neither measurement_id nor firebase_app_id"),
        ({"measurement_ids": ("G-2",)}, 'measurement_ids: "G-1" is none of them'),
        ({"query": "measurement_id=G-1", "api_secrets": ("sesame",)}, "the api_secret is missing"),
        ({"query": "measurement_id=G-1&api_secret=x", "api_secrets": ("sesame",)}, "the api_secret is wrong"),
        ({"origins": ("shop.example",)}, "origins: it has no Origin and no Referer header"),
    ],
    ids=["another path", "a GET", "no stream", "an empty stream", "another stream", "no secret", "a wrong secret",
         "another origin"],
)  # fmt: skip
def test_a_hit_of_somebody_else_is_refused_with_a_reason(more: dict[str, Any], why: str) -> None:
    trace = trip(**more)

    assert (trace.refusals, status(trace), trace.events) == ([("MP", why)], 400, [])


@pytest.mark.parametrize(
    "more",
    [
        {"path": "/x/mp/collect"},
        {"query": "firebase_app_id=1:2:web:3"},
        {"query": "firebase_app_id=1:2:web:3", "measurement_ids": ("1:2:web:3",)},
        {"measurement_ids": ("G-2", "G-1")},
        {"api_secrets": ("other", "sesame")},
        {"path": "/in", "query": QUERY},
    ],
    ids=["behind a prefix", "an app", "an app of its own", "a stream of its own", "a secret", "a path of its own"],
)
def test_a_hit_of_its_own_is_taken(more: dict[str, Any]) -> None:
    path = more.get("path", "/mp/collect")
    client = MeasurementProtocol(
        name="MP",
        path="/in" if path == "/in" else "/mp/collect",
        **{k: v for k, v in more.items() if k.endswith("s")},
    )
    hit = Hit("POST", path, more.get("query", QUERY), body=json.dumps(BODY).encode())

    assert names(rehearse(Container(clients=(ClientEntry("MP", client),)), hit)) == ["purchase"]


@pytest.mark.parametrize(
    ("body", "wanted", "log"),
    [
        (b"", [], "the body is empty; it has no events"),
        (b"en=x", [], "the body is not JSON: "),
        ([], [], 'the body has no list "events"'),
        ({}, [], 'the body has no list "events"'),
        ({"events": []}, [], 'the body has no list "events"'),
        ({"events": {"name": "a"}}, [], 'the body has no list "events"'),
        ({"events": [{"name": "a"}, {}]}, ["a"], "events[1] has no name and is no event"),
        ({"events": [5, {"name": "a"}]}, ["a"], "events[0] has no name and is no event"),
        ({"events": [{"name": ""}, {"name": "a"}]}, ["a"], "events[0] has no name and is no event"),
        ({"events": [{"name": ["a"]}, {"name": "a"}]}, ["a"], "events[0] has no name and is no event"),
        ({"events": [{"name": name} for name in "abcd"]}, ["a", "b", "c"], "4 events in one hit: only 3 were read"),
        ({"events": [{"name": "a", "params": {f"k{n}": n for n in range(201)}}] * 2}, ["a", "a"],
         "more than 200 parameters or items of one event: the rest was not read"),
    ],
    ids=["nothing", "a query", "a list", "no events", "an empty list", "no list", "no name", "no object",
         "an empty name", "a name that is no text", "too many events", "too many parameters, told once"],
)  # fmt: skip
def test_what_is_not_read_is_told_and_the_answer_is_204_all_the_same(body: Any, wanted: list[str], log: str) -> None:
    trace = trip(body, max_events=3)

    assert (names(trace), status(trace)) == (wanted, 204)
    assert trace.log[0].startswith(log)


@pytest.mark.parametrize("query", [QUERY, "", "measurement_id=G-2&api_secret=wrong"], ids=["well", "no id", "another"])
def test_a_validation_runs_nothing_and_answers_with_messages(query: str) -> None:
    trace = trip(query=query, path="/debug/mp/collect", api_secrets=("sesame",), measurement_ids=("G-1",))
    assert trace.answer is not None
    messages = json.loads(trace.answer.body)["validationMessages"]

    assert (trace.answer.status, trace.events) == (200, [])
    assert trace.answer.headers[0] == ("content-type", "application/json; charset=utf-8")
    assert [message["validationCode"] for message in messages] == ["VALUE_REQUIRED"] * (not query)
    told, *each = trace.log
    assert told == f"validated, not run, and without a look at api_secret: {len(messages)} validation messages"
    assert each == [f"{found['validationCode']} {found['fieldPath']}: {found['description']}" for found in messages]


def test_a_validation_is_laid_out_for_a_reader() -> None:
    trace = trip(path="/debug/mp/collect")

    assert trace.answer is not None
    assert trace.answer.body == b'{\n  "validationMessages": []\n}'


def test_a_validation_is_refused_as_any_other_hit() -> None:
    assert trip(path="/debug/mp/collect", origins=("shop.example",)).refusals
    assert trip(path="/debug/mp/collect", method="GET").refusals


def test_a_body_that_is_nested_deep_has_its_events_all_the_same() -> None:
    trace = trip(b'{"user_data":' + b"[" * 800 + b"]" * 800 + b',"events":[{"name":"x"},{"name":"y"}]}')

    assert (names(trace), status(trace)) == (["x", "y"], 204)
    assert trace.log == ["VALUE_REQUIRED client_id: A hit of a website requires a client_id."]


def test_a_large_body_of_many_events_does_not_hold_up_the_others() -> None:
    trace, cost = timed(lambda: trip({"user_data": [[]] * 30_000, "events": [{"name": "x"}] * 25}), 1.5)

    assert (len(trace.events), status(trace)) == (25, 204)
    assert cost < 1.5


def test_a_body_of_130_kb_is_too_long_and_told() -> None:
    full, over = (trip({"user_id": "x" * (130_000 - 45 + more), "events": [{"name": "x"}]}) for more in (0, 60))

    assert (len(full.events), status(full)) == (1, 204)
    assert (len(over.events), status(over)) == (0, 413)
    assert over.log == ["the body is 130057 bytes long; Google takes less than 130 kB"]


def test_its_secrets_are_marked_as_such() -> None:
    assert [setting.name for setting in MeasurementProtocol.settings() if setting.schema.get("writeOnly")] == [
        "api_secrets"
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "events name params items value currency user_properties device consent user_location "
                "timestamp_micros client_id user_id country_id region_id session_id".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(
    JSON | st.builds(lambda event, more: {"events": [event], **more}, JSON, st.dictionaries(st.just("consent"), JSON))
)
def test_whatever_a_body_says_no_hit_fails(body: Any) -> None:
    for path in ("/mp/collect", "/debug/mp/collect"):
        trace = trip(body, path=path)

        assert (status(trace) in (200, 204), [line for line in trace.log if "failed" in line]) == (True, [])
