"""Small codings inside a GA4 hit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients._ga4_system import event_location, packed_features, used_features


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
