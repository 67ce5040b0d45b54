"""What is left of an event and its hit where nothing of the visitor may go along, whatever a tag tries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Ask, Event, Hit, Log, Lookup, OutgoingRequest, Reply, Steps
from gateway.anonymous import event_without_user, hit_without_user
from gateway.built_in import BUILT_IN, BUILT_IN_KEYS
from gateway.container import Configured, Container
from gateway.event_keys import ITEM, PROPERTIES
from gateway.recording import rehearse
from gateway.rules import load
from gateway.trace import TagRun
from tests.small import FunctionTag, hit, small_container, tag

WHO, ADDRESS = "jane", "198.51.100.7"
"""All that is of the visitor has this word in it, or is this address."""


@pytest.mark.parametrize(
    ("given_as", "left"),
    [
        ({"event_name": "purchase", "value": 59.9, "currency": "EUR"}, None),
        ({"transaction_id": "T-1", "coupon": "", "tax": 0, "content_ids": ["a", 2]}, None),
        ({"event_id": "E-1"}, None),
        ({"x-ga-mp2-timestamp_micros": "1795737600000000"}, None),
        ({"client_id": "1.2", "user_id": "jane", "ga_session_id": "1", "user_data": {"email": "jane"}}, {}),
        ({"user_properties": {"name": "jane"}, "x-ga-mp2-user_properties": {"name": "jane"}}, {}),
        ({"email": "jane", "x-ga-mp2-em": "jane", "my_key": 1, "ip_override": "198.51.100.7"}, {}),
        ({"user_agent": "jane", "client_hints": {}, "screen_resolution": "1x1", "language": "de"}, {}),
        ({"page_referrer": "https://jane.example/", "page_title": "Jane", "event_location": {"city": "jane"}}, {}),
        ({"consent_state": {"ad_storage": True}, "x-ga-gcs": "G111", "gclid": "jane"}, {}),
        ({"page_location": "https://shop.example/de?email=jane#jane"}, {"page_location": "https://shop.example/de"}),
        ({"page_location": "https://shop.example/de#jane?x"}, {"page_location": "https://shop.example/de"}),
        ({"page_location": "https://shop.example/de?a\njane"}, {"page_location": "https://shop.example/de"}),
        ({"page_path": "/de?jane", "page_hostname": "shop.example"}, {"page_path": "/de", "page_hostname": "shop.example"}),
        ({"page_location": ["jane"], "page_path": {"a": "jane"}, "page_hostname": None}, {}),
        ({"value": {"email": "jane"}, "coupon": [["jane"]], "content_ids": [{"a": "jane"}]}, {}),
        ({"items": [{"item_id": "SKU", "price": 5, "email": "jane", "k": "jane"}]}, {"items": [{"item_id": "SKU", "price": 5}]}),
        ({"items": [{"item_id": {"email": "jane"}, "item_name": [["jane"]]}, "jane", ["jane"]]}, {"items": [{}]}),
        ({"items": {"0": {"item_id": "jane"}}}, {}),
        ({"items": "jane"}, {}),
    ],
    ids=[
        "a sale", "its contents", "its id", "its time", "ids", "user properties", "keys of its own", "the browser", "where from",
        "consent", "a page", "a page with a fragment", "a page with a line break", "parts of the page",
        "a page that is no text", "an object under a good key", "an item's own keys", "an object in an item",
        "items that are no list", "items that are text",
    ],
)  # fmt: skip
def test_only_what_says_nothing_of_a_person_is_left(given_as: dict[str, Any], left: dict[str, Any] | None) -> None:
    assert dict(event_without_user(Event(given_as))) == (given_as if left is None else left)


jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ITEM, "email"]), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from([*PROPERTIES, "items", "page_location", "page_path", "email", "user_data", "x-ga-gcs"])


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(keys, jsons, max_size=6))
def test_whatever_stands_under_a_good_key_nothing_deeper_than_a_list_is_left(data: dict[str, Any]) -> None:
    before = json.dumps(data)
    left = event_without_user(Event(data))
    items = left.get("items", [])

    assert set(left) <= {*PROPERTIES, "items", "page_location", "page_path"}
    assert {key for item in items for key in item} <= ITEM
    assert not any(isinstance(value, dict) for plain in (left, *items) for value in leaves(plain))
    assert json.dumps(data) == before


def leaves(plain: Any) -> Iterator[Any]:
    for key, value in plain.items():
        if key != "items":
            yield from value if isinstance(value, list) else [value]


def test_of_the_hit_its_time_its_chance_and_its_host_are_left() -> None:
    headers = (("host", "data.shop.example"), ("cookie", "FPID=jane"), ("user-agent", "jane"), ("x-geo", "jane"))
    whole = Hit("POST", "/g/collect", "uid=jane", headers, b"jane", ADDRESS, "hit-1", 5, 7)

    assert hit_without_user(whole) == Hit(
        "POST", "/", headers=(("host", "data.shop.example"),), id="hit-1", at=5, seed=7
    )


# --- end to end: a tag that tries everything --------------------------------------------------------------------------

RULES = """clients:
  Backend: {type: json_post}
