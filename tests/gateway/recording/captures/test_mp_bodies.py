"""Bodies of events, as the requests that a client of the house claims."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clients.json_post import JsonPost
from clients.measurement_protocol import MeasurementProtocol
from gateway import Claimed
from gateway.recording.captures.json_entries import FOREIGN
from tests.gateway.recording.captures.found import hits, whys

WEB = {"client_id": "1.2", "events": [{"name": "purchase"}]}


@pytest.mark.parametrize(
    ("said", "query"),
    [
        (WEB, "measurement_id=G-CAPTURED"),
        ({**WEB, "measurement_id": "G-SHOP1", "api_secret": "s"}, "measurement_id=G-SHOP1&api_secret=s"),
        ({"app_instance_id": "a", "events": []}, "firebase_app_id=1%3A0%3Aandroid%3Acaptured"),
    ],
    ids=["a web stream", "one that says which", "an app"],
)
def test_a_body_is_a_post_of_the_measurement_protocol(said: dict[str, Any], query: str) -> None:
    (hit,) = hits(json.dumps(said))

    assert (hit.method, hit.path, hit.query) == ("POST", "/mp/collect", query)
    assert json.loads(hit.body) == said
    assert isinstance(MeasurementProtocol(name="Backend").claim(hit), Claimed)


def test_plain_events_are_a_post_of_json() -> None:
    (hit,) = hits('{"event_name": "purchase", "value": 5}')

    assert isinstance(JsonPost(name="Orders").claim(hit), Claimed)


@pytest.mark.parametrize("micros", [1_772_366_400_123_456, "1772366400123456"])
def test_its_time_is_that_of_the_hit(micros: object) -> None:
    assert hits(json.dumps({**WEB, "timestamp_micros": micros}))[0].at == 1_772_366_400_123


@pytest.mark.parametrize("micros", ["noon", 10**40, -(10**30), True, None, []])
def test_a_time_that_is_none_is_left_to_the_client(micros: object) -> None:
    assert hits(json.dumps({**WEB, "timestamp_micros": micros}))[0].at == 1_767_225_600_000


@pytest.mark.parametrize(
    "said",
    [
        {"events": [{"params": {"url": "https://a.example/"}, "phase": 1}], "constants": {}},
        {"events": [5, None, {"name": 5}]},
        {"events": []},
        {"events": {"name": "purchase"}, "client_id": "1.2"},
    ],
    ids=["a log of Chrome's network", "no events", "none at all", "no list"],
)
def test_events_of_something_else_are_no_body(said: dict[str, Any]) -> None:
    assert whys(json.dumps(said, indent=1)) == [FOREIGN]


def test_events_with_names_need_no_id() -> None:
    assert hits('{"events": [{"name": "purchase"}]}')[0].path == "/mp/collect"
