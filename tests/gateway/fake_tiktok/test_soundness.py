"""The quick check says the same as the schema's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from gateway.fake_tiktok.soundness import check_of
from gateway.fake_tiktok.validation import known

DEFINITIONS = known()["definitions"]
KEYS = sorted({key for each in DEFINITIONS.values() for key in each.get("properties", ())})
WORDS = ["", "Purchase", "new", "product", "DENIED", "x" * 51, "x" * 1001, "12.5"]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 10**12)
    | st.floats(allow_nan=False)
    | st.sampled_from([*WORDS, 1.0, -1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=12,
)


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_every_part_of_the_schema_is_checked_as_the_schema_says(name: str) -> None:
    schema = {"$ref": f"#/definitions/{name}"}
    is_sound, slow = check_of(schema, DEFINITIONS), Draft7Validator({**schema, "definitions": DEFINITIONS})

    @settings(max_examples=150, deadline=None)
    @given(VALUES)
    def agree(value: Any) -> None:
        assert is_sound(value) is slow.is_valid(value)

    agree()


@pytest.mark.parametrize(("value", "is_sound"), [([], False), ([1], True), ([1, 2, 3], False), ("text", True)])
def test_the_length_of_a_list_is_bounded_and_of_nothing_else(value: Any, is_sound: bool) -> None:  # noqa: FBT001
    assert check_of({"minItems": 1, "maxItems": 2}, {})(value) is is_sound


@pytest.mark.parametrize(("text", "is_number"), [("12.5", True), ("12,5", False), ("", False)])
def test_a_pattern_is_looked_for_in_text_only(text: str, is_number: bool) -> None:  # noqa: FBT001
    is_sound = check_of({"pattern": "^[0-9.]+$"}, {})

    assert is_sound(text) is is_number
    assert is_sound(5)


def test_a_keyword_that_it_does_not_know_is_never_passed_over() -> None:
    with pytest.raises(KeyError):
        check_of({"multipleOf": 2}, {})
