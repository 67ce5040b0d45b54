"""Where each value of a request came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
import pytest

from gateway import Event, Lookup, OutgoingRequest, Secret, Steps, TagType
from gateway.container import Configured, TagEntry
from gateway.provenance import provenance
from tests.canaries import EMAIL, seen_in


class Told(TagType):
    """Says where its values come from."""

    sources: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "data[].value": ("value", "the sum of the items"),
        "data[].id": ("event_id", "transaction_id"),
        "data[].items[].price": ("items[].price",),
        "data[].email": ("user_data.email",),
        "data[].made": ("the time of the hit",),
    }
    currency: Any = None

    def run(self, event: Event, lookup: Lookup) -> Steps:
        yield OutgoingRequest("https://vendor.example/")


class Silent(TagType):
    """Says nothing of its values."""

    def run(self, event: Event, lookup: Lookup) -> Steps:
        yield OutgoingRequest("https://vendor.example/")


def sources(body: Any, kind: type[TagType] = Told, settings: Any = None, **event: Any) -> dict[str, dict[str, Any]]:
    """By field, where it comes from."""
    entry = TagEntry("T", Configured(kind, "T", settings or {}))
    request = OutgoingRequest("https://vendor.example/", body=json.dumps(body).encode())
    return {each["field"]: each for each in provenance(entry, request, Event(event))}


def test_the_first_key_that_is_there_is_the_source() -> None:
    body = {"data": [{"id": "7"}]}

    assert sources(body, event_id="7", transaction_id="8")["data[0].id"]["from"] == "event_id"
    assert sources(body, transaction_id="7")["data[0].id"]["from"] == "transaction_id"


def test_without_its_keys_words_say_how_it_was_made_and_without_words_nothing_does() -> None:
    found = sources({"data": [{"value": 5, "id": "7", "made": 1, "other": 2}]})

    assert [found[f"data[0].{name}"]["from"] for name in ("value", "id", "made", "other")] == [
        *("the sum of the items", "", "the time of the hit", ""),
    ]


def test_a_price_of_the_second_content_comes_from_the_second_item() -> None:
    body = {"data": [{"items": [{"price": 1}, {"price": 2}]}]}

    found = sources(body, items=[{"price": 1}, {"price": 2}])
    assert found["data[0].items[1].price"] == {
        "field": "data[0].items[1].price", "value": 2, "from": "items.1.price", "how": ""
    }  # fmt: skip


def test_a_setting_that_says_a_value_is_its_source() -> None:
    found = sources({"data": [{"currency": "EUR"}]}, settings={"currency": "EUR"}, currency="USD")

    assert (found["data[0].currency"]["from"], found["data[0].currency"]["how"]) == ("setting currency", "EUR")


def test_a_credential_is_shown_by_its_name() -> None:
    found = sources({"data": [{"currency": "EUR"}]}, settings={"currency": Secret("TOKEN")})

    assert found["data[0].currency"]["how"] == "${TOKEN}"


def test_a_digest_says_that_it_is_one_and_is_cut() -> None:
    found = sources({"data": [{"email": "ab" * 32, "value": "cd" * 32}]}, user_data={"email": EMAIL})

    assert found["data[0].email"]["from"] == "user_data.email"
    assert found["data[0].email"]["how"] == found["data[0].value"]["how"] == "SHA-256 of the normalised value"
    assert found["data[0].value"]["value"] == "cdcdcdcdcdcd…"


def test_nobody_is_in_the_values_and_settings_shown() -> None:
    body = {"data": [{"email": EMAIL, "note": f"by {EMAIL}", "currency": EMAIL, EMAIL: 1}]}
    found = sources(body, settings={"currency": EMAIL}, user_data={"email": EMAIL})

    assert seen_in(json.dumps(found)) == []


def test_a_type_that_says_nothing_and_a_body_that_is_no_json_have_no_sources() -> None:
    broken = OutgoingRequest("https://vendor.example/", body=b"a=b&c")

    assert sources({"data": [{"value": 1}]}, Silent) == {}
    assert provenance(TagEntry("T", Configured(Told, "T")), broken, Event()) == []


@pytest.mark.parametrize(
    "body",
    [{"data": [{"value": 1}] * 10_000}, {str(number): 1 for number in range(10_000)}, 5, None, [], "text"],
    ids=["many events", "many keys", "a number", "nothing", "an empty list", "a text"],
)
def test_any_body_has_at_most_so_many_sources(body: Any) -> None:
    assert len(sources(body)) <= 400


def test_a_body_that_is_nested_very_deep_is_told_as_far_as_it_is_looked_at() -> None:
    deep: Any = 1
    for _ in range(200):
        deep = {"in": deep}
    request = OutgoingRequest("https://vendor.example/", body=msgspec.json.encode(deep))

    (found,) = provenance(TagEntry("T", Configured(Told, "T")), request, Event())
    assert found["field"].count("in") == 12
