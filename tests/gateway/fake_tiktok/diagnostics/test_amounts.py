"""Value, currency and prices in one event: what is missing, what is no number, and what does not add up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.purchases import GONE, findings, purchase

AMOUNTS = {
    "value_missing",
    "value_not_number",
    "value_negative",
    "value_mismatch",
    "currency_missing",
    "currency_unsupported",
    "currency_lower_case",
    "price_invalid",
}
VALUE, CURRENCY, PRICE = "properties.value", "properties.currency", "properties.contents[].price"
A_PRICE = "properties.contents.0.price"


def test_a_good_purchase_is_worth_what_it_says() -> None:
    assert not AMOUNTS & findings(purchase()).keys()


@pytest.mark.parametrize(
    ("changes", "expected", "sample"),
    [
        ({VALUE: GONE}, ("value_missing", "error", VALUE), ""),
        ({VALUE: None}, ("value_missing", "error", VALUE), ""),
        ({VALUE: ""}, ("value_missing", "error", VALUE), ""),
        ({VALUE: GONE, "event": "AddToCart"}, ("value_missing", "warning", VALUE), ""),
        ({VALUE: GONE, "event": "CompletePayment"}, ("value_missing", "error", VALUE), ""),
        ({VALUE: "1,299.00"}, ("value_not_number", "error", VALUE), "1,299.00"),
        ({VALUE: "20.00"}, ("value_not_number", "warning", VALUE), "20.00 (a number written as text)"),
        ({VALUE: True}, ("value_not_number", "error", VALUE), "true"),
        ({VALUE: {}}, ("value_not_number", "error", VALUE), "an empty object"),
        ({VALUE: float("nan")}, ("value_not_number", "error", VALUE), "no number of this world"),
        ({VALUE: 10**400}, ("value_not_number", "error", VALUE), "no number of this world"),
        ({VALUE: -0.01}, ("value_negative", "warning", VALUE), "-0.01"),
        ({VALUE: 21.01}, ("value_mismatch", "info", VALUE), "21.01 (the contents make 20.00)"),
        ({VALUE: 18.99}, ("value_mismatch", "info", VALUE), "18.99 (the contents make 20.00)"),
        ({A_PRICE: 0}, ("value_mismatch", "info", VALUE), "the contents make 0.00"),
        ({CURRENCY: GONE}, ("currency_missing", "error", CURRENCY), ""),
        ({CURRENCY: "", "event": "InitiateCheckout"}, ("currency_missing", "warning", CURRENCY), ""),
        ({CURRENCY: "EURO"}, ("currency_unsupported", "error", CURRENCY), "EURO"),
        ({CURRENCY: " "}, ("currency_unsupported", "error", CURRENCY), ""),
        ({CURRENCY: ["EUR"]}, ("currency_unsupported", "error", CURRENCY), "a list"),
        ({CURRENCY: "eur"}, ("currency_lower_case", "warning", CURRENCY), "eur (TikTok writes EUR)"),
        ({CURRENCY: "EUR "}, ("currency_lower_case", "warning", CURRENCY), "TikTok writes EUR"),
        ({A_PRICE: "(null)"}, ("price_invalid", "error", PRICE), "(null)"),
        ({A_PRICE: ""}, ("price_invalid", "error", PRICE), ""),
        ({A_PRICE: "10.00"}, ("price_invalid", "warning", PRICE), "a number written as text"),
    ],
    ids=[
        "no value",
        "a value of null",
        "an empty value",
        "no value of a cart",
        "no value under the former name",
        "a comma for thousands",
        "a number as text",
        "a truth value",
        "an object",
        "not a number at all",
        "a number beyond this world",
        "a refund",
        "more than 5 % above",
        "more than 5 % below",
        "contents for nothing",
        "no currency",
        "no currency of a checkout",
        "a word for a currency",
        "a blank for a currency",
        "a list of currencies",
        "small letters",
        "a blank behind",
        "a price of null",
        "an empty price",
        "a price as text",
    ],
)
def test_what_it_was_worth_is_judged(changes: dict[str, Any], expected: tuple[str, str, str], sample: str) -> None:
    id_, severity, field = expected
    found = findings(purchase(changes))[id_]

    assert (found.severity, found.field) == (severity, field)
    assert sample in found.sample


@pytest.mark.parametrize(
    "changes",
    [
        {VALUE: 0, A_PRICE: 0},
        {VALUE: 21.0},
        {VALUE: 19},
        {VALUE: 99.0, A_PRICE: GONE},
        {VALUE: 99.0, A_PRICE: -1},
        {VALUE: 99.0, "properties.contents": []},
        {VALUE: 10, "properties.contents.0.quantity": GONE},
        {VALUE: GONE, CURRENCY: GONE, "event": "ViewContent"},
        {VALUE: 600, "properties.contents": [{"content_id": f"SKU-{n}", "price": 1} for n in range(600)]},
    ],
    ids=[
        "nothing for nothing",
        "5 % above",
        "5 % below",
        "a content without price",
        "a price below nothing",
        "no contents",
        "one piece where no quantity is said",
        "an event that need not be worth anything",
        "more contents than are looked at",
    ],
)
def test_what_is_legal_is_not_told(changes: dict[str, Any]) -> None:
    assert not AMOUNTS & findings(purchase(changes)).keys()


def test_a_price_that_is_refused_is_told_behind_one_that_may_be_taken() -> None:
    contents = [{"content_id": "SKU-1", "price": "10.00"}, {"content_id": "SKU-2", "price": "(null)"}]
    found = findings(purchase({"properties.contents": contents}))["price_invalid"]

    assert (found.severity, found.sample) == ("error", "(null)")


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("value is no number, and is left out (value_not_number)", {"value_not_number", "currency_missing"}),
        ("value and currency are left out (currency_unsupported)", {"currency_unsupported"}),
        ("something else (elsewhere)", {"value_missing", "currency_missing"}),
    ],
    ids=["no number", "a strange currency", "another note"],
)
def test_what_the_tag_left_out_is_told_once(note: str, told: set[str]) -> None:
    found = findings(purchase({VALUE: GONE, CURRENCY: GONE}, told=(note,)))

    assert AMOUNTS & found.keys() == told
