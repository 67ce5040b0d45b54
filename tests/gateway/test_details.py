"""A trace in all its details: everything of the request and all variables, and nobody in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway import UNDEFINED, Ask, Cookie, Event, Hit, Lookup, OutgoingRequest, Reply, Respond, Steps
from gateway.container import Container, TriggerEntry
from gateway.details import details
from gateway.fake_tiktok import stand_in
from gateway.pipeline import Trip
from gateway.recording import rehearse
from gateway.rules import build, load, of_text
from gateway.server.preview.workshop import Workshop
from gateway.trace import Trace
from tests.canaries import CANARY_HITS, CLICK, CLIENT, EMAIL, INNOCENT, TOKEN, canary_hit, seen_in
from tests.gateway.test_pipeline import sends
from tests.gateway.test_report import Refuses, Tells
from tests.small import EventsClient, hit, small_container, tag, trigger
from triggers.expression import Expression

RULES = load(Path(__file__).parents[2] / "rules.yaml", {}, rehearsing=True)


def shown(hit: Hit, container: Container = RULES) -> dict[str, Any]:
    """The details of a rehearsal, as a browser gets them: JSON as the standard has it."""
    document: dict[str, Any] = json.loads(json.dumps(details(rehearse(container, hit, stand_in)), allow_nan=False))
    return document


def variables(event: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in event["variables"]}


@pytest.mark.parametrize("place", CANARY_HITS)
def test_nobody_is_in_the_details(place: str) -> None:
    assert seen_in(json.dumps(shown(CANARY_HITS[place]), ensure_ascii=False)) == []


@pytest.mark.parametrize(
    "body",
    [
        f"en=a&dl=https%3A%2F%2Fshop.example%2F%3Fnext%3D%252Fx%253Fttclid%253D{CLICK}",
        f'{{"client_id": "{CLIENT}", "user": {{"email": "{EMAIL}", "api_key" : "{TOKEN}',
        json.dumps({"inner": json.dumps({"mail": EMAIL})}),
        "[" * 5000 + EMAIL,
        "en=a&ep.x=" + "%25" * 3 + "25" * 40 + EMAIL.replace("@", "%2525252525252540"),
    ],
    ids=["an address in an address", "broken JSON", "JSON in JSON", "too many brackets", "encodings in encodings"],
)
def test_nobody_is_in_a_body_that_hides_them(body: str) -> None:
    assert seen_in(json.dumps(shown(hit(body=body.encode(), method="POST")))) == []


def test_what_is_nobodys_stays_as_it_was_written() -> None:
    body = "en=page_view&dl=https%3A%2F%2Fshop.example%2F%3Fq%3Dred%2520mug&ep.note=a%2Bb"
    request = shown(hit(body=body.encode(), headers=(("x-kind", "a=b%20c"),)))["request"]

    assert request["body"] == body
    assert request["headers"] == [["x-kind", "a=b%20c"]]


def test_each_parameter_says_what_it_means_in_event_data() -> None:
    request = shown(canary_hit(body=b"en=purchase&epn.value=5"))["request"]

    query = {each["name"]: (each["means"], each["value"]) for each in request["query"]}
    assert query["cu"] == ("currency", "EUR")
    assert query["epn.value"] == ("value", "59.9")
    assert query["gcd"][0] == "x-ga-gcd"
    assert query["cid"] == ("client_id", "765***")
    assert request["lines"] == [
        [
            {"name": "en", "means": "event_name", "value": "purchase"},
            {"name": "epn.value", "means": "value", "value": "5"},
        ]
    ]


def test_each_header_and_cookie_is_there_with_what_is_no_secret() -> None:
    request = shown(canary_hit())["request"]

    assert request["host"] == "data.shop.example"
    assert request["cookies"] == [
        ["_ga", "GA1***"],
        ["ttclid", "E.C***"],
        ["_ttp", "coo***"],
        ["session", "coo***"],
        ["who", "mar***"],
    ]
    assert dict(request["headers"])["x-api-key"] == "tok***"
    assert dict(request["headers"])["origin"] == "https://shop.example"


def test_a_hit_without_bounds_makes_details_with_some() -> None:
    wide = canary_hit(query="&".join(f"ep.p{number}=1" for number in range(5000)), body=b"en=a\n" * 5000)

    request = shown(wide)["request"]
    assert (len(request["query"]), len(request["lines"])) == (500, 50)
    assert len(request["body"]) <= 16_384


def test_tags_that_ran_and_those_that_did_not_say_their_types() -> None:
    (event,) = shown(canary_hit())["events"]

    assert [(run["tag"], run["type"]) for run in event["tags"]] == [("TikTok purchase", "tiktok")]
    assert [(silent["tag"], silent["type"]) for silent in event["not_fired"]] == [("TikTok shop steps", "tiktok")]


def test_each_value_of_a_request_says_where_it_came_from_and_each_key_where_it_stood() -> None:
    (event,) = shown(canary_hit())["events"]

    sources = {each["field"]: each for each in event["tags"][0]["sent"][0]["sources"]}
    assert sources["data[0].properties.value"]["from"] == "value"
    assert sources["data[0].user.email"]["how"] == "SHA-256 of the normalised value"
    assert event["origins"]["value"] == "epn.value"
    assert event["origins"]["user_data.email"] == "ep.user_data.email"


def reads(value: Any) -> Container:
    """A container whose tag uses a variable that is this, or fails with it."""

    def read(_: Lookup) -> Any:
        if isinstance(value, Exception):
            raise value
        return value

    return small_container(tag("A", sends, note="{{Mine}}"), variables={"Mine": read, "Nobody's": lambda _: 1})


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (12.5, 12.5),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        ({"a": [1, EMAIL]}, {"a": [1, "***@***"]}),
        (datetime(2026, 3, 1, tzinfo=UTC), "datetime.datetime(2026, 3, 1, 0, 0, tzinfo=datetime.timezone.utc)"),
        (f"x=1&dl=%2F%3Fttclid%3D{CLICK}", "x=1&dl=/?ttclid=***"),
        ("\ud800", "\\ud800"),
    ],
    ids=["a number", "no number", "without end", "an object", "what JSON has not", "encoded", "half a sign"],
)
def test_a_variable_shows_its_value_as_json_can(value: Any, told: Any) -> None:
    assert variables(shown(hit(), reads(value))["events"][0])["Mine"]["value"] == told


def test_a_variable_shows_who_uses_it_and_why_it_failed() -> None:
    found = variables(shown(hit(), reads(KeyError(EMAIL)))["events"][0])

    assert found["Mine"]["used_by"] == ['tag "A"']
    assert "KeyError" in found["Mine"]["problem"]
    assert seen_in(found["Mine"]["problem"]) == []
    assert found["Nobody's"]["used_by"] == []


def test_what_is_undefined_has_no_value() -> None:
    assert "value" not in variables(shown(hit(), reads(UNDEFINED))["events"][0])["Mine"]


def test_a_look_runs_no_code_of_a_variable_that_the_trip_did_not_ask_for() -> None:
    def never(_: Lookup) -> Any:
        raise AssertionError("a look at a trace has run it")

    found = variables(shown(hit(), small_container(variables={"Nobody's": never}))["events"][0])
    assert found["Nobody's"]["problem"] == "nothing asked for it during the trip"
    assert "value" not in found["Nobody's"]


def test_a_built_in_kind_of_variable_is_read_where_all_it_names_is(tmp_path: Path) -> None:
    rules = """\
