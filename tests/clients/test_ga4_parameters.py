"""The parameters of a GA4 hit and the keys they become."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import pytest

from clients._ga4_parameters import _MEMORY, Parameters
from gateway import Hit, ga4

HIT = Hit("GET", "/g/collect", headers=(("user-agent", "Mozilla/5.0"),), ip="203.0.113.7", at=1772366400000)
ALWAYS = {"ip_override": "203.0.113.7", "user_agent": "Mozilla/5.0"}


def read(*queries: str, most: int = 200) -> Parameters:
    parameters = Parameters(most)
    for query in queries:
        parameters.read(query)
    return parameters


def data(*queries: str, most: int = 200) -> dict[str, Any]:
    return read(*queries, most=most).event_data(HIT)


def numbered(form: str, numbers: Iterable[int]) -> str:
    """`ep.k#=1` for each of these numbers, as a query."""
    return "&".join(form.replace("#", str(number)) for number in numbers)


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
        ("pr0=idA&pr01=idB&pr1=idC", ["A", "C"]),
    ],
    ids=["by number and not as text", "gaps leave no holes", "of doubles the last", "a number may have zeros"],
)
def test_items_stand_in_the_order_of_their_numbers(query: str, wanted: list[str]) -> None:
    assert [item["item_id"] for item in data(query)["items"]] == wanted


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
        ("epn.client_id=7&cid=1.2", "client_id", "1.2"),
        ("ur=BR-SP&ep.event_location=x", "event_location", {"country": "BR", "region": "SP"}),
    ],
    ids=[
        "its name", "its currency", "its client id", "its browser", "its items", "its user data", "its consent",
        "its system properties", "its client hints", "whatever comes first", "its place",
    ],
)  # fmt: skip
def test_a_page_cannot_write_the_clients_own_keys_and_what_it_wrote_is_kept_beside(
    query: str, key: str, kept: Any
) -> None:
    found = data(query)
    family, written = ("epn", "7") if "epn." in query else ("ep", query.rsplit(f".{key}=", 1)[1].split("&")[0])

    assert found[key] == kept or (kept is None and found[key]["platform"] == "Linux")
    assert str(found[f"x-ga-mp2-{family}.{key}"]) == written


@pytest.mark.parametrize(("wire", "key"), sorted((ga4.TEXT | ga4.WHOLE).items()))
def test_no_key_of_ga4_can_be_written_by_an_event_parameter_of_its_name(wire: str, key: str) -> None:
    before, after = (data(query) for query in (f"ep.{key}=theirs&{wire}=1", f"{wire}=1&ep.{key}=theirs"))

    assert before[key] == after[key] == data(f"{wire}=1")[key]
    assert before[f"x-ga-mp2-ep.{key}"] == after[f"x-ga-mp2-ep.{key}"] == "theirs"


@pytest.mark.parametrize("name", ["x-ga-gcs", "x-ga-js_client_id", "x-ga-mp2-richsstsse", "x-sst-system_properties"])
def test_an_internal_name_is_never_a_page_s_to_write(name: str) -> None:
    assert data(f"ep.{name}=a&epn.{name}=5") == {f"x-ga-mp2-ep.{name}": "a", f"x-ga-mp2-epn.{name}": 5, **ALWAYS}


def test_an_event_parameter_named_like_a_key_that_the_hit_does_not_set_has_that_name() -> None:
    assert data("ep.currency=EUR&epn.currency=5&ep.user_data=x") == {
        "currency": "EUR",
        "x-ga-mp2-epn.currency": 5,
        "user_data": "x",
        **ALWAYS,
    }


@pytest.mark.parametrize(
    ("query", "key", "value"),
    [
        ("ep.a=1&ep.a=2", "a", "2"),
        ("ep.a=1&epn.a=2", "a", 2),
        ("epn.value=2&ep.value=x", "value", "x"),
        ("cid=1.1&cid=2.2", "client_id", "2.2"),
        ("c%69d=1.1&cid=2.2", "client_id", "2.2"),
        ("cid=2.2&c%69d=1.1", "client_id", "1.1"),
        ("_et=5&_et=6", "engagement_time_msec", 6),
        ("up.a=1&upn.a=2", "x-ga-mp2-user_properties", {"a": 2}),
        ("ep.a=1&ep.a", "a", ""),
    ],
    ids=["a text", "a number after a text", "a text after a number", "the client id", "an encoded key before",
         "an encoded key after", "a whole number", "a property", "one without a value"],
)  # fmt: skip
def test_of_doubles_the_last_wins(query: str, key: str, value: Any) -> None:
    assert data(query)[key] == value
    assert data(*query.split("&"))[key] == value


@pytest.mark.parametrize("query", ["_et=NaN", "sct=NaN", "_s=NaN", "_p=NaN", "tfd=NaN"])
def test_a_whole_number_that_is_nan_is_absent(query: str) -> None:
    assert data(query) == ALWAYS


def test_a_number_of_the_page_that_is_nan_stays_whatever_its_name() -> None:
    found = data("epn.engagement_time_msec=NaN&upn.engagement_time_msec=NaN")

    assert found["engagement_time_msec"] == "NaN"
    assert found["x-ga-mp2-user_properties"] == {"engagement_time_msec": "NaN"}


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("ep.a=%00", "\x00"),
        ("ep.a=\x00b", "\x00b"),
        ("ep.a=%ff%fe", "\ufffd\ufffd"),
        ("ep.a=%E0%A4", "\ufffd"),
        ("ep.a=%zz%", "%zz%"),
        ("ep.a=%2", "%2"),
        ("ep.a=%25%32%35", "%25"),
        ("ep.a=1+%2B+2", "1 + 2"),
        ("ep.a=b=c", "b=c"),
        ("ep.a=%26%3D%0A", "&=\n"),
        ("ep.a=\ufffd%C3%A9", "\ufffdé"),
    ],
    ids=["an encoded NUL", "a NUL", "no UTF-8", "half a sign", "no hexadecimals", "cut short", "decoded once",
         "blanks and a plus", "a second equals sign", "borders inside", "signs beyond ASCII"],
)  # fmt: skip
def test_whatever_bytes_come_they_are_a_text(query: str, value: str) -> None:
    assert data(query)["a"] == data(query)["a"] == value


def spoil(value: Any) -> None:
    """Empty every list and dict in a value."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        spoil(inner)
    if isinstance(value, dict | list):
        value.clear()


