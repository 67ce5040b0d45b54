"""Items of a GA4 hit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients._ga4_items import item
from gateway import ga4


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("idSKU~~9~nmMug", {"item_id": "SKU~9", "item_name": "Mug"}),
        ("idA~~~nmB", {"item_id": "A~", "item_name": "B"}),
        ("idA~~~~nmB", {"item_id": "A~~nmB"}),
        ("idA~~", {"item_id": "A~"}),
        ("idA~", {"item_id": "A"}),
        ("pr12.5~qt2~ds0.5~lp3", {"price": 12.5, "quantity": 2, "discount": 0.5, "index": 3}),
        ("pr0~qt0", {"price": 0, "quantity": 0}),
        ("pr21.50", {"price": 21.5}),
        ("prfree~qtNaN~ds", {"price": "free", "quantity": "NaN", "discount": ""}),
        ("id123~va5", {"item_id": "123", "item_variant": "5"}),
        ("k0size~v0XL~k1gift~v1true~kAscore~vA15", {"size": "XL", "gift": "true", "score": "15"}),
        ("v0XL~idA", {"item_id": "A"}),
        ("v0XL~k0size", {}),
        ("k0size", {}),
        ("idA~k0item_id~v0B", {"item_id": "A"}),
        ("k0item_id~v0B~idA", {"item_id": "A"}),
        ("idA~idB", {"item_id": "B"}),
        ("zzkept", {"x-ga-mp2-zz": "kept"}),
        ("zkept~z", {"x-ga-mp2-zk": "ept", "x-ga-mp2-z": ""}),
        ("zza~~b~zzc", {"x-ga-mp2-zz": "c"}),
        ("vzX~kzzz~vzY", {"zz": "Y"}),
        ("k0a~k0b~v0c", {"b": "c"}),
        ("id", {"item_id": ""}),
        ("", {}),
        ("~", {}),
    ],
    ids=[
        "a tilde in a value", "a tilde before a border", "two tildes in a value", "a tilde at the end",
        "a border at the end", "numbers", "zero", "a price sent as text", "what is no number", "texts stay texts",
        "custom fields", "a custom value without a name", "a custom value before its name",
        "a custom name without a value", "a custom field cannot write a known one", "wherever it stands",
        "of doubles the last", "an unknown field", "short fields", "of unknown doubles the last",
        "a custom field by its sign", "a name that is given twice", "an empty field", "nothing", "a border alone",
    ],
)  # fmt: skip
def test_an_item_is_read(text: str, wanted: dict[str, Any]) -> None:
    assert item(text) == wanted


@pytest.mark.parametrize(("key", "name"), sorted({**ga4.ITEM_TEXT, **ga4.ITEM_NUMBERS}.items()))
def test_every_documented_field_has_its_name(key: str, name: str) -> None:
    assert item(f"{key}7~") == {name: 7 if key in ga4.ITEM_NUMBERS else "7"}


VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(ga4.ITEM_TEXT)), VALUES, min_size=1))
def test_what_gtag_writes_is_what_is_read(fields: dict[str, str]) -> None:
    text = "~".join(key + value.replace("~", "~~") for key, value in fields.items())

    assert item(text) == {ga4.ITEM_TEXT[key]: value for key, value in fields.items()}


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("~~idprkv01x."), max_size=30) | st.text(max_size=30))
def test_any_text_is_an_item_of_texts_and_numbers(text: str) -> None:
    assert {type(value) for value in item(text).values()} <= {str, int, float}
