"""The parameters of a GA4 hit and the keys they become."""

from __future__ import annotations

from typing import Any

import pytest

from clients._ga4_parameters import _PLANS, Parameters
from gateway import Hit

HIT = Hit("GET", "/g/collect", headers=(("user-agent", "Mozilla/5.0"),), ip="203.0.113.7", at=1772366400000)
ALWAYS = {"ip_override": "203.0.113.7", "user_agent": "Mozilla/5.0"}


def data(*queries: str, hit: Hit = HIT) -> dict[str, Any]:
    parameters = Parameters(400)
    for query in queries:
        parameters.read(query)
    return parameters.event_data(hit)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("v=2", {"x-ga-protocol_version": "2"}),
        ("uid=42", {"user_id": "42"}),
        ("sid=1772366001&sct=2", {"ga_session_id": "1772366001", "ga_session_number": 2}),
        ("_p=abc&_s=1&tfd=12", {"x-ga-page_id": "abc", "x-ga-request_count": 1, "x-ga-tfd": 12}),
        ("_et=1203", {"engagement_time_msec": 1203}),
        ("_et=NaN", {}),
        ("gcs=G111&gcu=1&em=tv.1", {"x-ga-gcs": "G111", "x-ga-gcu": "1", "x-ga-em": "tv.1"}),
        ("frm=0&tag_exp=1~2", {"x-ga-mp2-frm": "0", "x-ga-mp2-tag_exp": "1~2"}),
        ("cs=news&cm=email&cn=may", {"x-ga-mp2-cs": "news", "x-ga-mp2-cm": "email", "x-ga-mp2-cn": "may"}),
        ("richsstsse", {"x-ga-mp2-richsstsse": ""}),
        ("ep.a=true&ep.b=&ep.c=1%2C2", {"a": "true", "b": "", "c": "1,2"}),
        ("ep.value=149.90", {"value": "149.90"}),
        ("epn.value=149.90", {"value": 149.9}),
        ("epn.value=0", {"value": 0}),
        ("epn.transaction_id=99887766", {"transaction_id": 99887766}),
        ("epn.value=NaN&epn.tax=1e999&epn.n=", {"value": "NaN", "tax": "1e999", "n": ""}),
        ("ep.dotted.key=1", {"dotted.key": "1"}),
        ("up.level=5&upn.age=5", {"x-ga-mp2-user_properties": {"level": "5", "age": 5}}),
        (
            "_ee=1&_fv=1&_eu=AAAAAAQ&_tu=BA&_dbg=1",
            {"x-ga-system_properties": {"ee": True, "fv": "1", "eu": [34], "tu": "BA", "dbg": "1"}},
        ),
        (
            "sst.tft=1&sst.request_start_time_ms=9",
            {"x-sst-system_properties": {"tft": "1", "request_start_time_ms": 1772366400000}},
        ),
        ("ur=BR-SP", {"event_location": {"country": "BR", "region": "SP"}}),
        ("cu=EUR", {"currency": "EUR"}),
        ("ep.currency=EUR", {"currency": "EUR"}),
        ("a=1&a=2&ep.b=1&ep.b=2", {"x-ga-mp2-a": "2", "b": "2"}),
        ("%65p.a=1&ep.b%20c=2", {"a": "1", "b c": "2"}),
        ("&&=1&=", {}),
        ("ep=1&epn.=2&_=3&pr=4&prx=5", {f"x-ga-mp2-{key}": value for key, value in
                                        (("ep", "1"), ("epn.", "2"), ("_", "3"), ("pr", "4"), ("prx", "5"))}),
    ],
    ids=[
        "the version", "a user id", "a session", "counters", "engagement time", "an engagement time of NaN",
        "promoted names", "unknown names", "a campaign", "no value", "texts stay texts", "a value sent as text",
        "a number", "zero", "an order number that is a number", "what is no number stays text", "a key with a dot",
        "user properties", "system properties", "server properties", "a region", "a currency",
        "a currency by hand", "of doubles the last", "encoded keys", "no key", "families without a name",
    ],
)  # fmt: skip
def test_a_parameter_becomes_its_key(query: str, wanted: dict[str, Any]) -> None:
    found = data(query)

    assert found == {**wanted, **ALWAYS}
    assert {key: type(value) for key, value in found.items()} == {
        key: type(v) for key, v in {**wanted, **ALWAYS}.items()
    }


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("pr2=idB&pr10=idJ&pr1=idA", ["A", "B", "J"]),
        ("pr7=idG&pr200=idZ", ["G", "Z"]),
        ("pr1=idA&pr1=idB", ["B"]),
        ("&".join(f"pr{number}=id{number}" for number in range(1, 251)), [str(number) for number in range(1, 201)]),
    ],
    ids=["by number and not as text", "gaps leave no holes", "of doubles the last", "two hundred at most"],
)
def test_items_stand_in_the_order_of_their_numbers(query: str, wanted: list[str]) -> None:
    assert [item["item_id"] for item in data(query)["items"]] == wanted


