"""Which keys of event data are known, and what a misspelt one was meant to be."""

from __future__ import annotations

import pytest

from gateway.event_keys import ITEM, KNOWN, PROPERTIES, misspelt


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("page_loction", "page_location"),
        ("Event_name", "event_name"),
        ("curency", "currency"),
        ("transaction_ID", "transaction_id"),
        ("user_data.emial", "user_data.email"),
        ("user_data.adress.city", "user_data.address.city"),
        ("items.0.item_nmae", "items.0.item_name"),
        ("items.17.prise", "items.0.price"),
        ("x-ga-mesurement_id", "x-ga-measurement_id"),
    ],
)
def test_a_misspelt_key_is_one_that_is_nearly_known(written: str, meant: str) -> None:
    assert misspelt(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "value",
        "items",
        "items.3.item_name",
        "user_data.address.0.city",
        "user_data.address.city",
        "consent_state",
        "x-ga-measurement_id",
        "client_hints",
        "shop_level",
        "loyalty_points",
        "brand",
        "vlu",
        "",
    ],
)
def test_a_key_that_is_known_or_of_the_sites_own_is_not_misspelt(written: str) -> None:
    assert misspelt(written) == ""


def test_a_key_that_the_rules_add_is_not_misspelt() -> None:
    assert misspelt("page_locaton") == "page_location"
    assert misspelt("page_locaton", {"page_locaton"}) == ""


def test_every_known_key_is_itself() -> None:
    assert [key for key in KNOWN if misspelt(key)] == []


def test_what_says_nothing_of_a_person_has_no_key_of_a_person() -> None:
    person = ("user", "email", "phone", "address", "first_name", "last_name", "ip_", "client_id", "city", "postal")

    assert [key for key in (*PROPERTIES, *ITEM) if any(word in key for word in person)] == []


@pytest.mark.parametrize("path", ["a" * 100_000, "items." * 20_000, "items." + "9" * 100_000])
def test_a_very_long_key_is_looked_at_in_no_time(path: str) -> None:
    assert misspelt(path) == ""
