"""Persons in clear: found wherever they stand, and nothing taken for one that is none."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics.persons import is_email, is_phone
from tests.purchases import digest, findings, purchase


@pytest.mark.parametrize(
    ("changes", "field", "sample"),
    [
        ({"user.email": "anna@example.com"}, "user.email", "ann***"),
        ({"user.email": [digest("x"), "anna@example.com"]}, "user.email", "ann***"),
        ({"user.phone": "+4930123456"}, "user.phone", "+49***"),
        ({"user.phone": "030 123456"}, "user.phone", "030***"),
        ({"user.phone": 4930123456}, "user.phone", "493***"),
        ({"user.external_id": "anna@example.com"}, "user.external_id", "ann***"),
        ({"user.first_name": "Anna"}, "user.first_name", "***"),
        ({"user.zip_code": "10115"}, "user.zip_code", "***"),
        ({"page.url": "https://shop.example.com/?m=anna@example.com"}, "page.url", "/?m=***@***"),
        ({"page.url": "https://shop.example.com/?m=anna%40example.com"}, "page.url", "/?m=***@***"),
        ({"page.url": "https://shop.example.com/?m=anna%2540example.com"}, "page.url", "/?m=***@***"),
        ({"page.referrer": "https://shop.example.com/?t=%2B4930123456"}, "page.referrer", "/?t=+***"),
        ({"properties.description": "for anna@example.com"}, "properties.description", "for ***@***"),
        ({"properties.contents.0.brand": "+49 30 123456"}, "properties.contents[].brand", "+***"),
        ({"properties.tel": "030 123456"}, "properties.tel", "030***"),
    ],
    ids=[
        "e-mail",
        "one of several",
        "phone",
        "national phone",
        "phone as a number",
        "e-mail as id",
        "name",
        "zip code",
        "in the page",
        "encoded in the page",
        "encoded twice",
        "phone in the referrer",
        "in a property",
        "in a content",
        "by its key",
    ],
)
def test_a_person_in_clear_is_told_masked(changes: dict[str, Any], field: str, sample: str) -> None:
    found = findings(purchase(changes))["pii_unhashed"]

    assert (found.severity, found.field, found.sample) == ("error", field, sample)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"user.first_name": digest("anna"), "user.zip_code": ""},
        {"user.city": "berlin", "user.country": "de"},
        {"page.url": "https://cdn.example.com/logo@2x.png"},
        {"page.url": "https://anna@shop.example.com/thanks"},
        {"page.url": "https://shop.example.com/?q=tea+12345678"},
        {"properties.order_id": "4930123456"},
        {"properties.description": "49 30 123456"},
        {"properties.tel": "none"},
    ],
    ids=[
        "digests",
        "hashed name",
        "places",
        "a picture",
        "the host's user",
        "a plus for a blank",
        "an order's digits",
        "digits without a plus",
        "a word",
    ],
)
def test_what_is_no_person_is_not_told(changes: dict[str, Any]) -> None:
    assert "pii_unhashed" not in findings(purchase(changes))


def test_the_pixel_hashes_its_user_by_itself_but_not_its_page() -> None:
    person = {"user.email": "anna@example.com", "page.url": "https://shop.example.com/?m=anna@example.com"}
    found = findings(purchase(person, leg="pixel"))["pii_unhashed"]

    assert found.field == "page.url"


@pytest.mark.parametrize(
    "text", ["anna@example.com", "a@b.de", "to anna@shop.example.com.", "<anna@münchen.example>", "o'hara@example.com"]
)
def test_an_address_is_known_in_its_company(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize("value", ["anna@", "@example.com", "a @b", "anna@example", "logo@2x.png", "anna@example.c", 5])
def test_not_every_sign_makes_an_address(value: object) -> None:
    assert not is_email(value)


@pytest.mark.parametrize("value", ["+4930123456", "(030) 12-34-56", "1234567", "123456789012345", 1_000_001])
def test_seven_to_fifteen_digits_are_a_phone_number(value: object) -> None:
    assert is_phone(value)


@pytest.mark.parametrize("value", ["123456", "1234567890123456", "030x123456", "", None, True, 10**6, 10**15, 1.5])
def test_fewer_more_or_other_signs_are_none(value: object) -> None:
    assert not is_phone(value)


def test_what_nobodys_event_is_as_deep_as_is_left_out() -> None:
    deep: dict[str, Any] = {"note": "anna@example.com"}
    for _ in range(20):
        deep = {"inside": deep}

    assert "pii_unhashed" not in findings(purchase({"properties.description": deep}))
