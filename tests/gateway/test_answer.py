"""The browser's answer: how cookies and headers of tags get into it, and which may not."""

from __future__ import annotations

import pytest

from gateway import BrowserPixel, Cookie, Header, Respond, Steps
from gateway.answer import answer_of, cookie_text, fault_of
from gateway.recording import rehearse
from tests.small import hit, outcomes, small_container, tag


def test_what_the_client_responds_comes_before_what_tags_add() -> None:
    respond = Respond(204, (("cache-control", "no-cache"),), b"body")

    answer = answer_of(respond, [Cookie("a", "1"), Header("X-Seen", "yes"), BrowserPixel("https://vendor.example/p")])

    assert (answer.status, answer.body) == (204, b"body")
    assert answer.headers == (
        ("cache-control", "no-cache"),
        ("x-seen", "yes"),
        ("set-cookie", "a=1; Path=/; SameSite=Lax; Secure"),
    )


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
    ],
    ids=["as they are by default", "flags", "forgotten at once", "signs a value may not have", "signs it may have"],
)
def test_a_cookie_reads_as_a_header_has_it(cookie: Cookie, text: str) -> None:
    assert cookie_text(cookie) == text


@pytest.mark.parametrize(
    ("effect", "fault"),
    [
        (Cookie("a", "b"), ""),
        (Header("X-A", "tab\tand blank"), ""),
        (BrowserPixel("anything"), ""),
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