RICH = (
    "v=2&en=x&cu=EUR&up.a=1&pr1=idA~k0size~v0XL&uap=Linux&uafvl=A;1|B;2&_eu=AAAAAAQ&_fv=1&sst.tft=1&ur=BR-SP"
    "&ep.user_data.email=a%40b.example&ep.user_data.address.0.city=X&ep.event_name=x"
)


def test_two_events_of_the_same_query_share_nothing_that_can_be_changed() -> None:
    first, second = data(RICH), data(RICH)
    before = deepcopy(second)
    spoil(first)

    assert second == before == data(RICH)


def test_two_events_of_one_hit_share_nothing_that_can_be_changed() -> None:
    shared = read(RICH)
    first, second = (shared.copy().event_data(HIT) for _ in range(2))
    before = deepcopy(second)
    spoil(first)

    assert second == before == shared.copy().event_data(HIT)


def test_a_line_read_over_a_copy_does_not_change_the_first() -> None:
    shared = read(RICH)
    before = repr(shared.slots)
    line = shared.copy()
    line.read("cu=USD&up.a=2&pr1=idB&pr2=idC&uap=Mac&_fv=2&sst.tft=2&ep.user_data.email=b&ep.event_name=y&z=1")

    assert line.event_data(HIT)["currency"] == "USD"
    assert repr(shared.slots) == before


