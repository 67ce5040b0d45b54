"""User-provided data, from flat names back to the object it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients._ga4_user_data import unflattened


def unfolded(flat: dict[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    unflattened(flat, data)
    return data


@pytest.mark.parametrize(
    ("flat", "wanted"),
    [
        ({"user_data.email": "a"}, {"user_data": {"email": "a"}}),
        ({"user_data.email.0": "a", "user_data.email.1": "b"}, {"user_data": {"email": {"0": "a", "1": "b"}}}),
        ({"user_data.address.0.city": "x"}, {"user_data": {"address": {"0": {"city": "x"}}}}),
        ({"user_data.email": "a", "user_data.email.0": "b"}, {"user_data": {"email": "a"}, "user_data.email.0": "b"}),
        ({"user_data.email.0": "b", "user_data.email": "a"}, {"user_data": {"email": {"0": "b"}}, "user_data.email": "a"}),
        ({"user_data.a.b.c.d.e.f.g": "x"}, {"user_data": {"a": {"b": {"c": {"d": {"e": {"f": {"g": "x"}}}}}}}}),
        ({"user_data" + ".a" * 5000: "x"}, {"user_data" + ".a" * 5000: "x"}),
        ({"user_data._tag_mode": "CODE"}, {"user_data": {"_tag_mode": "CODE"}}),
    ],
    ids=[
        "a value", "several under one name", "an address", "a place that is taken", "or taken by an object",
        "eight steps", "deeper stays flat", "what gtag adds",
    ],
)  # fmt: skip
def test_a_flat_name_becomes_a_place(flat: dict[str, str], wanted: dict[str, Any]) -> None:
    assert unfolded(flat) == wanted


STEPS = st.lists(st.sampled_from(["email", "0", "1", "", "address"]), min_size=1, max_size=10)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(STEPS.map(lambda steps: ".".join(["user_data", *steps])), st.text(min_size=1), max_size=6))
def test_no_value_is_lost(flat: dict[str, str]) -> None:
    def leaves(value: Any) -> list[str]:
        return [leaf for inner in value.values() for leaf in leaves(inner)] if isinstance(value, dict) else [value]

    assert sorted(leaves(unfolded(flat))) == sorted(flat.values())
