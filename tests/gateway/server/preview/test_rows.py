"""One hit in a few hundred bytes, with nobody in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.container import Container
from gateway.fake_tiktok import stand_in
from gateway.recording import rehearse
from gateway.rules import load
from gateway.server.preview.outcomes import Told
from gateway.server.preview.rows import may_change, row, short
from gateway.trace import Trace
from tests.canaries import CANARY_HITS, EMAIL, canary_hit, seen_in
from tests.gateway.server.preview.passed import FAILS, RULES, named, passed
from tests.gateway.test_pipeline import sends
from tests.gateway.test_report import Refuses, Tells
from tests.small import hit, small_container, tag


@pytest.mark.parametrize("place", CANARY_HITS)
def test_nobody_is_in_a_row(place: str) -> None:
    assert seen_in(json.dumps(row(rehearse(RULES, CANARY_HITS[place]), Told()), ensure_ascii=False)) == []


def test_a_row_says_what_came_and_how_it_ended() -> None:
    made = row(rehearse(RULES, canary_hit(headers=(("x-gtm-server-preview", "tuesday"),)), stand_in), Told())

    assert made == {
        "id": canary_hit().id,
        "at": "2026-03-01T12:00:00.000+00:00",
        "method": "POST",
        "path": "/g/collect",
        "client": "GA4",
        "status": 200,
        "label": "tuesday",
        "why": "",
        "outcome": "accepted",
        "events": [
            {
                "name": "purchase",
                "about": "T-1001, 59.9 EUR",
                "tags": [{"tag": "TikTok purchase", "outcome": "accepted"}],
                "more": 0,
            }
        ],
        "more": 0,
        "remade": False,
    }


@pytest.mark.parametrize(
    ("data", "about"),
    [
        ({"transaction_id": "T-1", "value": 0, "currency": "EUR"}, "T-1, 0 EUR"),
        ({"value": 5}, "5"),
        ({"currency": "EUR", "page_title": "Mugs"}, "Mugs"),
        ({"transaction_id": {"a": 1}, "value": [1], "page_title": "Mugs"}, "Mugs"),
        ({"transaction_id": "", "value": ""}, ""),
        ({"page_title": EMAIL}, "***@***"),
        ({"page_title": "x" * 500}, "x" * 120 + "…"),
        ({"page_title": "x" * 110 + " " + EMAIL}, "x" * 110 + " ***@***"),
    ],
    ids=[
        "an order",
        "a value alone",
        "a page",
        "odd values",
        "nothing",
        "a person",
        "a long one",
        "a person at the end",
    ],
)
def test_an_event_is_known_by_its_order_its_worth_or_its_page(data: dict[str, Any], about: str) -> None:
    trace = rehearse(small_container(client=Tells(name="T", data={"event_name": "a", **data})), hit())

    assert row(trace, Told())["events"][0]["about"] == about


def test_a_hit_nobody_claimed_says_the_nearest_reason() -> None:
    made = row(rehearse(small_container(client=Refuses(name="R")), hit(path="/x")), Told())

    assert (made["client"], made["outcome"], made["why"], made["events"]) == (None, "unclaimed", "Events: not /x", [])


def test_the_reason_of_the_client_that_was_nearest_is_said_and_how_many_there_are(tmp_path: Path) -> None:
    made = row(rehearse(of_clients(tmp_path), hit(method="POST", path="/mp/collect", query="")), Told())

    assert made["why"] == "MP: there is neither measurement_id nor firebase_app_id, and 2 more"


def test_a_hit_that_was_claimed_and_gave_no_event_says_why(tmp_path: Path) -> None:
    trace = rehearse(of_clients(tmp_path), hit(method="POST", path="/events", query="", body=b"nojson"))
    made = row(trace, Told())

    assert (made["client"], made["status"], made["events"]) == ("B", 400, [])
    assert made["why"] == trace.log[0]


def of_clients(folder: Path) -> Container:
    (folder / "rules.yaml").write_text(
        "clients: {GA4: {type: ga4}, MP: {type: measurement_protocol}, B: {type: json_post}}"
    )
    return load(folder / "rules.yaml", {}, rehearsing=True)


def test_vendors_may_have_changed_what_they_said_of_a_row_and_not_what_a_tag_did() -> None:
    assert may_change(row(passed(1), Told("waiting"))) is True
    assert may_change(row(passed(1), Told("refused"))) is True
    assert may_change(row(passed(1), Told("accepted"))) is False
    assert may_change(row(passed(1, FAILS), Told())) is False


def test_a_trip_that_has_no_answer_yet_has_no_status() -> None:
    made = row(Trace(small_container(), named(1)), Told())

    assert (made["status"], made["client"], made["why"]) == (None, None, "")


def test_a_hit_of_very_many_events_and_tags_is_still_a_short_row() -> None:
    crowded = small_container(*[tag(f"Tag {number}", sends) for number in range(100)])
    made = row(passed(1, crowded, *["x" * 1000] * 100), Told())

    assert (len(made["events"]), made["more"]) == (25, 75)
    assert (len(made["events"][0]["tags"]), made["events"][0]["more"]) == (20, 80)
    assert len(json.dumps(made)) < 100_000


@pytest.mark.parametrize("text", ["\x1b[31mred", "\ud800", "\u202e"], ids=["a terminal's", "half a sign", "backwards"])
def test_signs_that_do_things_are_shown(text: str) -> None:
    assert short(text).isprintable()
