"""Facts of GA4's wire format: its tables, and small codings inside a hit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import ga4
from gateway.ga4 import _features, are_features, event_location, packed_features, used_features


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("AAAAAAQ", [34]),
        ("EA", [4]),
        ("__8", list(range(16))),
        ("", []),
        ("AAAA", "AAAA"),
        ("AAAAAAQ=", "AAAAAAQ="),
        ("A", "A"),
        ("!!!", "!!!"),
        ("é", "é"),
        ("A" * 1000, "A" * 1000),
    ],
    ids=[
        "of a real hit", "one feature", "sixteen", "none", "another way to say none", "padded", "half a byte",
        "no base64", "no ASCII", "endless",
    ],
)  # fmt: skip
def test_used_features_are_numbers_or_the_text_they_came_as(text: str, wanted: list[int] | str) -> None:
    assert used_features(text) == wanted


@settings(max_examples=150, deadline=None)
@given(st.sets(st.integers(0, 500)))
def test_a_set_of_features_survives_packing(features: set[int]) -> None:
    assert used_features(packed_features(sorted(features))) == sorted(features)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=100))
def test_nothing_of_a_coded_set_is_lost(text: str) -> None:
    found = used_features(text)

    assert found == text or packed_features([*found]) == text


@pytest.mark.parametrize(
    ("value", "packable"),
    [
        ([], True), ([34], True), ([511], True), ([512], False), ([-1], False), ([True], False), ([1.0], False),
        (["1"], False), ([1, None], False), ((1,), False), ("AAAAAAQ", False), (None, False), ({}, False),
    ],
    ids=str,
)  # fmt: skip
def test_features_are_a_list_of_small_whole_numbers(value: object, *, packable: bool) -> None:
    assert are_features(value) is packable


@pytest.mark.parametrize(
    ("features", "text"), [([], ""), ([34], "AAAAAAQ"), ([4], "EA"), ([4, 4], "EA"), ([9, 0], "AQI")], ids=str
)
def test_features_are_packed_as_gtag_writes_them(features: list[int], text: str) -> None:
    assert packed_features(features) == text


def test_two_hits_share_no_features_that_can_be_changed() -> None:
    first, second = used_features("AAAAAAQ"), used_features("AAAAAAQ")
    assert isinstance(first, list)
    first.clear()

    assert second == used_features("AAAAAAQ") == [34]


def test_a_set_without_end_is_not_remembered() -> None:
    before = _features.cache_info().currsize
    used_features("A" * 100_000)

    assert _features.cache_info().currsize == before


@pytest.mark.parametrize("table", [ga4.TEXT, ga4.WHOLE, ga4.HINTS, ga4.ITEM_TEXT | ga4.ITEM_NUMBERS])
def test_no_two_parameters_have_one_key(table: dict[str, str]) -> None:
    assert len(set(table.values())) == len(table)


def test_a_parameter_is_in_one_table_and_its_key_is_the_client_s_own() -> None:
    assert not ga4.TEXT.keys() & (ga4.WHOLE | ga4.HINTS).keys()
    assert not ga4.ITEM_TEXT.keys() & ga4.ITEM_NUMBERS.keys()
    assert {*ga4.TEXT.values(), *ga4.WHOLE.values(), "items", "user_data", "ip_override"} <= ga4.OWN
    assert "value" not in ga4.OWN


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("BR-SP", {"country": "BR", "region": "SP"}),
        ("DE", {"country": "DE"}),
        ("US-CA-X", {"country": "US", "region": "CA-X"}),
        ("-SP", {"region": "SP"}),
        ("BR-", {"country": "BR"}),
        ("", {}),
    ],
    ids=["both", "a country", "a second dash", "a region", "an empty region", "nothing"],
)
def test_a_region_is_country_and_region(text: str, wanted: dict[str, str]) -> None:
    assert event_location(text) == wanted