clients: {GA4: {type: ga4}}
variables:
  Name: {type: event_data, key: event_name}
  Table: {type: lookup_table, input: "{{Name}}", table: {purchase: sold}}
"""
    container = build(of_text(rules, tmp_path, "rules.yaml"), rehearsing=True)
    event = details(rehearse(container, Hit("GET", "/g/collect", "v=2&tid=G-T&en=purchase")))["events"][0]

    assert variables(event)["Table"]["value"] == "sold"


def test_a_variable_that_nobody_waited_for_says_so_and_asks_nobody() -> None:
    def late(_: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/late"))

    found = variables(shown(hit(), small_container(variables={"Late": late}))["events"][0])

    assert "value" not in found["Late"]
    assert found["Late"]["problem"] == "nothing asked for it during the trip"


def test_built_in_variables_are_shown_where_they_have_a_value_or_are_used() -> None:
    uses = small_container(tag("A", sends, note="{{Referrer}}"))
    found = variables(shown(hit("purchase", id="h"), uses)["events"][0])

    assert (found["Event Name"]["value"], found["Event Name"]["type"]) == ("purchase", "built-in")
    assert ("value" in found["Referrer"], found["Referrer"]["used_by"]) == (False, ['tag "A"'])
    assert "Page URL" not in found


def test_an_own_clients_odd_event_data_is_still_json() -> None:
    data = {"event_name": "a", "at": datetime(2026, 3, 1, tzinfo=UTC), "value": float("inf"), "kinds": {1, 2}}
    event = shown(hit(), small_container(client=Tells(name="T", data=data)))["events"][0]

    assert (event["data"]["value"], event["data"]["kinds"]) == ("inf", "{1, 2}")


def test_the_answer_shows_how_cookies_are_set_and_not_what_they_hold() -> None:
    def sets(_: Event, __: Lookup) -> Steps:
        yield Cookie("seen", TOKEN)

    client = EventsClient(name="E", respond=Respond(302, (("location", f"https://x.example/?email={EMAIL}"),), b"body"))
    response = shown(hit(), small_container(tag("A", sets), client=client))["response"]

    assert (response["status"], response["cookies"], response["body"], response["bytes"]) == (302, ["seen"], "body", 4)
    assert seen_in(json.dumps(response)) == []
    assert any(name == "set-cookie" and value.startswith("seen=tok***;") for name, value in response["headers"])


def test_a_hit_nobody_claims_and_a_trip_without_an_answer_have_details() -> None:
    refused = shown(hit(), small_container(client=Refuses(name="R")))

    assert (refused["client"], refused["events"], refused["response"]["status"]) == (None, [], 400)
    assert details(Trace(small_container(), hit()))["response"] is None


def test_what_was_asked_is_told_while_the_trip_still_waits() -> None:
    def asks(_: Event, __: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/token"))

    trip = Trip(small_container(tag("A", asks)), hit())
    next(trip.rounds())

    assert [run["outcome"] for run in details(trip.trace)["events"][0]["tags"]] == ["waiting"]


def test_details_of_a_rehearsal_tell_the_answers(tmp_path: Path) -> None:
    document = Workshop(lambda: RULES, tmp_path / "rules.yaml", b"key").replayed(canary_hit())
    ((sent,),) = [run["sent"] for run in document["events"][0]["tags"]]

    assert [attempt["outcome"] for attempt in sent["attempts"]] == ["accepted"]
    assert Reply(200).status == document["response"]["status"]


@pytest.mark.parametrize("place", CANARY_HITS)
def test_nobody_is_in_variables_of_innocent_names_or_in_what_is_made_of_them(place: str, tmp_path: Path) -> None:
    container = build(of_text(INNOCENT, tmp_path, "rules.yaml"), rehearsing=True)

    assert seen_in(json.dumps(shown(CANARY_HITS[place], container), ensure_ascii=False)) == []


def test_what_is_nobodys_stays_readable_in_variables_and_in_what_they_met(tmp_path: Path) -> None:
    (event,) = shown(canary_hit(), build(of_text(INNOCENT, tmp_path, "rules.yaml"), rehearsing=True))["events"]
    found = variables(event)

    assert (found["Seite"]["value"], found["Artikel"]["value"]) == ("/thanks", "Mug")
    assert (found["Kopf"]["value"], found["Vorname"]["value"], found["Konto"]["value"]["email"]) == (
        "Bea***",
        "***",
        "mar***",
    )
    met = [each["met"] for each in event["triggers"]["None"]["conditions"]]
    assert '{{Artikel}} was "Mug"' in met
    assert '{{Kopf}} was "Bea***"' in met
    assert event["tags"][0]["sent"][0]["request"]["body"]["five"] == "Mug"


TRIGGERS = """
clients: {GA4: {type: ga4}}
triggers:
  Lead: event_name == lead
  Big: event_name == purchase and value > 100
  All: always
  Test: value == 0
