"""The browser's answer: how cookies and headers of tags get into it, and which may not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Body, BrowserPixel, Cookie, Header, Respond, Status, Steps
from gateway.answer import answer_of, cookie_text, event_stream, fault_of
from gateway.recording import rehearse
from gateway.steps import Effect
from tests.small import EventsClient, hit, outcomes, small_container, tag

PIXEL = "an address the browser shall fetch begins with https:// or http:// and has no blanks"


def test_what_the_client_responds_comes_before_what_tags_add() -> None:
    respond = Respond(204, (("cache-control", "no-cache"),), b"body")

    answer = answer_of(respond, [Cookie("a", "1"), Header("X-Seen", "yes"), BrowserPixel("https://vendor.example/p")])

    assert (answer.status, answer.body) == (204, b"body")
    assert answer.headers == (
        ("cache-control", "no-cache"),
        ("x-seen", "yes"),
        ("set-cookie", "a=1; Path=/; SameSite=Lax; Secure"),
    )


def test_what_tags_set_stands_in_place_of_the_clients_and_the_last_one_stays() -> None:
    respond = Respond(204, (("content-type", "text/plain"), ("vary", "origin")), b"client")
    effects: list[Effect] = [
        Status(500),
        Body(b"first"),
        Header("Content-Type", "application/json"),
        Status(201),
        Body(b"last"),
    ]

    answer = answer_of(respond, effects)

    assert (answer.status, answer.body) == (201, b"last")
    assert answer.headers == (("vary", "origin"), ("content-type", "application/json"))


def test_what_is_firm_stays_whatever_tags_set() -> None:
    respond = Respond(204, (("x-shop", "client"),), b"client", firm=frozenset(("status", "body", "x-shop")))

    answer = answer_of(respond, [Status(500), Body(b"tag"), Header("X-Shop", "tag"), Header("x-tag", "1")])

    assert (answer.status, answer.body, answer.headers) == (204, b"client", (("x-shop", "client"), ("x-tag", "1")))


def test_what_tags_set_is_told_within_a_stream() -> None:
    effects: list[Effect] = [BrowserPixel("https://vendor.example/p"), Status(201), Body("ü".encode())]

    assert (
        b'{"response": {"status_code": 201, "body": "\\u00fc"}}' in answer_of(Respond(event_stream=True), effects).body
    )


@pytest.mark.parametrize("code", [99, 600, "200", None], ids=repr)
def test_a_status_is_one_of_http(code: Any) -> None:
    assert fault_of(Status(code)) == f"the status {code!r} is none of HTTP: it is a number from 200 to 599"


def test_of_cookies_of_one_name_path_and_domain_the_last_stays() -> None:
    cookies = [Cookie("a", "1"), Cookie("a", "2", path="/shop"), Cookie("a", "3")]

    answer = answer_of(Respond(), cookies)

    assert [value.split(";")[0] for _, value in answer.headers] == ["a=3", "a=2"]


@pytest.mark.parametrize(
    ("cookie", "text"),
    [
        (Cookie("a", "b"), "a=b; Path=/; SameSite=Lax; Secure"),
        (Cookie("a", "b", secure=False, http_only=True), "a=b; Path=/; SameSite=Lax; HttpOnly"),
        (
            Cookie("a", "", max_age=0, domain="shop.example", path="/x", same_site="None"),
            "a=; Path=/x; Domain=shop.example; Max-Age=0; SameSite=None; Secure",
        ),
        (Cookie("a", 'é b;c,"\r\n'), "a=%C3%A9%20b%3Bc%2C%22%0D%0A; Path=/; SameSite=Lax; Secure"),
        (Cookie("a", "GS1.1.x=y&z"), "a=GS1.1.x=y&z; Path=/; SameSite=Lax; Secure"),
        (Cookie("a", "x%2Fy%"), "a=x%252Fy%25; Path=/; SameSite=Lax; Secure"),
        (Cookie("a", "x%2Fy%", raw=True), "a=x%2Fy%; Path=/; SameSite=Lax; Secure"),
    ],
    ids=[
        "as they are by default",
        "flags",
        "forgotten at once",
        "signs a value may not have",
        "signs it may have",
        "a percent sign",
        "encoded already",
    ],
)
def test_a_cookie_reads_as_a_header_has_it(cookie: Cookie, text: str) -> None:
    assert cookie_text(cookie) == text


@pytest.mark.parametrize(
    ("effect", "fault"),
    [
        (Cookie("a", "b"), ""),
        (Header("X-A", "tab\tand blank"), ""),
        (BrowserPixel("https://vendor.example/p?a=b#c"), ""),
        (BrowserPixel("HTTP://vendor.example", "fetch"), ""),
        (BrowserPixel("${transport_url}/g/collect"), ""),
        (Cookie("a", "b c,d", raw=True), ""),
        (BrowserPixel("vendor.example"), PIXEL),
        (BrowserPixel("javascript:alert(1)"), PIXEL),
        (BrowserPixel("https://vendor.example/a b"), PIXEL),
        (BrowserPixel("https://vendor.example/\n\nevent: x"), PIXEL),
        (BrowserPixel("https://vendor.example/\u00e9"), PIXEL),
        (BrowserPixel(""), PIXEL),
        (Cookie("a", "b; Path=/x", raw=True), 'cookie "a" has signs a cookie may not have'),
        (Cookie("a", "b\r\nx", raw=True), 'cookie "a" has signs a cookie may not have'),
        (Cookie("a", "\u00e9", raw=True), 'cookie "a" has signs a cookie may not have'),
        (Cookie("a", "b", max_age="5"), 'cookie "a" needs a text as its value and whole seconds as its max_age'),  # type: ignore[arg-type]
        (Cookie("", "b"), 'cookie "" has signs a cookie may not have'),
        (Cookie("a=b", "c"), 'cookie "a=b" has signs a cookie may not have'),
        (Cookie("a\n", "c"), 'cookie "a\n" has signs a cookie may not have'),
        (Cookie("a", "b", path="/\r\nx"), 'cookie "a" has signs a cookie may not have'),
        (Cookie("a", "b", domain="x; Secure"), 'cookie "a" has signs a cookie may not have'),
        (Header("", "x"), 'header "" has signs a header may not have'),
        (Header("X", "a\nb"), 'header "X" has signs a header may not have'),
        (Header("X", "é"), 'header "X" has signs a header may not have'),
    ],
    ids=[
        "a good cookie",
        "a good header",
        "a pixel",
        "a fetch",
        "the page's own gateway",
        "an encoded value as it is",
        "no scheme",
        "another scheme",
        "a blank in an address",
        "a line end in an address",
        "an address beyond ASCII",
        "no address",
        "a semicolon in an encoded value",
        "a line end in an encoded value",
        "an encoded value beyond ASCII",
        "an age that is no number",
        "a cookie without name",
        "an equals sign in a cookie's name",
        "a line end after a cookie's name",
        "a line end in a path",
        "a semicolon in a domain",
        "a header without name",
        "a line end in a header",
        "a header beyond ASCII",
    ],
)
def test_no_effect_can_write_a_header_of_its_own(effect: Cookie | Header | BrowserPixel, fault: str) -> None:
    assert fault_of(effect) == fault


STREAM = Respond(200, (("cache-control", "no-cache"),), event_stream=True)


def pixels(_: object, __: object) -> Steps:
    yield BrowserPixel("https://vendor.example/p?a=b&c=%22")
    yield BrowserPixel("https://vendor.example/f", "fetch")


def test_a_hit_that_reads_a_stream_is_told_what_to_fetch() -> None:
    answer = rehearse(small_container(tag("A", pixels), client=EventsClient(respond=STREAM)), hit()).answer

    assert answer is not None
    assert answer.headers == (("cache-control", "no-cache"), ("content-type", "text/event-stream; charset=utf-8"))
    assert answer.body == (
        b'event: message\ndata: {"send_pixel": ["https://vendor.example/p?a=b&c=%22"]}\n\n'
        b'event: message\ndata: {"fetch": ["https://vendor.example/f"]}\n\n'
        b'event: message\ndata: {"response": {"status_code": 200, "body": ""}}\n\n'
    )


def test_a_stream_with_nothing_to_fetch_is_the_client_s_own_body() -> None:
    answer = answer_of(Respond(200, (), b"own", event_stream=True), [Cookie("a", "1")])

    assert answer.body == b"own"
    assert [name for name, _ in answer.headers] == ["set-cookie"]


def test_a_tag_is_told_that_the_browser_cannot_be_asked_to_fetch() -> None:
    (run,) = rehearse(
        small_container(tag("A", pixels), client=EventsClient(respond=Respond(200, (), b"own"))), hit()
    ).runs()

    assert run.outcome == "ok"
    assert run.log == [
        f"the browser cannot be told to fetch https://vendor.example/{path}: its hit takes no event stream"
        for path in ("p?a=b&c=%22", "f")
    ]


def test_where_there_is_a_stream_no_tag_is_told_anything() -> None:
    (run,) = rehearse(small_container(tag("A", pixels), client=EventsClient(respond=STREAM)), hit()).runs()

    assert run.log == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30) | st.text('https://a.b\n\r "\\', max_size=30).map("https://".__add__))
def test_no_address_can_write_a_message_of_its_own(url: str) -> None:
    pixel = BrowserPixel(url)

    assert fault_of(pixel) or event_stream([pixel]).split(b"\n\n")[1:] == event_stream([]).split(b"\n\n")


@pytest.mark.parametrize("value", [5, "\ud800"], ids=["a number", "half a sign"])
def test_a_cookie_whose_value_cannot_be_written_fails_its_tag_and_not_the_hit(value: str) -> None:
    def wrong(_: object, __: object) -> Steps:
        yield Cookie("a", value)

    trace = rehearse(small_container(tag("Wrong", wrong), tag("B", lambda _, __: iter_nothing())), hit())

    assert outcomes(trace.runs()) == [("Wrong", "failed"), ("B", "ok")]
    assert trace.answer is not None
    assert trace.answer.status == 200


def iter_nothing() -> Steps:
    yield from ()
