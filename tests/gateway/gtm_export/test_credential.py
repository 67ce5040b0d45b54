"""What looks like a credential."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.gtm_export.credential import is_field_of_one, is_named_like_one, may_be_one, replaced


@pytest.mark.parametrize(
    "name", ["accessToken", "access_token", "API Key", "x-api-key", "clientSecret", "Authorization", "apiToken2", "pwd"]
)
def test_a_field_is_one_by_its_last_words(name: str) -> None:
    assert is_field_of_one(name)


@pytest.mark.parametrize(
    "name", ["tokenType", "itemIdKey", "documentKey", "keyPath", "pixel_id", "queryKey", "", "monkey"]
)
def test_other_fields_are_none(name: str) -> None:
    assert not is_field_of_one(name)


def test_a_name_that_a_person_chose_tells_anywhere() -> None:
    assert is_named_like_one("Meta - access token of the shop")
    assert not is_named_like_one("Key of the event")


@pytest.mark.parametrize(
    ("value", "may"),
    [
        ("EAA0example0token", True), ("Bearer abcdefgh", True), ("short", False), ("{{Access token}}", False),
        ("https://vendor.example/token", False), ("two words here", False), (True, False), ("", False),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_a_value_may_be_one(value: Any, may: object) -> None:
    assert may_be_one(value) is may


def test_a_row_is_named_by_its_other_cell() -> None:
    rows = [{"key": "Authorization", "value": "Bearer abcdefgh"}, {"key": "X-Shop", "value": "abcdefghij"}]

    assert replaced("headers", rows, lambda field, text: f"<{field}>") == [
        {"key": "Authorization", "value": "<Authorization>"},
        rows[1],
    ]


def test_headers_by_name_are_found_too() -> None:
    assert replaced("headers", {"X-Api-Key": "abcdefgh"}, lambda field, text: field) == {"X-Api-Key": "X-Api-Key"}
