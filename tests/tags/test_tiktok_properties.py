"""What was bought or looked at, and what it was worth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Event, OutgoingRequest, Secret, tiktok
from gateway.fake_tiktok import stand_in
from gateway.recording import read_hits, rehearse
from gateway.rules import load
from tags._tiktok_properties import properties
from tags._tiktok_settings import TikTokSettings

SETTINGS = TikTokSettings(pixel_code="P", access_token=Secret("T"))


def found(**data: Any) -> dict[str, Any]:
    return properties(Event(data), SETTINGS, [])


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (59.9, 59.9), (0, 0), ("149.90", 149.9), ("0", 0), (2.0, 2), (-5, -5),
        ("", None), ("   ", None), ("1,234.50", None), ("free", None), ("NaN", None), ("1e400", None), (True, None),
        ([1], None), ({}, None), (None, None), (float("nan"), None), (float("inf"), None), (10**400, None),
        ("0x" + "f" * 400, None),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_a_value_is_a_number_or_left_out(value: Any, wanted: float | None) -> None:
    assert found(value=value, currency="EUR") == (
        {"currency": "EUR"} if wanted is None else {"value": wanted, "currency": "EUR"}
    )


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"value": 5, "currency": " eur "}, {"value": 5, "currency": "EUR"}),
        ({"value": 5}, {"value": 5}),
        ({"value": 5, "currency": "XBT"}, {}),
        ({"value": 5, "currency": 978}, {}),
        ({"value": 5, "currency": "USD", "items": [{"currency": "GBP"}]}, {"value": 5, "currency": "USD"}),
        ({"value": 5, "items": [{"currency": "gbp"}]}, {"value": 5, "currency": "GBP"}),
    ],
    ids=["in capitals", "none", "one TikTok does not know", "no text", "the event's first", "else the first item's"],
)
def test_an_amount_is_never_relabelled(data: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert found(**data) == wanted


@pytest.mark.parametrize(
    ("items", "value"),
    [
        ([{"price": 0.1, "quantity": 3}], 0.3),
        ([{"price": "2.50", "quantity": "2"}, {"price": 1}], 6),
        ([{"price": 0, "quantity": 5}], 0),
        ([{"price": 5, "quantity": 0}], 0),
        ([{"price": 5}, {"item_id": "A"}], None),
        ([], None),
    ],
    ids=["rounded", "numbers as text, a quantity of one", "free", "none bought", "a price is missing", "no items"],
)
def test_a_missing_value_is_what_the_items_cost(items: list[dict[str, Any]], value: float | None) -> None:
    assert found(items=items).get("value") == value


@pytest.mark.parametrize(
    ("item", "content"),
    [
        ({"item_id": 5, "price": "2.5", "quantity": "2"}, {"content_id": "5", "price": 2.5, "quantity": 2}),
        ({"id": "A", "price": 0}, {"content_id": "A", "price": 0}),
        ({"item_id": "", "id": "A"}, {"content_id": "A"}),
        ({"item_name": "Mug", "item_brand": "P"}, {"content_name": "Mug", "brand": "P"}),
        ({"item_id": "A", "item_category": "X", "item_category3": "Z"}, {"content_id": "A", "content_category": "X > Z"}),
        ({"item_id": "A", "quantity": 2.7, "price": "free"}, {"content_id": "A"}),
        ({"item_id": "A", "quantity": 0}, {"content_id": "A", "quantity": 0}),
        ({"item_id": True, "item_name": ["x"], "price": None}, None),
        ({}, None),
    ],
    ids=[
        "an id is text, numbers are numbers", "the older name of the id", "an empty id is none", "an id is not made up",
        "categories are joined", "a part of a piece", "a quantity of zero", "wrong types", "nothing",
    ],
)  # fmt: skip
def test_an_item_becomes_a_content(item: dict[str, Any], content: dict[str, Any] | None) -> None:
    assert found(items=[item]).get("contents", [None]) == [content]


def test_ids_type_and_number_follow_from_the_contents() -> None:
    items = [{"item_id": "A", "quantity": 2}, {"item_name": "no id"}, {"item_id": "B", "quantity": 3}, "no item", None]

    properties = found(items=items)

    assert (properties["content_ids"], properties["content_type"], properties["num_items"]) == (
        ["A", "B"],
        "product",
        5,
    )
    assert len(properties["contents"]) == 3
    assert "num_items" not in found(items=[{"item_id": "A"}])


@pytest.mark.parametrize("items", ["text", 5, None, {"0": {"item_id": "A"}}, [[]], ["A"]])
def test_items_of_another_shape_are_no_contents(items: Any) -> None:
    assert found(items=items) == {}


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"transaction_id": "T-1"}, {"order_id": "T-1"}),
        ({"transaction_id": 99887766}, {"order_id": "99887766"}),
        ({"transaction_id": float("nan")}, {}),
        ({"transaction_id": True, "search_term": ["x"], "description": ""}, {}),
        ({"search_term": "mug"}, {"search_string": "mug"}),
        ({"new_customer": True}, {"customer_type": "new"}),
        ({"new_customer": "false"}, {"customer_type": "returning"}),
        ({"new_customer": "maybe"}, {}),
        ({"description": "two mugs"}, {"description": "two mugs"}),
    ],
    ids=[
        "an order", "a numeric order", "no number", "wrong types", "a search", "a new customer", "a returning one",
        "nobody knows", "a description",
    ],
)  # fmt: skip
def test_other_fields_have_tiktoks_names(data: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert found(**data) == wanted


SCALAR = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-1e15, 1e15)
    | st.text(max_size=5)
    | st.just("12.5")
)
ITEM = st.dictionaries(st.sampled_from(["item_id", "id", "price", "quantity", "item_category", "currency"]), SCALAR)


@settings(max_examples=150, deadline=None)
@given(SCALAR, SCALAR, st.lists(ITEM | SCALAR, max_size=4) | SCALAR)
def test_whatever_comes_is_json_without_null(value: Any, currency: Any, items: Any) -> None:
    body = msgspec.json.encode(found(value=value, currency=currency, items=items))

    assert b"null" not in body.replace(b'"null"', b"")


@pytest.mark.parametrize("value", ["1,299.00", "149,90", "€59", "59.90 EUR"])
def test_an_amount_that_cannot_be_read_is_left_out_and_not_made_up(value: str) -> None:
    found = properties(
        Event(value=value, currency="EUR", items=[{"item_id": "A", "price": 10, "quantity": 2}]), SETTINGS, []
    )

    assert (found.get("value"), found["currency"]) == (None, "EUR")


def test_contents_written_into_the_rules_are_sent(tmp_path: Path) -> None:
    contents = "contents: [{content_id: MUG-1, price: 9.5}], content_ids: [MUG-1, MUG-2]"
    tag = f"tags: {{A: {{type: tiktok, pixel_code: P, access_token: T, triggers: All, {contents}}}}}"
    (tmp_path / "rules.yaml").write_text(f"clients: {{GA4: {{type: ga4}}}}\ntriggers: {{All: always}}\n{tag}")
    (hit,) = read_hits(Path(__file__).parents[2] / "examples/hits/purchase.http")
    (run,) = rehearse(load(tmp_path / "rules.yaml", {}), hit).runs()

    sent = run.sent[0].request.json["data"][0]["properties"]
    assert (sent["contents"], sent["content_ids"]) == ([{"content_id": "MUG-1", "price": 9.5}], ["MUG-1", "MUG-2"])


MUG, CUP = {"item_id": "m", "price": 10}, {"item_id": "c", "price": 5, "quantity": 2}
_NOT_ADDED = "the items are not added up to a value: "
_NO_COST, _CURRENCIES = "one of them has no price, or no quantity that is a number", "they are of several currencies"


@pytest.mark.parametrize(
    ("data", "value", "note"),
    [
        ({"items": [MUG, CUP]}, 20, ""),
        ({"items": [{**MUG, "quantity": "two"}]}, None, _NO_COST),
        ({"items": [{**MUG, "quantity": -2}]}, None, _NO_COST),
        ({"items": [{**MUG, "price": "(null)"}, CUP]}, None, _NO_COST),
        ({"items": [MUG, "junk"]}, None, _NO_COST),
        ({"items": [MUG, {"item_id": "c"}]}, None, _NO_COST),
        ({"items": [{"item_id": "c"}]}, None, ""),
        ({"items": [{**MUG, "currency": "USD"}, {**CUP, "currency": "JPY"}]}, None, _CURRENCIES),
        ({"items": [{**MUG, "currency": "USD"}], "currency": "EUR"}, None, _CURRENCIES),
        ({"items": [{**MUG, "currency": "eur"}], "currency": "EUR"}, 10, ""),
        ({"contents": [{"content_id": "c", "price": 5, "quantity": 2}]}, 10, ""),
        ({"contents": [{"content_id": "c", "price": 5, "quantity": 2}], "items": [MUG]}, 10, ""),
    ],
    ids=[
        "items", "a quantity in words", "a negative one", "a price that is none", "junk", "one without a price", "no prices",
        "two currencies", "another than the event's", "the same in small letters", "contents", "contents before items",
    ],
)  # fmt: skip
def test_what_is_sent_is_added_up_or_nothing_is(data: dict[str, Any], value: float | None, note: str) -> None:
    notes: list[str] = []

    assert properties(Event(data), SETTINGS, notes).get("value") == value
    assert notes[-1:] == ([f"{_NOT_ADDED}{note}"] if note else [])


@pytest.mark.parametrize(
    "item", [{"price": "1.299,00 €"}, {"price": "(null)"}, {"quantity": "lots"}, {"quantity": 1.5}]
)
def test_what_is_no_number_in_an_item_is_told_once(item: dict[str, Any]) -> None:
    for key, items in (("items", [item, item]), ("contents", [item, item])):
        notes: list[str] = []
        properties(Event({key: items, "value": 1}), SETTINGS, notes)

        assert notes == ["an item's price or quantity is no number, and is left out"]


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ({"num_items": "2", "order_id": 5, "value": "10.50", "currency": "eur"}, None),
        ({"contents": [{"content_id": 5, "content_name": 7, "brand": ["x"], "price": "3"}]}, None),
        ({"num_adults": 2, "hotel": {"stars": 3}}, None),
        ({"value": "1,5"}, "value"),
        ({"content_type": "mug"}, "content_type"),
        ({"currency": "XBT"}, "currency"),
        ({"value": "undefined", "order_id": None}, None),
    ],
    ids=["texts and numbers", "contents", "what nobody knows", "no number", "no type", "no currency", "nothing"],
)
def test_own_properties_are_brought_to_what_tiktok_takes_or_told(said: dict[str, Any], sent: str | None) -> None:
    notes: list[str] = []
    with_own = TikTokSettings(pixel_code="P", access_token=Secret("T"), properties=said)
    made = properties(Event(), with_own, notes)

    assert local_tiktok_takes(made)
    assert notes == ([f"what the settings say of {sent} is left out: TikTok does not take it"] if sent else [])


def test_contents_in_tiktoks_form_have_texts_that_are_texts() -> None:
    made = found(contents=[{"content_id": 5.0, "content_name": 7, "brand": ["x"], "own": 1}])

    assert made["contents"] == [{"content_id": "5", "content_name": "7", "own": 1}]


def local_tiktok_takes(made: dict[str, Any]) -> bool:
    event = {"event": "Purchase", "event_time": 1772366400, "user": {}, "page": {"url": "https://shop.example/"}}
    body = {"event_source": "web", "event_source_id": "P", "data": [{**event, "properties": made}]}
    request = OutgoingRequest.post(f"{tiktok.HOST}{tiktok.TRACK_PATH}", json=body, headers={"Access-Token": "t"})
    reply = stand_in(request)
    return reply is not None and tiktok.verdict(reply).outcome == "accepted"
