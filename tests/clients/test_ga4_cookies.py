"""The server-managed client id: whose it is, and the cookies FPID and FPLC."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clients.ga4 import GA4
from gateway import Hit
from gateway.container import ClientEntry, Container
from gateway.recording import rehearse
from gateway.trace import Trace

QUERY = "v=2&tid=G-1&cid=1.2&en=x"
KNOWN = "FPID2.2.a%2Bb%2Fc%3D.1700000000"
FLAGS = "Path=/; Domain=shop.example; Max-Age=63072000; SameSite=Lax; Secure; HttpOnly"


def trip(
    query: str = QUERY,
    cookie: str = "",
    host: str = "data.shop.example",
    body: bytes = b"",
    hit: str = "h1",
    **more: Any,
) -> Trace:
    client = GA4(name="GA4", **{"cookie_management": "server", **more})
    headers = (("host", host), ("cookie", cookie))
    made = Hit("POST", "/g/collect", query, headers, body, id=hit, at=1_772_366_400_000, seed=7)
    return rehearse(Container(clients=(ClientEntry("GA4", client),)), made)


def cookies(trace: Trace) -> dict[str, str]:
    """The cookies that are set: the value and the flags by name."""
    assert trace.answer is not None
    found = [value for name, value in trace.answer.headers if name == "set-cookie"]
    assert len({value.partition("=")[0] for value in found}) == len(found)
    return {name: rest for name, _, rest in (value.partition("=") for value in found)}


def client_id(trace: Trace) -> Any:
    return trace.events[0].event["client_id"]


def test_a_new_visitor_gets_an_id_that_no_script_can_read() -> None:
    trace = trip()
    value, _, flags = cookies(trace)["FPID"].partition("; ")

    assert re.fullmatch(r"FPID2\.2\.([A-Za-z0-9]|%2B|%2F){43}%3D\.1772366400", value)
    assert flags == FLAGS
    assert list(cookies(trace)) == ["FPID"]


def test_the_events_have_the_id_of_the_cookie_and_the_page_s_own_beside_it() -> None:
    trace = trip("v=2&tid=G-1&cid=1.2", body=b"en=x\nen=y\nen=z&cid=3.4")
    events = [trace_.event for trace_ in trace.events]

    assert {event["client_id"] for event in events} == {client_id(trace)}
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=\.1772366400", client_id(trace))
    assert [event["x-ga-js_client_id"] for event in events] == ["1.2", "1.2", "3.4"]


def test_a_page_without_a_client_id_has_none_beside_it() -> None:
    event = trip("v=2&tid=G-1&en=x").events[0].event

    assert event["client_id"]
    assert "x-ga-js_client_id" not in event


def test_an_id_that_is_there_is_kept_and_lives_on() -> None:
    trace = trip(cookie=f"a=b; FPID={KNOWN}")

    assert client_id(trace) == "a+b/c=.1700000000"
    assert cookies(trace) == {"FPID": f"{KNOWN}; {FLAGS}"}


def test_an_id_that_was_given_comes_back_as_it_was() -> None:
    first = trip()
    second = trip(cookie=f"FPID={cookies(first)['FPID'].partition(';')[0]}", hit="h2")

    assert client_id(second) == client_id(first)
    assert cookies(second) == cookies(first)


@pytest.mark.parametrize(
    "cookie",
    ["FPID=", "FPID=1.2", "FPID=FPID2.2.", "FPID=FPID2.2.a b.1", "FPID=FPID2.2." + "a" * 65 + ".1", "FPID=FPID2.2.a.1%0D%0Ax",
     "FPID=FPID1.2.a.1", "FPID=FPID2.2.a.b", "fpid=FPID2.2.a.1"],
    ids=["empty", "a client id alone", "nothing in it", "a blank", "too long", "a line end", "another version", "no time",
         "another name"],
)  # fmt: skip
def test_a_cookie_that_is_no_id_of_ours_is_replaced(cookie: str) -> None:
    assert client_id(trip(cookie=cookie)) == client_id(trip())


def test_two_hits_get_two_ids_and_a_replay_the_same() -> None:
    assert client_id(trip(hit="h1")) == client_id(trip(hit="h1"))
    assert client_id(trip(hit="h1")) != client_id(trip(hit="h2"))


@pytest.mark.parametrize(
    ("cookie", "wanted"),
    [
        ("_ga=GA1.1.123456789.1700000000", "123456789.1700000000"),
        ("_ga=GA1.2-2.123456789.1700000000", "123456789.1700000000"),
        (f"_ga=GA1.1.123456789.1700000000; FPID={KNOWN}", "a+b/c=.1700000000"),
    ],
    ids=["its client id", "of a deeper domain", "an id that is there comes first"],
)
def test_a_visitor_may_keep_the_id_of_his_page(cookie: str, wanted: str) -> None:
    assert client_id(trip(cookie=cookie, migrate_from_js_client_id=True)) == wanted


@pytest.mark.parametrize("cookie", ["", "_ga=GA1.1.x.y", "_ga=1.2", "_ga=GA1.1.1.2; Path", "_ga=GA1.1.1.2.3"])
def test_without_migration_or_a_readable_ga_cookie_the_id_is_new(cookie: str) -> None:
    new = client_id(trip())

    assert client_id(trip(cookie="_ga=GA1.1.123456789.1700000000")) == new
    assert client_id(trip(cookie=cookie, migrate_from_js_client_id=True)) == (new if "Path" not in cookie else "1.2")


def test_scripts_get_a_digest_where_the_hit_links_domains() -> None:
    trace = trip(f"{QUERY}&_fplc=0")
    value, _, flags = cookies(trace)["FPLC"].partition("; ")

    assert re.fullmatch("[A-Za-z0-9_-]{43}", value)
    assert flags == "Path=/; Domain=shop.example; Max-Age=72000; SameSite=Lax; Secure"
    assert list(cookies(trace)) == ["FPID", "FPLC"]


def test_the_digest_is_of_the_id_and_does_not_show_it() -> None:
    one, again, other = (
        cookies(trip(f"{QUERY}&_fplc=0", cookie=f"FPID=FPID2.2.{name}.1700000000"))["FPLC"] for name in "aab"
    )

    assert one == again != other
    assert "1700000000" not in one


@pytest.mark.parametrize("query", ["gcs=G110", "gcs=G100", "gcd=13l3p3l3l1l1", "gcs=G111&gcd=13p3p3p3p5l1"])
def test_without_consent_to_analytics_no_id_and_no_cookie(query: str) -> None:
    trace = trip(f"{QUERY}&{query}&_fplc=0", cookie=f"FPID={KNOWN}")

    assert cookies(trace) == {}
    assert client_id(trace) == "1.2"
    assert "x-ga-js_client_id" not in trace.events[0].event
    assert trace.log == ["no consent to analytics_storage: the page's client id stays, and no cookie is set"]


@pytest.mark.parametrize("query", ["gcs=G111", "gcs=G101", "gcd=13p3l3p3p5l1", ""])
def test_with_consent_to_analytics_there_is_an_id(query: str) -> None:
    assert list(cookies(trip(f"{QUERY}&{query}"))) == ["FPID"]


@pytest.mark.parametrize("denied", [0, 1], ids=["the first", "the second"])
def test_an_event_of_a_batch_that_is_denied_keeps_the_page_s_id(denied: int) -> None:
    lines = [b"en=x&gcs=G111", b"en=x&gcs=G111"]
    lines[denied] = b"en=x&gcs=G100"
    trace = trip("v=2&tid=G-1&cid=1.2", body=b"\n".join(lines))

    assert list(cookies(trace)) == ["FPID"]
    assert trace.events[denied].event["client_id"] == "1.2"
    assert trace.events[1 - denied].event["x-ga-js_client_id"] == "1.2"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("data.shop.example", "shop.example"),
        ("DATA.Shop.Example:8443", "shop.example"),
        ("data.shop.co.uk", "shop.co.uk"),
        ("localhost:8080", None),
        ("127.0.0.1", None),
        ("[2001:db8::1]:8080", None),
        ("shop", None),
        ("co.uk", None),
        ("", None),
    ],
    ids=["the site", "with a port", "below a suffix of two", "this machine", "an address", "one of version 6",
         "a single label", "a public suffix", "no host"],
)  # fmt: skip
def test_the_cookie_is_for_the_site_of_the_host(host: str, domain: str | None) -> None:
    found = cookies(trip(f"{QUERY}&_fplc=0", host=host))

    assert {"Domain=" in text for text in found.values()} == {domain is not None}
    assert {f"; Domain={domain};" in text for text in found.values()} == {domain is not None}


def test_the_cookie_is_as_its_settings_say() -> None:
    found = cookies(
        trip(cookie=f"own={KNOWN}", cookie_name="own", cookie_domain="x.example", cookie_path="/a", cookie_max_age=60,
             cookie_same_site="None")
    )  # fmt: skip

    assert found == {"own": f"{KNOWN}; Path=/a; Domain=x.example; Max-Age=60; SameSite=None; Secure; HttpOnly"}


def test_a_page_that_manages_its_id_gets_no_cookie() -> None:
    trace = trip(cookie=f"FPID={KNOWN}", cookie_management="js")

    assert (cookies(trace), client_id(trace)) == ({}, "1.2")


def test_a_hit_without_an_event_gets_no_cookie() -> None:
    assert cookies(trip("v=2&tid=G-1&cid=1.2")) == {}
