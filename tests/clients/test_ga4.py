"""The GA4 client: which hits it claims, which events it makes, and that nothing of them is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.ga4 import GA4
from gateway import Claimed, Event, Hit, Refused, Respond, pairs
from gateway.container import ClientEntry, Container
from gateway.recording import read_hits, rehearse
from gateway.trace import Trace

HITS = Path(__file__).parents[2] / "examples" / "hits"
SHARED = "v=2&tid=G-EXAMPLE1"


def trip(query: str, body: bytes = b"", path: str = "/g/collect", **settings: Any) -> Trace:
    container = Container(clients=(ClientEntry("GA4", GA4(name="GA4", **settings)),))
    return rehearse(container, Hit("POST", path, query, body=body, ip="203.0.113.7"))


def names(trace: Trace) -> list[str]:
    return [event.event["event_name"] for event in trace.events]


@pytest.mark.parametrize(
    ("query", "path", "reason"),
    [
        (SHARED, "/mp/collect", 'the path is "/mp/collect", not …/g/collect'),
        (SHARED, "/g/collect/", 'the path is "/g/collect/", not …/g/collect'),
        ("tid=G-EXAMPLE1&en=x", "/g/collect", 'there is no "v=2"'),
        ("v=1&tid=UA-1&t=pageview", "/g/collect", 'v is "1", not "2"'),
        ("v=2&en=x", "/g/collect", 'there is no measurement id ("tid")'),
        ("v=2&tid=&en=x", "/g/collect", 'there is no measurement id ("tid")'),
        ("", "/g/collect", 'there is no "v=2"'),
    ],
    ids=[
        "the Measurement Protocol",
        "a slash too many",
        "no version",
        "an older version",
        "no measurement id",
        "an empty measurement id",
        "nothing at all",
    ],
)
def test_a_hit_of_somebody_else_is_refused_with_a_reason(query: str, path: str, reason: str) -> None:
    trace = trip(query, path=path)

    assert trace.refusals == [("GA4", reason)]
    assert trace.answer is not None
    assert trace.answer.status == 400


@pytest.mark.parametrize("path", ["/g/collect", "/metrics/g/collect", "/a/b/g/collect"])
def test_a_site_may_put_any_prefix_before_the_path(path: str) -> None:
    assert names(trip(f"{SHARED}&en=scroll", path=path)) == ["scroll"]


def test_a_claimed_hit_is_answered_200_with_nothing_in_it() -> None:
    answer = trip(f"{SHARED}&en=scroll").answer

    assert answer is not None
    assert (answer.status, answer.body, answer.headers) == (200, b"", (("cache-control", "no-cache"),))


@pytest.mark.parametrize(
    ("query", "body", "wanted"),
    [
        (f"{SHARED}&en=a", b"", ["a"]),
        (f"{SHARED}&en=a", b"\r\n \n", ["a"]),
        (SHARED, b"en=a\r\nen=b\r\n\r\nen=c", ["a", "b", "c"]),
        (SHARED, b"en=a\nen=b\n", ["a", "b"]),
        (f"{SHARED}&en=a", b"epn.value=1", ["a"]),
        (f"{SHARED}&en=a", b"en=b", ["b"]),
        (SHARED, b"en=a\nepn.value=1", ["a"]),
        (SHARED, b"", []),
        (f"{SHARED}&en=a", b'{"events": []}', ["a"]),
        (f"{SHARED}&en=a", b"\xff\xfe", ["a"]),
        (SHARED, "en=caf\u00e9%20%F0%9F%8D%B5".encode(), ["café 🍵"]),
        (SHARED, b"en=one+two", ["one two"]),
        (SHARED, b"en=a\0b\nen=%00", ["a\0b", "\0"]),
        (SHARED, b"en=\xff\nen=%ff\nen=%zz", ["\ufffd", "\ufffd", "%zz"]),
        (f"{SHARED}&en=", b"", [""]),
    ],
    ids=[
        "all in the URL",
        "blank lines only",
        "lines with CR LF",
        "lines with LF",
        "the name in the URL, the rest in a line",
        "the line wins",
        "a line without a name is no event",
        "no name anywhere",
        "a body of JSON is not read",
        "a body that is no text",
        "names beyond ASCII",
        "a plus is a blank",
        "a NUL is a sign",
        "what cannot be decoded",
        "an empty name is a name",
    ],
)
def test_events_are_in_the_url_or_in_the_lines_of_the_body(query: str, body: bytes, wanted: list[str]) -> None:
    assert names(trip(query, body)) == wanted


def test_a_line_is_read_over_the_url_and_not_over_the_line_before() -> None:
    first, second = (
        event.event for event in trip(f"{SHARED}&cu=EUR&pr1=idA&up.a=1", b"en=x&cu=USD&pr1=idB&up.a=2\nen=y").events
    )

    assert (first["currency"], first["items"]) == ("USD", [{"item_id": "B"}])
    assert (second["currency"], second["items"]) == ("EUR", [{"item_id": "A"}])
    assert [event["x-ga-mp2-user_properties"] for event in (first, second)] == [{"a": "2"}, {"a": "1"}]


def test_more_events_than_are_read_are_told() -> None:
    trace = trip(SHARED, b"\n".join([b"en=a"] * 5), max_events=3)

    assert names(trace) == ["a", "a", "a"]
    assert trace.log == ["5 events in one hit: only 3 were read"]


@pytest.mark.parametrize("body", [b"", b"en=a"], ids=["in the URL alone", "and a line"])
def test_more_parameters_than_are_read_are_told_with_the_limit(body: bytes) -> None:
    query = "&".join(f"ep.k{number}={number}" for number in range(50))
    trace = trip(f"{SHARED}&en=a&{query}", body, max_parameters=10)

    assert {key for key in trace.events[0].event if key.startswith("k")} == {f"k{number}" for number in range(10)}
    assert trace.log == ["more than 10 parameters of one event: the rest was not read"]


def test_a_line_of_a_hundred_thousand_parameters_is_bounded_and_told_once() -> None:
    line = b"en=a&" + b"&".join(b"ep.k%d=1" % number for number in range(100_000))
    trace = trip(SHARED, line + b"\n" + line)

    assert [len(event.event) for event in trace.events] == [204, 204]
    assert trace.log == ["more than 200 parameters of one event: the rest was not read"]


@pytest.mark.parametrize("body", [b'{"events": []}', b" [1]"], ids=["an object", "a list"])
def test_a_body_of_json_is_told(body: bytes) -> None:
    trace = trip(f"{SHARED}&en=a", body)

    assert trace.log == ["the body is JSON, which this client does not read; the event is the URL's"]


def test_a_claimed_hit_without_an_event_says_so() -> None:
    assert trip(SHARED, b"en=a\nepn.value=1\nep.x=2").log == ["a line without an event name (en) is no event"]


@pytest.mark.parametrize(
    ("measurement_ids", "refusals"),
    [
        (None, []),
        (("<MID>",), []),
        ((), [("GA4", 'measurement_ids: "G-EXAMPLE1" is none of them')]),
        (("G-EXAMPLE1",), []),
        (("G-OTHER", "G-EXAMPLE1"), []),
        (("G-OTHER",), [("GA4", 'measurement_ids: "G-EXAMPLE1" is none of them')]),
        (("g-example1",), [("GA4", 'measurement_ids: "G-EXAMPLE1" is none of them')]),
    ],
    ids=["all", "one that is not set here", "none", "its own", "one of several", "another", "other letters"],
)
def test_only_the_measurement_ids_it_is_for_are_taken(
    measurement_ids: tuple[str, ...] | None, refusals: list[tuple[str, str]]
) -> None:
    assert trip(f"{SHARED}&en=a", measurement_ids=measurement_ids).refusals == refusals


@pytest.mark.parametrize(
    ("query", "streamed"),
    [("richsstsse", True), ("richsstsse=", True), ("richsstsse=1", True), ("", False), ("ep.richsstsse=1", False),
     ("ep.x-ga-mp2-richsstsse=1", False)],
    ids=["named", "empty", "with a value", "not named", "a parameter of that name", "a parameter of its key"],
)  # fmt: skip
def test_the_answer_is_an_event_stream_exactly_when_the_hit_reads_one(query: str, *, streamed: bool) -> None:
    claimed = GA4(name="GA4").claim(Hit("GET", "/g/collect", f"{SHARED}&en=a&{query}"))
    assert isinstance(claimed, Claimed)
    *_, respond = claimed.steps

    assert respond == Respond(200, (("cache-control", "no-cache"),), event_stream=streamed)


def keys_of(event: Event) -> set[str]:
    """Every key, with the keys of objects inside it as dotted paths."""
    found: set[str] = set()

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict) and value:
            for key, inner in value.items():
                walk(inner, f"{path}.{key}")
        else:
            found.add(path)

    for key, value in event.items():
        walk(value, key)
    return found


# Written by hand from Google's "Common event data" and from event data logged by real server containers.
PURCHASE: dict[str, Any] = {
    "x-ga-protocol_version": "2",
    "x-ga-measurement_id": "G-EXAMPLE1",
    "x-ga-gtm_version": "45je62o1v9100000000za200",
    "x-ga-page_id": 1772366399000,
    "x-ga-gcd": "13r3r3r3r5l1",
    "x-ga-npa": "0",
    "x-ga-dma": "1",
    "x-ga-dma_cps": "syphamo",
    "client_id": "1234567890.1772300000",
    "language": "en-gb",
    "screen_resolution": "1920x1080",
    "client_hints": {
        "architecture": "x86",
        "bitness": "64",
        "full_version_list": [
            {"brand": "Chromium", "version": "146.0.7680.80"},
            {"brand": "Not=A?Brand", "version": "24.0.0.0"},
        ],
        "mobile": False,
        "model": "",
        "platform": "Linux",
        "platform_version": "6.8.0",
        "wow64": False,
    },
    "x-ga-mp2-frm": "0",
    "x-ga-pscdl": "noapi",
    "x-sst-system_properties": {
        "tft": "1772366399000",
        "lpc": "12345678",
        "navt": "n",
        "ude": "0",
        "request_start_time_ms": 1772366400000,
    },
    "x-ga-request_count": 3,
    "ga_session_id": "1772366001",
    "ga_session_number": 2,
    "x-ga-mp2-seg": "1",
    "page_location": "https://shop.example/checkout/thanks?ttclid=E.C.P.example-click-0001",
    "page_referrer": "https://shop.example/checkout/pay",
    "page_title": "Thank you",
    "currency": "EUR",
    "event_name": "purchase",
    "x-ga-system_properties": {"c": "1", "ee": True},
    "items": [
        {
            "item_id": "MUG-1",
            "item_name": "Mug ~ blue",
            "item_brand": "Example Pottery",
            "item_category": "Kitchen",
            "item_category2": "Mugs",
            "price": 12.5,
            "quantity": 2,
            "size": "XL",
        },
        {
            "item_id": "POT-7",
            "item_name": "Tea pot",
            "item_brand": "Example Pottery",
            "item_category": "Kitchen",
            "price": 34.9,
            "quantity": 1,
        },
    ],
    "transaction_id": "T-1001",
    "value": 59.9,
    "tax": 9.56,
    "coupon": "SPRING",
    "event_id": "T-1001.purchase",
    "user_data": {
        "email": "jane.doe@shop.example",
        "phone_number": "+44 20 7946 0958",
        "address": {
            "first_name": "Jane",
            "last_name": "Doe",
            "postal_code": "EC1A 1BB",
            "city": "London",
            "country": "GB",
        },
    },
    "engagement_time_msec": 1203,
    "x-ga-tfd": 4120,
    "x-ga-mp2-richsstsse": "",
    "ip_override": "203.0.113.7",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
}


def sample(name: str) -> list[Event]:
    container = Container(clients=(ClientEntry("GA4", GA4(name="GA4")),))
    return [event.event for hit in read_hits(HITS / name) for event in rehearse(container, hit).events]


@pytest.mark.parametrize("key", sorted(PURCHASE))
def test_every_parameter_of_a_purchase_has_its_documented_key_and_type(key: str) -> None:
    (event,) = sample("purchase.http")

    assert event[key] == PURCHASE[key]
    assert type(event[key]) is type(PURCHASE[key])


def test_a_purchase_has_no_key_that_nobody_sent() -> None:
    (event,) = sample("purchase.http")

    assert set(event) == set(PURCHASE)


def values_in(value: Any) -> set[str]:
    """Every value in event data, as text."""
    if isinstance(value, dict):
        return set().union(*map(values_in, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(values_in, value)) if value else set()
    return {str(value)}


# What changes its shape on the way: items, client hints, the coded sets, numbers with a point, and a boolean.
RESHAPED = ("pr1", "pr2", "uafvl", "uamb", "uaw", "_eu", "_ee", "ur")


@pytest.mark.parametrize("name", sorted(path.name for path in HITS.glob("*.http")))
def test_no_value_of_a_sample_hit_is_lost(name: str) -> None:
    (hit,) = read_hits(HITS / name)
    lines = hit.body.decode().splitlines() or [""]

    for event, line in zip(sample(name), lines, strict=True):
        sent = dict([*pairs(hit.query), *pairs(line)])
        found = values_in(dict(event))
        assert [key for key, value in sent.items() if key not in RESHAPED and value not in found] == []


def test_the_three_events_of_a_batch_share_the_url_and_have_lines_of_their_own() -> None:
    view, scroll, cart = sample("batch.http")

    assert [event["event_name"] for event in (view, scroll, cart)] == ["view_item", "scroll", "add_to_cart"]
    assert {event["page_title"] for event in (view, scroll, cart)} == {"Blue mug"}
    assert [event.get("value") for event in (view, scroll, cart)] == [12.5, None, 25]
    assert "items" not in scroll
    assert cart.at("items.0.quantity") == 2


def test_a_page_id_of_sixteen_digits_is_a_number_as_any_other() -> None:
    (event,) = sample("minimal_analytics_page_view.http")

    assert event["x-ga-page_id"] == 5192429406730633


def test_a_recorded_purchase_of_another_sender_has_its_items() -> None:
    (event,) = sample("ga4mp_purchase.http")

    assert event.at("items.0.item_name") == "Blue mug"
    assert event.at("items.1.item_name") == "Tea towel "
    assert event.at("items.0.price") == 19.95


PARTS = st.sampled_from(
    "v=2 tid=G-1 en=x en= & = % %ff pr1= ~ id k0 v0 epn. ep. up. user_data. user_data.email a.b.c _eu= _et= NaN 1e999 "
    "ur=- _uip=:: sst. uafvl=|;".split()
)
HUGE = st.sampled_from(["\n", "\r", "9" * 400])
WIRE = st.lists(PARTS | HUGE | st.text(max_size=3), max_size=25).map("".join)


@settings(max_examples=200, deadline=None)
@given(WIRE, WIRE.map(str.encode) | st.binary(max_size=60))
def test_whatever_comes_makes_events_or_a_refusal(query: str, body: bytes) -> None:
    trace = trip(f"{SHARED}&{query}", body)

    assert trace.answer is not None
    assert trace.answer.status in (200, 400)
    assert [line for line in trace.log if "failed" in line] == []
    assert all(isinstance(event.event["event_name"], str) for event in trace.events)


@settings(max_examples=100, deadline=None)
@given(WIRE | st.text(max_size=40))
def test_a_claim_of_any_query_raises_nothing(query: str) -> None:
    verdict = GA4(name="GA4").claim(Hit("GET", "/g/collect", query))

    assert not isinstance(verdict, Refused) or verdict.reason
