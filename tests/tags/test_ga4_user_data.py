"""User-provided data as Google Analytics takes it."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.ga4 import GA4
from gateway import All, Claimed, Event
from gateway.recording import read_hits
from tags._ga4_user_data import user_data

HITS = Path(__file__).parents[1] / "hits" / "gtag"
HEX = "ab" * 32


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def written(data: Any) -> list[str]:
    return user_data(Event(event_name="purchase", user_data=data)).split("~")


def event_of(file: str) -> Event:
    claimed = GA4(name="GA4").claim(next(iter(read_hits(HITS / file))))
    assert isinstance(claimed, Claimed)
    events: list[Event] = [run.event for step in claimed.steps if isinstance(step, All) for run in step.parts]
    return events[0]


def test_what_a_page_gave_gtag_is_written_with_its_names_hashed() -> None:
    assert user_data(event_of("gtag-2026-03_user_data.http")).split("~") == [
        "tv.1",
        f"em.{packed('jane.doe@example.com')}",
        f"pn.{packed('+4915112345678')}",
        f"fn0.{packed('ada')}",
        f"ln0.{packed('lovelace')}",
        f"sa0.{packed('1 example road')}",
        "ct0.berlin",
        "rg0.be",
        "pc0.10115",
        "co0.de",
    ]


def test_what_a_page_hashed_itself_is_kept() -> None:
    found = user_data(event_of("gtag-2026-03_user_data_hashed.http")).split("~")

    assert found[1] == "em.jIe0ic41zy4vOfgOKCyy6ASTKlaiE5g-7rQoQH1DtS0"
    assert [field.partition(".")[0] for field in found] == ["tv", "em", "pn", "fn0", "ln0", "pc0", "co0"]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"email": " Jane@Shop.Example "}, [f"em.{packed('jane@shop.example')}"]),
        ({"email_address": "jane@shop.example"}, [f"em.{packed('jane@shop.example')}"]),
        ({"email_address": "a@shop.example", "email": "b@shop.example"}, [f"em.{packed('a@shop.example')}"]),
        ({"sha256_email_address": HEX}, ["em.q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s"]),
        (
            {"email": ["a@shop.example", "b@shop.example", "a@shop.example"]},
            [f"em.{packed('a@shop.example')}", f"em.{packed('b@shop.example')}"],
        ),
        (
            {"email": {"0": "a@shop.example", "1": "b@shop.example"}},
            [f"em.{packed('a@shop.example')}", f"em.{packed('b@shop.example')}"],
        ),
        ({"phone_number": "+44 20 7946 0958"}, [f"pn.{packed('+442079460958')}"]),
        ({"sha256_phone_number": HEX.upper()}, ["pn.q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s"]),
    ],
    ids=[
        "an e-mail address", "under its other name", "the first name first", "a digest of one", "several",
        "several as gtag sends them", "a phone number", "a digest of one in capitals",
    ],
)  # fmt: skip
def test_e_mail_and_phone_are_digests(data: dict[str, Any], fields: list[str]) -> None:
    assert written(data) == ["tv.1", *fields]


ADA = {"first_name": "Ada", "sha256_last_name": HEX, "city": "St. Ives~", "country": "GB"}
ADA_FIELDS = ["fn{}." + packed("ada"), "ln{}.q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s", "ct{}.st  ives ", "co{}.gb"]


@pytest.mark.parametrize(
    ("address", "count"),
    [(ADA, 1), ([ADA], 1), ([ADA, ADA], 2), ({"0": ADA, "1": ADA}, 2), ([ADA, None, "London", ADA], 2)],
    ids=["one", "a list of one", "two", "two as gtag sends them", "two among others"],
)
def test_addresses_are_numbered_and_their_fields_have_no_sign_of_the_format(address: Any, count: int) -> None:
    expected = [field.format(number) for number in range(count) for field in ADA_FIELDS]

    assert written({"address": address}) == ["tv.1", *expected]


def test_of_a_name_that_is_a_list_the_first_is_taken() -> None:
    assert written({"address": {"street": ["1 Road", "2 Road"]}}) == ["tv.1", f"sa0.{packed('1 road')}"]


@pytest.mark.parametrize(
    "data",
    [
        None, "jane@shop.example", ["jane@shop.example"], {}, {"email": ""}, {"email": "null"}, {"email": "not one"},
        {"phone_number": "020 7946 0958"}, {"address": None}, {"address": "London"}, {"address": [1, "London"]},
        {"address": {"first_name": " ", "city": "(not set)"}}, {"_tag_mode": "CODE"},
    ],
    ids=[
        "none", "text", "a list", "an empty object", "an empty address", "a placeholder", "no address",
        "a phone number without its country", "no place", "a place in words", "odd places", "empty fields",
        "something else",
    ],
)  # fmt: skip
def test_where_nothing_is_known_nothing_is_sent(data: Any) -> None:
    assert user_data(Event(event_name="purchase", user_data=data)) == ""
    assert user_data(Event(event_name="purchase")) == ""


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8"), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["email", "email_address", "sha256_email_address", "phone_number", "address", "first_name", "street", "city"]


@given(st.dictionaries(st.sampled_from(KEYS), ANY | st.dictionaries(st.sampled_from(KEYS), ANY), max_size=5))
def test_whatever_stands_there_is_one_parameter_or_none(data: dict[str, Any]) -> None:
    fields = written(data)

    assert fields == [""] or fields[0] == "tv.1"
    assert [field for field in fields[1:] if field.count(".") != 1] == []
