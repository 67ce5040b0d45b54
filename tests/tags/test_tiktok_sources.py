"""The table of sources tells the truth: each field is read where it says, and none is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from gateway import Event
from tags._tiktok_sources import SOURCES
from tests.tags.test_tiktok import PAGE, sent_for

PERSON: dict[str, Any] = {
    "first_name": "Ada",
    "last_name": "Example",
    "city": "Leeds",
    "region": "England",
    "country": "GB",
    "postal_code": "LS1 1AA",
}
ITEM = {
    "item_id": "MUG-1",
    "item_name": "Mug",
    "item_category": "Kitchen",
    "item_brand": "Pottery",
    "price": 12.5,
    "quantity": 2,
}
FULL: dict[str, Any] = {
    "event_id": "e-1",
    "transaction_id": "T-1001",
    "x-ga-mp2-timestamp_micros": "1772366400000000",
    "user_data": {"email_address": "ada@shop.example", "phone_number": "+442079460958", "address": PERSON},
    "user_id": "customer-7",
    "ttclid": "click-1",
    "ttp": "pixel-1",
    "ip_override": "203.0.113.7",
    "user_agent": "Mozilla/5.0",
    "language": "en-gb",
    "page_location": PAGE,
    "page_referrer": "https://shop.example/pay",
    "value": 59.9,
    "currency": "EUR",
    "search_term": "mugs",
    "new_customer": True,
    "description": "two mugs",
    "items": [ITEM, {**ITEM, "item_id": "MUG-2"}],
}
CONTENT = {"content_id": "C-1", "content_name": "C", "content_category": "K", "brand": "B", "price": 1, "quantity": 1}
OTHER: dict[str, Any] = {
    "email": "eve@shop.example", "phone_number": "+442079460959", "phone": "+442079460959", "email_address": "eve@shop.example",
    "sha256_email_address": "ab" * 32, "sha256_phone_number": "cd" * 32, "sha256_first_name": "ef" * 32,
    "sha256_last_name": "01" * 32, "x-ga-mp2-timestamp_micros": "1772366500000000", "country": "DE", "currency": "USD",
    "ip_override": "203.0.113.9", "page_location": "https://shop.example/other", "new_customer": False,
    "value": 7, "price": 7, "quantity": 7,
}  # fmt: skip
"""Another value for a key, by its last name; "other" for the rest."""


def leaves(value: Any, path: str = "data[]") -> Iterator[tuple[str, Any]]:
    """Every field of an event, as the table writes it."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}")
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, f"{path}[]")
    else:
        yield path, value


def fields(data: dict[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for path, value in leaves(sent_for(data, missing_event_id="transaction_id")):
        found.setdefault(path, []).append(value)
    return found


def put(value: Any, steps: list[str], new: Any) -> Any:
    """The same data with another value at a path; what is missing on the way is made."""
    if not steps:
        return new
    first, rest = steps[0], steps[1:]
    if isinstance(value, list) or first == "0":
        many = value if isinstance(value, list) and value else [{}]
        return [put(many[0], rest, new), *many[1:]]
    inside = value if isinstance(value, dict) else {}
    return {**inside, first: put(inside.get(first), rest, new)}


def less(event: Event, names: list[str]) -> Event:
    return event.without(*(name.replace("[]", ".0") for name in names))


NAMED = [
    (field, names[: number + 1])
    for field, names in SOURCES.items()
    for number, name in enumerate(names)
    if re.fullmatch(r"[\w.\-\[\]]+", name) and name not in ("event_name", "contents", "items")
]


def test_every_field_of_a_full_event_is_in_the_table() -> None:
    assert set(fields(FULL)) - set(SOURCES) == set()
    assert set(fields({**FULL, "contents": [CONTENT]})) - set(SOURCES) == set()


def test_every_line_of_the_table_is_a_field_of_a_full_event() -> None:
    assert {field for field in SOURCES if field.startswith("data[].")} - set(fields(FULL)) == set()


@pytest.mark.parametrize(("field", "names"), NAMED, ids=[f"{field} from {names[-1]}" for field, names in NAMED])
def test_a_field_changes_with_the_key_that_the_table_names(field: str, names: tuple[str, ...]) -> None:
    """The keys before it are away, for the first that is there wins; all else stays."""
    path = names[-1].replace("[]", ".0")
    steps = [path] if path.startswith("x-ga") else path.split(".")
    less_of_it = dict(less(Event(FULL), [*names[:-1]]))
    before, after = (
        put(less_of_it, steps, new) for new in (OTHER.get(steps[-1], "other"), OTHER_STILL.get(steps[-1], "more"))
    )

    assert fields(before)[field] != fields(after)[field]


OTHER_STILL: dict[str, Any] = {
    key: FULL.get(key) or PERSON.get(key) or ITEM.get(key) or FULL["user_data"].get(key) or value
    for key, value in OTHER.items()
} | {
    "email": "zoe@shop.example", "phone": "+442079460957", "new_customer": True, "sha256_email_address": "ba" * 32,
    "sha256_phone_number": "dc" * 32, "sha256_first_name": "fe" * 32, "sha256_last_name": "10" * 32,
}  # fmt: skip


def test_the_name_of_the_event_is_the_name() -> None:
    assert fields(FULL)["data[].event"] != fields({**FULL, "event_name": "add_to_cart"})["data[].event"]


@pytest.mark.parametrize("key", ["items", "contents"])
def test_contents_and_their_number_are_made_of_what_the_table_names(key: str) -> None:
    one = {"items": [ITEM], "contents": [CONTENT]}[key]
    before, after = (fields({**FULL, "items": [], key: each}) for each in (one, [*one, *one]))

    assert key in SOURCES["data[].properties.num_items"]
    assert before["data[].properties.num_items"] != after["data[].properties.num_items"]
    assert before["data[].properties.content_ids[]"] != after["data[].properties.content_ids[]"]


@pytest.mark.parametrize("wins", ["items", "contents"])
def test_of_items_and_contents_the_table_names_first_what_wins(wins: str) -> None:
    contents = {"contents": [CONTENT]} if wins == "contents" else {}
    names = SOURCES["data[].properties.num_items"]
    found = next(name for name in names if name in {**FULL, **contents})

    assert found == wins
    assert fields({**FULL, **contents})["data[].properties.num_items"] == [1 if wins == "contents" else 4]


def test_each_content_field_names_first_what_wins() -> None:
    """Of an event with both, the tag takes its contents, so these must be named before the items."""
    both = fields({**FULL, "contents": [CONTENT]})

    for name in ("content_id", "content_name", "content_category", "brand", "price", "quantity"):
        field = f"data[].properties.contents[].{name}"
        assert both[field] == [CONTENT[name]]
        assert SOURCES[field][0] == f"contents[].{name}"
