"""The facts of a run, as JSON."""

from __future__ import annotations

import json
from typing import Any

from gateway import UNDEFINED, Event, Hit, Lookup
from gateway.sandbox.facts import facts_for_client, facts_of
from gateway.sandbox.program import Lent, Program

HIT = Hit("POST", "/in", "a=1", (("host", "shop.example"),), b"\xffbody", "192.0.2.1", "hit-1", 1_000, 7)


def program(code: str, **more: Any) -> Program:
    """A program with this code."""
    return Program(kind="TAG", code=code, **more)


def test_a_tag_knows_hit_event_and_container() -> None:
    lookup = Lookup(
        Event(value=5, gone=UNDEFINED), HIT, client_name="GA4", container_id="GTM-SHOP", container_version="v7"
    )
    facts = facts_of(program("require('getAllEventData'); require('getRequestBody');"), "Shop", lookup)

    run, request = json.loads(facts.run), json.loads(facts.request)
    assert (run["time"], run["client"], run["container"]["id"]) == (1_000, "GA4", "GTM-SHOP")
    assert json.loads(facts.event) == {"value": 5}
    assert (request["path"], request["ip"], request["body"]) == ("/in", "192.0.2.1", "\ufffdbody")


def test_what_the_code_does_not_read_is_not_written() -> None:
    facts = facts_of(program("data.gtmOnSuccess();"), "Shop", Lookup(Event(value=5), HIT))

    assert (facts.event, facts.request) == ("{}", "")


def test_two_tags_and_two_events_draw_other_numbers() -> None:
    seeds = {
        json.loads(facts_of(program(""), name, Lookup(Event(), HIT, number=number)).run)["seed"]
        for name in ("One", "Other")
        for number in (0, 1)
    }

    assert len(seeds) == 4


def test_a_client_has_no_event() -> None:
    facts = facts_for_client(program("require('getAllEventData');"), "Shop", HIT)

    assert (facts.event, json.loads(facts.run)["client"]) == ("", "Shop")


def test_the_events_of_a_ga4_hit_are_lent() -> None:
    lent = Lent(events_of=lambda hit: [{"event_name": hit.path}])
    facts = facts_for_client(program("require('extractEventsFromMpv2');", lent=lent), "Shop", HIT)

    assert json.loads(facts.run)["events"] == [{"event_name": "/in"}]
