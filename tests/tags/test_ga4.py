"""The GA4 tag: what it forwards to Google, and what it keeps here."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import clients.ga4
from gateway import Event, Failed, Hit, Lookup, OutgoingRequest, SettingError, pairs
from gateway.container import ClientEntry, Configured, Container, TagEntry
from gateway.recording import read_hits, rehearse
from gateway.rules import load
from tags.ga4 import GA4
from tests.small import trigger

RECORDED = sorted((Path(__file__).parents[1] / "hits" / "gtag").glob("*.http"))
EVENT: dict[str, Any] = {"x-ga-measurement_id": "G-1", "client_id": "1.2", "event_name": "purchase"}
IDS = {"v": "2", "tid": "G-1", "cid": "1.2", "en": "purchase"}


def request_for(data: dict[str, Any], hit: Hit | None = None, **settings: Any) -> OutgoingRequest:
    event = Event({**EVENT, **data})
    request: OutgoingRequest = next(GA4(name="G", **settings).run(event, Lookup(event, hit or Hit("GET", "/"))))
    return request


def parameters_of(request: OutgoingRequest) -> dict[str, str]:
    found = pairs(urlsplit(request.url).query)
    assert len(found) == len(dict(found))
    return dict(found)


def sent(data: dict[str, Any], **settings: Any) -> dict[str, str]:
    """The parameters but for those that every hit has."""
    found = parameters_of(request_for(data, **settings))
    return {name: value for name, value in found.items() if IDS.get(name) != value}


def replayed(hit: Hit, **settings: Any) -> list[OutgoingRequest]:
    tag = TagEntry("G", Configured(GA4, "G", settings), type_name="ga4", triggers=(trigger(),))
    container = Container(clients=(ClientEntry("GA4", clients.ga4.GA4(name="GA4")),), tags=(tag,))
    return [each.request for run in rehearse(container, hit).runs() for each in run.sent]


def test_an_event_goes_to_google_as_gtag_would_send_it() -> None:
    request = request_for({"value": 5, "currency": "EUR", "coupon": "MAY"})

    assert request.url == (
        "https://www.google-analytics.com/g/collect?v=2&tid=G-1&cid=1.2&en=purchase&epn.value=5&cu=EUR&ep.coupon=MAY"
    )
    assert (request.method, request.body) == ("POST", b"")
    assert request.headers == (("Content-Type", "text/plain;charset=UTF-8"),)


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_of_a_recorded_hit_google_gets_no_person_and_nothing_that_is_between_browser_and_gateway(file: Path) -> None:
    for hit in read_hits(file):
        for request in replayed(hit):
            names = parameters_of(request)

            assert [name for name in names if name.startswith(("ep.user_data", "epn.user_data", "sst."))] == []
            assert not {"richsstsse", "tfd", "_fplc"} & set(names)
            assert [word for word in ("lovelace", "491511") if word in request.url.lower()] == []


@pytest.mark.parametrize(
    "more",
    [
        "ep.user_data.email=jane%40shop.example",
        "epn.user_data.phone_number=442079460958",
        "ep%2Euser_data.email=jane%40shop.example",
        "ep.user_data=jane%40shop.example",
        "ep.user_data.email=jane%40shop.example&ep.user_data.email.0=jane2%40shop.example",
        "ep.user_data.email=a%40shop.example&ep.user_data=jane%40shop.example",
        "ep.user_data.a.b.c.d.e.f.g.h.i.j=jane%40shop.example",
    ],
    ids=[
        "an e-mail address", "a phone number", "a name in code", "no object", "two in one place",
        "an object and a text", "very deep",
    ],
)  # fmt: skip
def test_no_spelling_of_user_data_reaches_google_in_clear(more: str) -> None:
    (request,) = replayed(Hit("GET", "/g/collect", f"v=2&tid=G-1&cid=1.2&en=purchase&{more}", ip="203.0.113.7"))

    assert parameters_of(request) == {**IDS, "_uip": "203.0.113.7"}


def test_a_measurement_id_of_its_own_comes_before_that_of_the_hit() -> None:
    assert parameters_of(request_for({}, measurement_id="G-2")) == {**IDS, "tid": "G-2"}


def test_events_can_go_to_another_collector() -> None:
    request = request_for({}, endpoint="http://127.0.0.1:8099/g/collect")

    assert request.url.startswith("http://127.0.0.1:8099/g/collect?v=2&")


def test_the_visitors_address_goes_along_unless_it_is_redacted() -> None:
    data = {"ip_override": "203.0.113.7"}

    assert sent(data) == {"_uip": "203.0.113.7"}
    assert sent(data, redact_visitor_ip=True) == {"_uip": "::"}
    assert sent({}, redact_visitor_ip=True) == {"_uip": "::"}


ALL = {
    "page_location": "https://shop.example/",
    "value": 5,
    "currency": "EUR",
    "coupon": "MAY",
    "items": [{"item_id": "MUG-1"}],
    "x-ga-mp2-foo": "bar",
    "x-ga-mp2-user_properties": {"tier": "gold", "orders": 7},
}
OWN = {"dl": "https://shop.example/", "foo": "bar"}
PAGE = {"epn.value": "5", "cu": "EUR", "ep.coupon": "MAY", "pr1": "idMUG-1"}
PROPERTIES = {"up.tier": "gold", "upn.orders": "7"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {**OWN, **PAGE, **PROPERTIES}),
        ({"event_parameters": "none"}, {**OWN, **PROPERTIES}),
        ({"event_parameters": ("value", "items")}, {**OWN, "epn.value": "5", "pr1": "idMUG-1", **PROPERTIES}),
        ({"event_parameters": ()}, {**OWN, **PROPERTIES}),
        ({"exclude_parameters": ("coupon", "currency")}, {**OWN, "epn.value": "5", "pr1": "idMUG-1", **PROPERTIES}),
        (
            {"event_parameters": ("value", "coupon"), "exclude_parameters": ("value",)},
            {**OWN, "ep.coupon": "MAY", **PROPERTIES},
        ),
        ({"user_properties": "none"}, {**OWN, **PAGE}),
        ({"user_properties": ("orders",)}, {**OWN, **PAGE, "upn.orders": "7"}),
        ({"add_parameters": {"value": 6.5, "a": "b"}}, {**OWN, **PAGE, "epn.value": "6.5", "ep.a": "b", **PROPERTIES}),
        ({"event_parameters": "none", "add_parameters": {"value": 5}}, {**OWN, "epn.value": "5", **PROPERTIES}),
        ({"add_parameters": {"page_location": "x"}}, {**OWN, "dl": "x", **PAGE, **PROPERTIES}),
        ({"add_parameters": {"items": ({"item_id": "POT-7"},)}}, {**OWN, **PAGE, "pr1": "idPOT-7", **PROPERTIES}),
        ({"add_user_properties": {"tier": "new", "plan": 1}}, {**OWN, **PAGE, **PROPERTIES, "up.tier": "new", "upn.plan": "1"}),
        ({"user_properties": "none", "add_user_properties": {"plan": 1}}, {**OWN, **PAGE, "upn.plan": "1"}),
    ],
    ids=[
        "all", "none of the page's", "a list", "an empty list", "all but two", "a list less one", "no properties",
        "a list of properties", "more, and one with another value", "none but one of its own",
        "another page", "other items", "more properties, and one with another value", "none but a property of its own",
    ],
)  # fmt: skip
def test_settings_choose_what_is_sent(settings: dict[str, Any], expected: dict[str, str]) -> None:
    assert sent(ALL, **settings) == expected


def test_properties_can_be_added_to_an_event_that_has_none_or_odd_ones() -> None:
    for odd in ({}, {"x-ga-mp2-user_properties": "none"}, {"x-ga-mp2-user_properties": ["tier"]}):
        assert sent(odd, add_user_properties={"plan": "free"}) == {"up.plan": "free"}


def test_user_data_is_sent_as_digests_only_where_it_is_asked_for() -> None:
    data = {"user_data": {"email_address": "jane@shop.example"}, "user_data.email.0": "jane2@shop.example"}

    assert sent(data) == {}
    assert sent(data, send_user_data=True) == {"em": "tv.1~em.iRHymEHXg7dQWK5VD6FpspBoa14MUaq4BchbiFqWNwA"}
    assert sent({}, send_user_data=True) == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"x-ga-measurement_id": None}, "the event has no measurement id"),
        ({"client_id": ""}, "the event has no client_id"),
        ({"event_name": None}, "the event has no event_name"),
        ({"x-ga-measurement_id": "", "client_id": None}, "the event has no measurement id and no client_id"),
    ],
    ids=["no measurement id", "an empty client id", "no name", "two of them"],
)
def test_without_what_google_needs_it_fails_and_says_what_is_missing(data: dict[str, Any], words: str) -> None:
    event = Event({**EVENT, **data})

    with pytest.raises(StopIteration) as end:
        next(GA4(name="G").run(event, Lookup(event, Hit("GET", "/"))))
    assert end.value.value == Failed(words)


def test_google_sees_the_visitors_browser_and_not_the_gateways() -> None:
    hints = (("sec-ch-ua", '"Chromium";v="126"'), ("sec-ch-ua-mobile", "?0"), ("sec-ch-ua-platform", '"Linux"'))
    hit = Hit("GET", "/", headers=(("cookie", "a=b"), ("x-forwarded-for", "203.0.113.7"), *hints))

    request = request_for({"user_agent": "Mozilla/5.0 (X11)"}, hit)
    assert request.headers[1:] == (("User-Agent", "Mozilla/5.0 (X11)"), *hints)
    assert "Mozilla" not in request.url


@pytest.mark.parametrize("agent", ["Mozilla\r\nX: y", "Möbius", 5, None], ids=["two lines", "an umlaut", "5", "none"])
def test_a_user_agent_that_no_header_may_have_is_left_out(agent: Any) -> None:
    assert request_for({"user_agent": agent}).header("user-agent") is None


@pytest.mark.parametrize("value", ["Größe", "a\x7fb"], ids=["an umlaut", "a control sign"])
def test_a_client_hint_that_no_header_may_have_is_left_out(value: str) -> None:
    """Off the wire it may have any sign of Latin-1; a request with one could never be sent."""
    assert request_for({}, Hit("GET", "/", headers=(("sec-ch-ua-model", value),))).header("sec-ch-ua-model") is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"endpoint": "google.example"}, '"google.example" is no address: it begins with https://.'),
        ({"event_parameters": "value"}, '"value" is not all, none or a list such as [value, currency].'),
        ({"user_properties": "some"}, '"some" is not all, none or a list such as [value, currency].'),
    ],
    ids=["no address", "one parameter", "some properties"],
)
def test_a_setting_that_cannot_be_meant_is_told(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingError) as told:
        GA4(name="G", **settings)

    assert (told.value.setting, told.value.what) == (next(iter(settings)), words)


def test_in_rules_settings_may_name_variables_and_the_environment(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "clients: {GA4: {type: ga4}}\nvariables: {Total: {type: event_data, key: value}}\ntags:\n"
        "  G:\n    type: ga4\n    triggers: All\n    endpoint: ${COLLECTOR}\n    event_parameters: [currency]\n"
        '    add_parameters: {total: "{{Total}}", where: "at {{Request Path}}"}\n'
        "triggers: {All: always}\n"
    )
    container = load(tmp_path / "rules.yaml", {}, rehearsing=True)
    hit = Hit("GET", "/g/collect", "v=2&tid=G-1&cid=1.2&en=purchase&epn.value=5&cu=EUR")

    request = rehearse(container, hit).runs()[0].sent[0].request
    assert request.url.startswith("<COLLECTOR>?v=2&tid=G-1&cid=1.2&en=purchase&cu=EUR")
    assert request.url.endswith("&epn.total=5&ep.where=at%20%2Fg%2Fcollect")


@pytest.mark.parametrize("family", ["", "ep.", "epn.", "up.", "upn."])
def test_the_visitor_s_data_stays_here_whatever_family_it_was_written_under(family: str) -> None:
    (event,) = [
        run.event
        for step in clients.ga4.GA4()
        .claim(  # type: ignore[union-attr]
            Hit("GET", "/g/collect", f"v=2&tid=G-1&cid=1.2&en=a&{family}user_data.email=jane%40shop.example")
        )
        .steps
        for run in getattr(step, "parts", ())
    ]

    assert "jane" not in str(request_for(dict(event)))


def test_a_long_event_is_a_post_with_a_line_as_gtag_writes_it() -> None:
    request = request_for({"note": "x" * 70_000, "currency": "EUR"})

    assert len(request.url) < 500
    assert dict(pairs(request.body.decode()))["ep.note"] == "x" * 70_000
    assert {"v", "tid", "cid"} <= parameters_of(request).keys()
    assert dict(pairs(request.body.decode()))["en"] == EVENT["event_name"]


def test_without_consent_to_it_no_user_data_goes_along_not_even_hashed() -> None:
    data = {"user_data": {"email": "jane@shop.example"}}

    assert "em" in sent(data, send_user_data=True)
    assert "em" not in sent({**data, "consent_state": {"ad_user_data": False}}, send_user_data=True)
    assert "em" not in sent({**data, "x-ga-gcd": "13p3p3p3p5l1"}, send_user_data=True)


def test_what_a_visitor_allowed_elsewhere_is_said_to_google() -> None:
    found = sent({"consent_state": {"ad_storage": False, "analytics_storage": True}})

    assert (found["gcs"], found["gcd"]) == ("G101", "13p3t1l1l5l1")
    assert sent({"x-ga-gcs": "G100"})["gcs"] == "G100"


@pytest.mark.parametrize(("given", "goes"), [("tv.1~em.abc_-", True), ("jane@shop.example", False), ("", False)])
def test_of_what_the_page_hashed_only_digests_go_along(given: str, *, goes: bool) -> None:
    assert ("em" in sent({"x-ga-em": given}, send_user_data=True)) is goes


def test_a_parameter_without_a_value_to_add_leaves_the_hit_s_own() -> None:
    assert sent({"value": 5}, add_parameters={"value": None, "event_name": "renamed"})["epn.value"] == "5"
    assert sent({}, add_parameters={"event_name": "renamed"})["en"] == "renamed"
