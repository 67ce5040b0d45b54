"""Match keys: the vendor's documented digests, and what never becomes one."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import UNDEFINED, hashing

# TikTok's documented examples.
VECTORS = [
    (" ALICE_abc@gmail.com ", hashing.email, "848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f"),
    ("(+1)2133734253", hashing.phone(), "9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd"),
    ("user_123", hashing.external_id, "80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b"),
    ("Jane", hashing.person_name, "81f8f6dde88365f3928796ec7aa53f72820b06db8664f5fe76a7eb13e24546a2"),
    ("95110", hashing.zip_code, "383f7fffd99f3b1c3066086bcf991eae7ad543589d12bd792ecb6dc8b5acebc1"),
    ("M5V 3L9", hashing.zip_code, "5c850751d57c5d887fe7807d3da801efe7e8faa1f105ea36cdcd913dd32a41c7"),
]
DIGEST = "AB" * 32


@pytest.mark.parametrize(("raw", "normalise", "digest"), VECTORS, ids=[raw.strip() for raw, _, _ in VECTORS])
def test_the_documented_digests_come_out(raw: str, normalise: hashing.Normalise, digest: str) -> None:
    assert hashing.hashed(raw, normalise) == [digest]


@pytest.mark.parametrize(
    "value",
    [
        *("", "   ", "-", "n/a", "NULL", "undefined", "None", "(not set)", [], {}, [None, ""]),
        *(None, UNDEFINED, True, False, float("nan")),
        *(hashlib.sha256(b"").hexdigest(), hashlib.sha256(b"").hexdigest().upper()),
    ],
    ids=repr,
)
def test_nothing_has_no_digest(value: Any) -> None:
    assert hashing.hashed(value, hashing.external_id) == []


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("a", ["a"]),
        (["a", None, " b ", "null", 5], ["a", "b", "5"]),
        ({"0": "a", "1": "", "2": "b"}, ["a", "b"]),
        (2133734253, ["2133734253"]),
        (2133734253.0, ["2133734253"]),
        (10**400, []),
        (float("inf"), []),
        ([["nested"]], []),
        (b"bytes", []),
    ],
    ids=[
        "one",
        "a list",
        "an object keyed by numbers",
        "a number",
        "a number with a point",
        "a number beyond floats",
        "no finite number",
        "a list in a list",
        "bytes",
    ],
)
def test_usable_texts_are_found_in_any_shape(value: Any, texts: list[str]) -> None:
    assert list(hashing.texts(value)) == texts


def test_of_equal_values_one_digest_is_left_in_the_order_of_the_list() -> None:
    digests = hashing.hashed(["b@x.example", "A@x.example", "B@X.example "], hashing.email)

    assert digests == [hashlib.sha256(text).hexdigest() for text in (b"b@x.example", b"a@x.example")]


def test_what_is_a_digest_already_is_kept_in_lower_case() -> None:
    assert hashing.hashed(DIGEST, hashing.email) == [DIGEST.lower()]
    assert hashing.is_digest(DIGEST)
    assert not hashing.is_digest(DIGEST + "\n")
    assert not hashing.is_digest(DIGEST[:-1])


@pytest.mark.parametrize(
    ("written", "country", "wanted"),
    [
        ("+1 (213) 373-4253", None, "+12133734253"),
        ("0044 20 7946 0958", None, "+442079460958"),
        ("+44 (0)20 7946 0958", None, "+442079460958"),
        ("0044 (0)20 7946 0958", None, "+442079460958"),
        ("+49 0151 23456789", None, "+4915123456789"),
        ("0044 07911 123456", "DE", "+447911123456"),
        ("+39 06 1234 5678", None, "+390612345678"),
        ("+225 01 01 23 45 67", None, "+2250101234567"),
        ("020 7946 0958", "44", "+442079460958"),
        ("(020) 7946.0958", "+44", "+442079460958"),
        ("+12133734253", "44", "+12133734253"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("8 916 123-45-67", "RU", "+79161234567"),
        ("06 1 234 5678", "36", "+3612345678"),
        ("213 373 4253", "us", "+12133734253"),
        ("49 171 2345678", "DE", "+491712345678"),
        ("0171 234", "DE", "+49171234"),
        ("0171 23", "DE", ""),
        ("020 7946 0958", None, ""),
        ("+123456789012345", None, "+123456789012345"),
        ("+1234567890123456", None, ""),
        ("+1234567", None, ""),
        ("abc", "44", ""),
        ("", "44", ""),
        ("+", None, ""),
    ],
    ids=[
        "blanks and brackets",
        "two zeros for the plus",
        "a trunk zero in brackets",
        "a trunk zero in brackets after two zeros",
        "a trunk zero behind the country code",
        "a trunk zero behind two zeros and a country code",
        "a zero of Italy's behind the country code",
        "a zero of Ivory Coast's",
        "without its country code",
        "a default country with plus",
        "with its country code the default is not asked",
        "a country by its letters",
        "a zero that Italy keeps",
        "an eight that Russia dials first",
        "a 06 that Hungary dials first",
        "small letters",
        "with its country code but no plus",
        "eight digits are a number, whoever has it",
        "seven are none",
        "without any country code nothing",
        "fifteen digits",
        "sixteen digits",
        "seven digits",
        "no number",
        "nothing",
        "a plus alone",
    ],
)
def test_a_phone_number_becomes_e164_or_nothing(written: str, country: str | None, wanted: str) -> None:
    assert hashing.phone(country)(written) == wanted


@pytest.mark.parametrize("country", ["XX", "999", "Germany", "0"])
def test_what_is_no_country_is_told(country: str) -> None:
    with pytest.raises(ValueError, match="is no country: write DE or 49"):
        hashing.phone(country)


def test_digits_of_another_script_never_enter_a_digest() -> None:
    assert hashing.phone()("+٤٤٢٠٧٩٤٦٠٩٥٨") in ("", "+442079460958")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Mountain View", "mountainview"),
        ("Târgu Mureș", "targumures"),
        ("St. John's", "stjohns"),
        ("東京", "東京"),
        ("서울", "서울"),
        ("つくば", "つくば"),
        ("दिल्ली", "दिल्ली"),
        ("--", ""),
    ],
)
def test_a_place_is_lower_case_without_signs_and_other_scripts_stay(written: str, wanted: str) -> None:
    assert hashing.place_name(written) == wanted


def test_a_value_in_clear_is_the_first_usable_one() -> None:
    assert hashing.plain(["", "--", "São Paulo", "Rio"], hashing.place_name) == "saopaulo"
    assert hashing.plain(None, hashing.place_name) is None


def test_an_email_needs_its_at_sign() -> None:
    assert hashing.hashed(["Jane", "jane@shop.example"], hashing.email) == [
        hashlib.sha256(b"jane@shop.example").hexdigest()
    ]


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_whatever_comes_digests_are_64_small_hex_signs_and_none_is_the_digest_of_nothing(value: Any) -> None:
    for normalise in (hashing.email, hashing.external_id, hashing.zip_code, hashing.phone("49")):
        for digest in hashing.hashed(value, normalise):
            assert len(digest) == 64
            assert digest == digest.lower()
            assert digest != hashlib.sha256(b"").hexdigest()


def test_half_a_sign_is_hashed_and_raises_nothing() -> None:
    assert len(hashing.hashed("\ud800", hashing.external_id)) == 1


@pytest.mark.parametrize("text", ["@", "a@x.example,b@x.example", "<jane@x.example>", "jane", "jane doe@x.example"])
def test_what_is_not_one_address_is_no_match_key(text: str) -> None:
    assert hashing.email(text) == ""


@pytest.mark.parametrize(
    "text", ["+1 213 373 4253 ext 12", "+0171 2345678"], ids=["an extension", "a zero for a country"]
)
def test_a_number_that_would_match_somebody_else_is_no_match_key(text: str) -> None:
    assert hashing.phone("49")(text) == ""


@pytest.mark.parametrize(
    ("text", "stands_for_nothing"),
    [
        *(
            (word, True)
            for word in (
                "",
                " ",
                "\u00a0",
                "-",
                "n/a",
                "NA",
                "none",
                " Null ",
                "undefined",
                "UNDEFINED",
                "(not set)",
                "NaN",
            )
        ),
        *((word, False) for word in ("0", "jane", "nobody", "Undefined Ltd", "(set)", "--", "n", "ünull")),
    ],
)
def test_a_placeholder_stands_for_nothing(text: str, stands_for_nothing: bool) -> None:  # noqa: FBT001
    assert hashing.is_placeholder(text) is stands_for_nothing