triggers:
  All: always
  Denied: user_data.email exists
variables:
  E-mail: {type: event_data, key: user_data.email, default: nobody}
  Own: {type: event_data, key: my_own_key}
  Property: {type: event_data, key: user_properties.name}
  Item: {type: event_data, key: items.0.engraving}
  Cookie: {type: cookie, cookie: FPID}
  Agent: {type: request_header, header: User-Agent}
  Parameter: {type: query_parameter, parameter: who}
  Query: {type: url, part: query, query_key: email}
  Fragment: {type: url, part: fragment}
  Referrer page: {type: url, part: path, url: "{{Referrer}}"}
  Table: {type: lookup_table, input: "{{Cookie}}", table: {jane: jane was here}, default: nobody}
  Pattern: {type: regex_table, input: "{{Page URL}}", table: {".*email=([a-z]+).*": $1}, default: nobody}
  Region: {type: visitor_region}
  Country: {type: visitor_region, part: country}
transformations:
  Hide consent: {type: exclude_parameters, parameters: [consent_state], priority: 9}
  Bring back:
    type: augment_event
    parameters: {visitor: "{{E-mail}}", user_data.phone_number: "jane", items.0.engraving: "{{E-mail}}", page_title: "{{Cookie}}"}
    triggers: Denied
tags:
  Nosy:
    type: http_request
    triggers: All
    consent: {ad_storage: skip, ad_user_data: send_without_user_data}
    url: "https://vendor.example/?who={{E-mail}}"
    headers: {X-Who: "{{Cookie}}"}
    query: {own: "{{Own}}", agent: "{{Agent}}", parameter: "{{Parameter}}"}
