"""TikTok's cookies: set when a click brings its id, kept from that click on, and only with consent."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gateway import Cookie, Event, Hit, Lookup, Secret
from tags._tiktok_cookies import cookies
from tags._tiktok_settings import TikTokSettings
from tags._tiktok_user import click_of, pixel_id, user

LANDING = "https://www.shop.example/?ttclid=E.C.P.new"


def found(data: dict[str, Any], cookie: str = "", **said: Any) -> list[Cookie]:
    settings = TikTokSettings(pixel_code="P", access_token=Secret("T"), **said)
    headers = (("host", "data.shop.example"), ("cookie", cookie))
    event = Event({"page_location": "https://www.shop.example/", **data})
    return list(cookies(settings, event, Lookup(event, Hit("GET", "/", headers=headers, id="h")), click_of(event)))


def test_a_click_is_kept_for_thirty_days_for_the_whole_site() -> None:
    assert found({"page_location": LANDING}) == [
        Cookie("ttclid", "E.C.P.new", max_age=2_592_000, domain="shop.example", same_site="Lax", http_only=False)
    ]


@pytest.mark.parametrize(
    ("data", "cookie", "said", "kept"),
    [
        ({}, "", {}, None),
        ({}, "ttclid=E.C.P.old", {}, None),
        ({}, "ttclid=E.C.P.old", {"cookie_renew": "each_hit"}, "E.C.P.old"),
        ({"page_location": LANDING}, "ttclid=E.C.P.new", {}, None),
        ({"page_location": LANDING}, "ttclid=E.C.P.old", {}, "E.C.P.new"),
        ({"page_location": LANDING}, "", {"keep_ttclid": False}, None),
        ({"page_location": LANDING}, "", {"event_source": "offline"}, None),
        ({"page_location": LANDING, "x-ga-gcs": "G100"}, "", {}, None),
        ({"page_location": LANDING, "x-ga-gcs": "G110"}, "", {}, "E.C.P.new"),
        ({"page_location": f"{LANDING}{'x' * 1000}"}, "", {}, None),
        ({"page_referrer": LANDING}, "", {}, "E.C.P.new"),
        ({"page_referrer": LANDING}, "ttclid=E.C.P.later", {}, None),
        ({"page_referrer": "https://other.example/?ttclid=E.C.P.new"}, "", {}, None),
    ],
    ids=[
        "no click", "its days are not counted anew", "but where that is wanted", "the same click", "a new click",
        "not wanted", "no browser", "no consent", "consent", "too long", "a referrer of the same host", "and no click since",
        "of another host",
    ],
)  # fmt: skip
def test_a_click_is_kept_once(data: dict[str, Any], cookie: str, said: dict[str, Any], kept: str | None) -> None:
    assert [each.value for each in found(data, cookie, **said)] == ([] if kept is None else [kept])


def test_a_pixel_id_is_made_where_it_is_wanted_and_none_is_there() -> None:
    (made,) = found({}, make_ttp=True)

    assert (made.name, made.max_age) == ("_ttp", 34_190_000)
    assert re.fullmatch(r"[0-9A-Za-z]{27}", made.value)
    assert found({}, "_ttp=2abc", make_ttp=True) == []
    assert found({"x-ga-gcs": "G100"}, make_ttp=True) == []


def test_the_pixel_id_that_is_made_goes_with_its_event() -> None:
    settings = TikTokSettings(pixel_code="P", access_token=Secret("T"), make_ttp=True)
    lookup = Lookup(Event(), Hit("GET", "/", headers=(("host", "data.shop.example"),), id="h"))

    assert user(Event(), lookup, settings, None, [])["ttp"] == pixel_id(lookup) == found({}, make_ttp=True)[0].value


def test_a_replay_draws_the_same_pixel_id_again() -> None:
    hits = [Hit("GET", "/", id=name, seed=5) for name in "aab"]
    first, again, other = (pixel_id(Lookup(Event(), hit)) for hit in hits)

    assert first == again != other