@pytest.mark.parametrize("form", ["ep.k#=1", "epn.k#=1", "up.k#=1", "k#=1", "_k#=1", "sst.k#=1", "ep.user_data.k#=1"])
def test_the_page_s_own_are_read_to_the_bound_and_not_one_more(form: str) -> None:
    full, over = read(numbered(form, range(10)), most=10), read(numbered(form, range(11)), most=10)

    assert sum(map(len, full.slots)) == sum(map(len, over.slots)) == 10
    assert (full.notes, over.notes) == ([], ["more than 10 parameters of one event: the rest was not read"])


def test_two_hundred_own_parameters_are_read_beside_all_of_ga4_s_and_two_hundred_items() -> None:
    keys = "&".join(f"{key}=1" for key in (*ga4.TEXT, *ga4.WHOLE, *ga4.HINTS))
    query = f"{keys}&ur=BR-SP&_uip=::&{numbered('pr#=idA', range(1, 201))}&{numbered('ep.k#=1', range(200))}"
    parameters = read(query)

    assert parameters.notes == []
    assert set(parameters.data) >= {f"k{number}" for number in range(200)}


def test_what_ga4_itself_says_is_read_behind_too_many_of_the_page_s_own() -> None:
    parameters = read(numbered("ep.k#=1", range(11)) + "&en=late&cu=EUR", most=10)

    assert len(parameters.notes) == 1
    assert (parameters.data.get("event_name"), parameters.data.get("currency")) == ("late", "EUR")


@pytest.mark.parametrize(("inside", "kept"), [(6, True), (7, False)], ids=["at the bound", "one more"])
def test_url_and_line_share_the_bound(*, inside: int, kept: bool) -> None:
    shared = read("v=2&en=x&" + numbered("ep.u#=1", range(4)), most=10)
    line = shared.copy()
    line.read("en=y&ep.u1=2&" + numbered("ep.l#=1", range(inside)))

    assert (line.data["event_name"], line.data["u1"], line.data["l5"]) == ("y", "2", "1")
    assert ("l6" in line.data, line.notes == []) == (False, kept)


def test_doubles_count_once() -> None:
    parameters = read("&".join(["ep.a=1"] * 50) + "&ep.a=2&ep.b=3", most=2)

    assert (parameters.data, parameters.notes) == ({"a": "2", "b": "3"}, [])


@pytest.mark.parametrize("most", [10, 200, 1000])
def test_two_hundred_items_are_read_and_more_are_told(most: int) -> None:
    full, over = (read(numbered("pr#=id#", range(1, last)), most=most) for last in (201, 202))

    assert full.notes == []
    assert set(over.notes) == {"more than 200 items: the rest was not read"}
    assert [found["item_id"] for found in over.event_data(HIT)["items"]] == [str(n) for n in range(1, 201)]


def test_a_line_may_change_an_item_of_a_full_list() -> None:
    found = data(numbered("pr#=id#", range(1, 201)), "pr1=idNEW")["items"]

    assert (found[0], len(found)) == ({"item_id": "NEW"}, 200)


@pytest.mark.parametrize("form", ["ep.k#=1", "pr#=idA", "k#=1", "user_data.k#=1", "en=#"])
def test_a_hundred_thousand_parameters_are_bounded(form: str) -> None:
    parameters = read(numbered(form, range(100_000)))

    assert sum(map(len, parameters.slots)) <= 200
    assert parameters.notes


def test_personal_data_is_not_remembered() -> None:
    query = "ep.user_data.email=jane.doe%40shop.example&epn.user_data.phone=442079460958&cid=7.7&uid=jane"
    data(query)
    data(query)

    assert [part for part in query.split("&") if part in _MEMORY.recent] == []


def test_what_most_hits_say_is_remembered() -> None:
    data("ul=en-gb&ep.remembered=1")

    assert {"ul=en-gb", "ep.remembered=1"} <= set(_MEMORY.recent)


def test_parameters_from_the_wire_cannot_fill_the_memory() -> None:
    for number in range(10_000):
        read(f"invented_{number}=1")
    read("long=" + "x" * 1000)

    assert len(_MEMORY.recent) <= 4096
    assert max(map(len, _MEMORY.recent)) <= 512
    assert data("invented_1=1")["x-ga-mp2-invented_1"] == "1"