"""

SALE: dict[str, Any] = {
    "event_name": "purchase",
    "transaction_id": "T-1",
    "value": 59.9,
    "currency": "EUR",
    "items": [{"item_id": "SKU", "price": 59.9, "engraving": "For jane"}],
    "page_location": "https://shop.example/thanks?email=jane#jane",
    "page_referrer": "https://shop.example/jane",
    "page_title": "Thank you, jane",
    "my_own_key": "jane",
    "user_id": "jane",
    "client_id": "jane.1",
    "user_data": {"email": "jane@example.com", "address": [{"first_name": "jane"}]},
    "user_properties": {"name": "jane"},
    "x-ga-mp2-user_properties": {"name": "jane"},
    "ip_override": ADDRESS,
    "user_agent": "jane's browser",
    "event_location": {"country": "jane", "region": "jane"},
}
VARIABLES = [
    *("E-mail", "Own", "Property", "Item", "Cookie", "Agent", "Parameter", "Query", "Fragment", "Referrer page"),
    *("Table", "Pattern", "Region", "Country"),
]
PROBES: dict[str, Callable[[Event, Lookup], Any]] = {
    "the event": lambda event, _: dict(event),
    "the event of the names": lambda _, names: dict(names.event),
    "key paths": lambda event, _: [event.at(path) for path in ("user_data.email", "user_properties.name", "items.0.engraving")],
    "names in conditions": lambda _, names: [names.key(key) for key in (*BUILT_IN_KEYS, "my_own_key", "user_data.email")],
    "built-in variables": lambda _, names: [names[name] for name in BUILT_IN],
    "the address": lambda _, names: names.hit.ip,
    "headers": lambda _, names: names.hit.headers,
    "a header": lambda _, names: names.hit.header("user-agent"),
    "a cookie": lambda _, names: names.hit.cookie("FPID"),
    "the query": lambda _, names: names.hit.query,
    "the body": lambda _, names: names.hit.body,
    **{f"the variable {name}": lambda _, names, name=name: names[name] for name in VARIABLES},  # type: ignore[misc]
}  # fmt: skip


def sale(folder: Path, **granted: bool) -> tuple[Container, Hit]:
    (folder / "rules.yaml").write_text(RULES)
    headers = (
        ("host", "data.shop.example"),
        ("cookie", "FPID=jane"),
        ("user-agent", "jane's browser"),
        ("x-gclb-country", "DE"),
    )
    body = json.dumps({**SALE, "consent_state": granted}).encode()
    return load(folder / "rules.yaml", {}), Hit("POST", "/events", "who=jane", headers, body, ADDRESS, "hit-1", 1_000)


def probed(folder: Path, probe: Callable[[Event, Lookup], Any], **granted: bool) -> TagRun:
    """The run of the same tag with other code: it logs what it got hold of."""

    def logs(event: Event, names: Lookup) -> Steps:
        yield Log(repr(probe(event, names)))

    container, sent = sale(folder, **granted)
    (nosy,) = container.tags
    nosy = replace(nosy, configured=Configured(FunctionTag, "Nosy", {"steps": logs}))
    return rehearse(replace(container, tags=(nosy,)), sent).runs()[0]


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_no_way_leads_to_the_visitor_where_that_is_denied(
    tmp_path: Path, probe: Callable[[Event, Lookup], Any]
) -> None:
    told, found = probed(tmp_path, probe, ad_user_data=False, ad_storage=True).log

    assert told == "sent without user data, for ad_user_data is denied (consent_state)"
    assert WHO not in found
    assert ADDRESS not in found


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_every_one_of_these_ways_leads_to_the_visitor_where_that_is_granted(
    tmp_path: Path, probe: Callable[[Event, Lookup], Any]
) -> None:
    (found,) = probed(tmp_path, probe, ad_user_data=True, ad_storage=True).log

    assert WHO in found or ADDRESS in found


def test_what_leaves_is_the_sale_and_nobody(tmp_path: Path) -> None:
    run = rehearse(*sale(tmp_path, ad_user_data=False, ad_storage=True)).runs()[0]
    (request,) = [sent.request for sent in run.sent]

    assert run.log == ["sent without user data, for ad_user_data is denied (consent_state)"]
    assert request.url == "https://vendor.example/?who=nobody"
    assert request.headers == (("Content-Type", "application/json"), ("X-Who", "undefined"))
    assert json.loads(request.body) == {
        "event_name": "purchase",
        "transaction_id": "T-1",
        "value": 59.9,
        "currency": "EUR",
        "items": [{"item_id": "SKU", "price": 59.9}],
        "page_location": "https://shop.example/thanks",
    }
    assert dict(run.event) == json.loads(request.body)


def test_what_leaves_with_consent_is_all_of_it(tmp_path: Path) -> None:
    run = rehearse(*sale(tmp_path, ad_user_data=True, ad_storage=True)).runs()[0]

    assert run.log == []
    assert run.sent[0].request.url.startswith("https://vendor.example/?who=jane@example.com&own=jane")
    assert json.loads(run.sent[0].request.body)["visitor"] == "jane@example.com"


def test_a_type_of_consent_to_skip_without_skips_all_the_same(tmp_path: Path) -> None:
    assert rehearse(*sale(tmp_path, ad_user_data=False, ad_storage=False)).runs() == []


def test_a_transformation_that_hides_consent_does_not_turn_a_denial_into_consent(tmp_path: Path) -> None:
    def asks(_: Event, names: Lookup) -> bool:
        return names.consent.allows("ad_user_data")

    assert probed(tmp_path, asks, ad_user_data=False, ad_storage=True).log[1] == "False"
    assert probed(tmp_path, asks, ad_user_data=True, ad_storage=True).log == ["True"]


def test_a_tag_that_asks_gets_no_more_behind_its_answer() -> None:
    def asks(event: Event, names: Lookup) -> Steps:
        reply = yield Ask(OutgoingRequest("https://vendor.example/token"))
        yield Log(f"{reply.status} {dict(event)} {names.hit.query}")

    container = replace(small_container(tag("A", asks, user_data_consent=("ad_user_data",))), unknown_consent=False)

    assert rehearse(container, hit("purchase")).runs()[0].log == [
        "sent without user data, for ad_user_data was never set, which counts as denied here",
        "200 {'event_name': 'purchase'} ",
    ]


def test_a_variable_that_has_to_ask_is_asked_once_with_what_is_left() -> None:
    asked: list[str] = []

    def late(names: Lookup) -> Steps:
        reply = yield Ask(OutgoingRequest(f"https://vendor.example/{names.hit.query}"))
        return reply.status

    def answers(request: OutgoingRequest) -> Reply:
        asked.append(request.url)
        assert len(asked) < 5, "asked without end"
        return Reply(200)

    def reads(_: Event, names: Lookup) -> Steps:
        yield Log(str(names["Late"]))

    made = small_container(tag("A", reads, user_data_consent=("ad_user_data",)), variables={"Late": late})
    run = rehearse(replace(made, unknown_consent=False), hit("purchase"), answers).runs()[0]

    assert run.log[1:] == ["200"]
    assert asked == ["https://vendor.example/"]


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://shop.example/thanks?e=jane#x", "https://shop.example/thanks"),
        ("https://jane:pw@shop.example/a;jane", "https://shop.example/a"),
        ("https://shop.example/u/jane@x.example/", "https://shop.example/"),
        ("https://shop.example/a&ttclid=X", "https://shop.example/a"),
        ("https://shop.example/%3fe=jane", "https://shop.example/"),
        ("data:text/html,jane%40x.example", "/"),
    ],
)
def test_of_a_page_that_says_who_only_the_host_is_left(address: str, plain: str) -> None:
    assert event_without_user(Event(page_location=address))["page_location"] == plain


def test_a_text_with_an_address_in_it_is_no_property() -> None:
    event = Event(coupon="jane@x.example", value=5, items=[{"item_name": "for jane%40x.example", "price": 5}])

    assert dict(event_without_user(event)) == {"value": 5, "items": [{"price": 5}]}


AUGMENTED = """\
clients: {GA4: {type: ga4}}
triggers: {All: always}
variables: {Mail: {type: event_data, key: mail}, Agent: {type: request_header, header: user-agent}}
transformations:
  Back: {type: augment_event, parameters: {coupon: "{{Mail}}", item_list_name: "{{Agent}}"}}
tags:
  A:
    type: http_request
    triggers: All
    consent: {ad_user_data: send_without_user_data}
    url: https://crm.example/
"""


def test_no_transformation_puts_into_a_key_that_stays_what_was_denied(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(AUGMENTED)
    query = "v=2&tid=G-1&cid=1.2&en=purchase&gcd=13q3q3q3q5l1&ep.mail=jane&epn.value=5"
    trace = rehearse(load(tmp_path / "rules.yaml", {}), Hit("GET", "/g/collect", query, (("user-agent", "Jane/1"),)))

    assert trace.runs()[0].sent[0].request.json == {"event_name": "purchase", "value": 5}
