"""What a parameter of GA4's wire is called in event data, and where a key of an event stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import Hit, ga4
from gateway.recording import read_hits, rehearse
from gateway.rules import load
from gateway.wire import body_lines, meaning, origins

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("parameter", "key"),
    [
        ("dl", "page_location"),
        ("cid", "client_id"),
        ("_et", "engagement_time_msec"),
        ("uamb", "client_hints.mobile"),
        ("ep.coupon", "coupon"),
        ("epn.value", "value"),
        ("ep.user_data.address.0.city", "user_data.address.0.city"),
        ("up.plan", f"{ga4.USER_PROPERTIES}.plan"),
        ("upn.visits", f"{ga4.USER_PROPERTIES}.visits"),
        ("sst.tft", f"{ga4.SERVER_ONLY}.tft"),
        ("pr1", "items"),
        ("pr200", "items"),
    ],
    ids=[
        *("a page", "a visitor", "a whole number", "a client hint", "text of an event", "a number of an event"),
        *("a dotted name", "a user property", "a number of a user", "what only the server reads", "an item", "a late item"),
    ],
)  # fmt: skip
def test_a_parameter_becomes_a_key(parameter: str, key: str) -> None:
    assert meaning(parameter) == key


@pytest.mark.parametrize(
    "parameter",
    ["", "ep", "x.y", "pr", "price", "pr12345", "prx1", "ngx", "ep.", "\ud800"],
    ids=[
        *("nothing", "a group alone", "a group nobody knows", "no number", "a word", "too large a number", "no item"),
        *("an own one", "a group without a name", "half a sign"),
    ],
)
def test_other_parameters_have_no_key_of_their_own(parameter: str) -> None:
    assert meaning(parameter) == ""


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"en=a&epn.value=1\r\nen=b", [[("en", "a"), ("epn.value", "1")], [("en", "b")]]),
        (b"\n\nen=a\n\n", [[("en", "a")]]),
        (b'{"en": "a"}', []),
        (b"[1]", []),
        (b"<xml/>", []),
        (b"", []),
        (b"\xff\xfe=\x00", [[("\ufffd\ufffd", "\x00")]]),
    ],
    ids=["two events", "empty lines", "an object", "a list", "markup", "nothing", "no text"],
)
def test_a_body_is_read_in_lines_where_it_is_written_so(body: bytes, lines: list[list[tuple[str, str]]]) -> None:
    assert body_lines(Hit("POST", "/g/collect", body=body)) == lines


def test_a_body_of_very_many_lines_is_read_up_to_a_bound() -> None:
    assert len(body_lines(Hit("POST", "/g/collect", body=b"en=a\n" * 100_000))) == 500


def test_of_a_batch_each_event_has_its_own_line() -> None:
    hit = Hit("POST", "/g/collect", "cu=EUR", body=b"en=a&epn.value=1\r\nen=b&ep.coupon=X")

    assert origins(hit, 0, {"currency": 1, "value": 1}) == {"currency": "cu", "value": "epn.value"}
    assert origins(hit, 1, {"currency": 1, "coupon": 1}) == {"currency": "cu", "coupon": "ep.coupon"}
    assert origins(hit, 9, {"currency": 1}) == {"currency": "cu"}


@pytest.mark.parametrize("name", ["purchase", "batch", "page_view"])
def test_an_origin_says_where_the_clients_value_really_stood(name: str) -> None:
    container = load(ROOT / "rules.yaml", {}, rehearsing=True)
    for hit in read_hits(ROOT / "examples" / "hits" / f"{name}.http"):
        for trace in rehearse(container, hit).events:
            found = origins(hit, trace.number, trace.event)
            said = dict([pair for line in body_lines(hit)[trace.number : trace.number + 1] for pair in line])
            assert found["event_name"] == "en"
            assert {
                key for key, place in found.items() if place in said and said[place] != str(trace.event.at(key))
            } <= {"items"}