def test_a_line_may_change_an_item_of_a_full_list() -> None:
    full = "&".join(f"pr{number}=id{number}" for number in range(1, 201))

    assert data(full, "pr1=idNEW")["items"][0] == {"item_id": "NEW"}


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", "203.0.113.7"),
        ("_uip=198.51.100.9", "198.51.100.9"),
        ("_ip=2001:db8::7", "2001:db8::7"),
        ("_uip=::", "::"),
        ("_uip=nonsense", "203.0.113.7"),
        ("ep.ip_override=198.51.100.9", "203.0.113.7"),
    ],
    ids=[
        "of the connection",
        "given by the page",
        "in version 6",
        "none shall be kept",
        "no address",
        "an event parameter is not the client's own key",
    ],
)
def test_the_visitors_address(query: str, address: str) -> None:
    assert data(query)["ip_override"] == address


@pytest.mark.parametrize(
    ("query", "key", "kept"),
    [
        ("en=purchase&ep.event_name=refund", "event_name", "purchase"),
        ("cu=EUR&ep.currency=usd", "currency", "EUR"),
        ("cid=1.2&epn.client_id=7", "client_id", "1.2"),
        ("ep.user_agent=curl", "user_agent", "Mozilla/5.0"),
        ("pr1=idA&ep.items=none", "items", [{"item_id": "A"}]),
        ("ep.user_data=x&ep.user_data.email=a%40b.example", "user_data", {"email": "a@b.example"}),
        ("gcs=G100&ep.x-ga-gcs=G111", "x-ga-gcs", "G100"),
        ("_fv=1&ep.x-ga-system_properties=x", "x-ga-system_properties", {"fv": "1"}),
        ("uap=Linux&ep.client_hints=x", "client_hints", None),
    ],
    ids=[
        "its name", "its currency", "its client id", "its browser", "its items", "its user data", "its consent",
        "its system properties", "its client hints",
    ],
)  # fmt: skip
def test_a_page_cannot_write_the_clients_own_keys_and_what_it_wrote_is_kept_beside(
    query: str, key: str, kept: Any
) -> None:
    found = data(query)
    written = query.rsplit(f".{key}=", 1)[1].split("&")[0]

    assert found[key] == kept or (kept is None and found[key]["platform"] == "Linux")
    assert str(found[f"x-ga-mp2-ep.{key}"]) == written


def test_a_copy_shares_nothing_with_the_first() -> None:
    first = Parameters(400)
    first.read("cu=EUR&up.a=1&pr1=idA&uap=Linux&ep.user_data.email=a&ep.event_name=x")
    before = repr(first.data), repr(first.groups), repr(first.items), repr(first.user_data), repr(first.given)

    second = first.copy()
    second.read("cu=USD&up.a=2&pr1=idB&uap=Mac&ep.user_data.email=b&ep.event_name=y")
    second.event_data(HIT)

    assert (repr(first.data), repr(first.groups), repr(first.items), repr(first.user_data), repr(first.given)) == before


def test_keys_from_the_wire_cannot_fill_the_memory() -> None:
    for number in range(6000):
        Parameters(400).read(f"invented_{number}=1")
    Parameters(400).read("long" * 1000 + "=1")

    assert len(_PLANS) <= 4096
    assert max(map(len, _PLANS)) <= 64
    assert data("invented_5999=1")["x-ga-mp2-invented_5999"] == "1"
