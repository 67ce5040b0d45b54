"""GTM's built-in variables, under both of their names."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import UNDEFINED, Event, Lookup
from gateway.built_in import BUILT_IN
from tests.small import hit

EVENT = Event(
    event_name="purchase",
    page_location="https://www.shop.example/de/tea?x=1",
    page_referrer="https://search.example/",
    event_location={"country": "BR", "region": "SP"},
)
SENT = hit(method="POST", path="/g/collect", query="v=2&x=%20", headers=(("x-gtm-server-preview", "me"),), seed=5)
LOOKUP = Lookup(EVENT, SENT, client_name="GA4", container_id="Shop", container_version="abc")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Client Name", "GA4"),
        ("Container ID", "Shop"),
        ("Container Version", "abc"),
        ("Debug Mode", True),
        ("Environment Name", "Live"),
        ("Event Name", "purchase"),
        ("Page Hostname", "www.shop.example"),
        ("Page Path", "/de/tea"),
        ("Page URL", "https://www.shop.example/de/tea?x=1"),
        ("Query String", "v=2&x=%20"),
        ("Referrer", "https://search.example/"),
        ("Request Method", "POST"),
        ("Request Path", "/g/collect"),
        ("Visitor Region", "BR-SP"),
    ],
)
def test_it_has_the_same_value_under_both_names(name: str, wanted: Any) -> None:
    key = name.lower().replace(" ", "_")

    assert (LOOKUP[name], LOOKUP[key], LOOKUP.key(key)) == (wanted, wanted, wanted)


def test_each_is_tested_here() -> None:
    tested = test_it_has_the_same_value_under_both_names.pytestmark[0].args[1]

    assert {name for name, _ in tested} | {"Random Number"} == set(BUILT_IN)


def test_a_random_number_is_the_same_for_the_same_hit() -> None:
    again = Lookup(EVENT, SENT)
    others = [Lookup(EVENT, SENT, number=1), Lookup(EVENT, hit(seed=6))]

    assert 0 <= LOOKUP["Random Number"] < 2**31
    assert again["Random Number"] == LOOKUP["random_number"]
    assert LOOKUP["Random Number"] not in [other["Random Number"] for other in others]


@pytest.mark.parametrize("name", ["Event Name", "Page Hostname", "Page Path", "Page URL", "Referrer", "Visitor Region"])
def test_what_nobody_says_is_undefined(name: str) -> None:
    assert Lookup(Event(), hit())[name] is UNDEFINED
    assert Lookup(Event(page_location=5), hit())["Page Path"] is UNDEFINED
    assert Lookup(Event(page_location="http://[broken"), hit())["Page Hostname"] is UNDEFINED


def test_what_the_event_itself_says_comes_first() -> None:
    assert Lookup(EVENT.but(page_path="/own"), hit())["Page Path"] == "/own"


def test_without_a_label_it_is_no_debug_mode() -> None:
    assert Lookup(EVENT, hit())["Debug Mode"] is False


@given(
    st.sampled_from(("https://", "http://", "HTTP://", "//", "")),
    st.text("aZ.-_:@[]1é\\ \n", max_size=8),
    st.sampled_from(("", "/")),
    st.text("aZ/.;%+~-_?#&= é\n\t", max_size=12),
)
def test_the_parts_of_an_address_are_those_the_standard_library_finds(
    scheme: str, host: str, slash: str, rest: str
) -> None:
    address = scheme + host + slash + rest
    wanted: list[Any] = [UNDEFINED, UNDEFINED]
    with suppress(ValueError):
        parts = urlsplit(address)
        wanted = [parts.hostname or "", parts.path or "/"]
    lookup = Lookup(Event(page_location=address), hit())

    assert [lookup["Page Hostname"], lookup["Page Path"]] == wanted