tags:
  Missed: {type: http_request, triggers: [Lead, Big], url: "https://vendor.example/"}
  Barred: {type: http_request, triggers: [Lead, All], exceptions: Test, consent: [ad_storage], url: "https://vendor.example/"}
  Main: {type: http_request, triggers: All, setup: Before, url: "https://vendor.example/"}
  Before: {type: http_request, triggers: [], url: "https://vendor.example/"}
"""


def test_each_tag_names_all_its_triggers_the_nearest_first_also_where_consent_barred_it(tmp_path: Path) -> None:
    container = build(of_text(TRIGGERS, tmp_path, "rules.yaml"), rehearsing=True)
    purchase = Hit("GET", "/g/collect", "v=2&tid=G-T&en=purchase&epn.value=5&gcs=G100")
    (event,) = shown(purchase, container)["events"]

    silent = {each["tag"]: (each["triggers"], each["exceptions"]) for each in event["not_fired"]}
    assert silent["Missed"] == (["Big", "Lead"], [])
    assert silent["Barred"] == (["All", "Lead"], ["Test"])
    assert [(run["tag"], run.get("triggers")) for run in event["tags"]] == [
        ("Before (setup of Main)", None),
        ("Main", ["All"]),
    ]
    assert {name: each["outcome"] for name, each in event["triggers"].items()} == {
        "Lead": "not fired", "Big": "not fired", "All": "fired", "Test": "not fired",
    }  # fmt: skip
    assert [each["met"] for each in event["triggers"]["Big"]["conditions"]] == [
        'event_name was "purchase"',
        "value was 5",
    ]


def test_a_look_runs_no_code_for_a_trigger_that_the_trip_did_not_ask() -> None:
    def never(_: Lookup) -> Any:
        raise AssertionError("a look at a trace has run it")

    made = replace(
        tag("A", sends), triggers=(trigger(lambda _: True, "First"), asks("event_name == lead and {{Mine}} == 1"))
    )
    (event,) = shown(hit(), small_container(made, variables={"Mine": never}))["events"]

    assert event["triggers"]["Second"]["why"] == "nothing asked for it during the trip"
    assert event["tags"][0]["triggers"] == ["First", "Second"]


def asks(when: str) -> TriggerEntry:
    return TriggerEntry("Second", Expression(when=when))
