"""Digests that match nobody: of nothing, of an address in capitals, of a number without its country code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.purchases import GONE, digest, findings, purchase

DIGESTS = {"email_hash_invalid", "phone_hash_suspicious", "phone_no_country"}
EMAIL, PHONE = "user.email", "user.phone"
A_PERSON = {"user_data": {"email_address": " Anna@Example.com ", "phone_number": "+49 (0)30 123456"}}


@pytest.mark.parametrize("plain", [{}, A_PERSON], ids=["with nothing to compare", "with what was hashed"])
def test_a_good_purchase_has_digests_of_what_tiktok_hashes(plain: dict[str, Any]) -> None:
    assert not DIGESTS & findings(purchase(plain=plain)).keys()


@pytest.mark.parametrize("word", ["", "undefined", "null", "NaN", "NULL", "(not set)", "[object Object]", "+"])
def test_a_digest_of_nothing_is_told_with_the_word(word: str) -> None:
    found = findings(purchase({EMAIL: digest(word), PHONE: digest(word).upper()}))

    assert f'the digest of "{word}"' in found["email_hash_invalid"].sample
    assert f'the digest of "{word}"' in found["phone_hash_suspicious"].sample


@pytest.mark.parametrize(
    ("value", "severity", "why"),
    [
        ("", "error", "empty"),
        ("abc", "error", "no SHA-256 digest in hex"),
        (digest("anna@example.com")[:-1], "error", "no SHA-256 digest in hex"),
        (7, "error", "no SHA-256 digest in hex"),
        ({"a": 1}, "error", "no SHA-256 digest in hex"),
        ([digest("anna@example.com"), "md5"], "error", "no SHA-256 digest in hex"),
        (digest("anna@example.com").upper(), "warning", "in capitals"),
    ],
    ids=["empty", "a word", "one sign short", "a number", "an object", "the second of two", "in capitals"],
)
def test_what_is_no_digest_of_an_address_is_told(value: Any, severity: str, why: str) -> None:
    found = findings(purchase({EMAIL: value}))["email_hash_invalid"]

    assert (found.severity, found.field) == (severity, EMAIL)
    assert why in found.sample


@pytest.mark.parametrize(
    ("value", "why"),
    [("", "empty"), ("abc", "no SHA-256 digest in hex"), ([None], "no SHA-256 digest in hex")],
    ids=["empty", "a word", "null in a list"],
)
def test_what_is_no_digest_of_a_number_is_told(value: Any, why: str) -> None:
    found = findings(purchase({PHONE: value}))["phone_hash_suspicious"]

    assert (found.severity, found.field) == ("error", PHONE)
    assert why in found.sample


@pytest.mark.parametrize(
    "hashed",
    [
        digest(" Anna@Example.com "),
        digest("Anna@Example.com"),
        digest(" anna@example.com "),
        digest("Anna@Example.com").upper(),
    ],
    ids=["as it stood", "trimmed only", "in small letters only", "in capitals itself"],
)
@pytest.mark.parametrize(
    "plain",
    [A_PERSON, {"user_data.email": [" Anna@Example.com "]}, {"email": {"0": " Anna@Example.com "}}],
    ids=["in user_data", "a list under a dotted key", "an object with numbers"],
)
def test_an_address_that_was_hashed_as_it_stood_is_told(hashed: str, plain: dict[str, Any]) -> None:
    found = findings(purchase({EMAIL: hashed}, plain=plain))["email_hash_invalid"]

    assert found.severity == "error"
    assert "of an address with blanks or capitals" in found.sample


@pytest.mark.parametrize(
    "hashed",
    [digest("+49 (0)30 123456"), digest("49030123456"), digest("49030123456").upper()],
    ids=["as it stood", "its digits", "its digits, the digest in capitals"],
)
def test_a_number_that_was_hashed_as_it_stood_is_told(hashed: str) -> None:
    found = findings(purchase({PHONE: hashed}, plain=A_PERSON))["phone_hash_suspicious"]

    assert (found.severity, found.field) == ("error", PHONE)
    assert "of a number in another form" in found.sample


@pytest.mark.parametrize(
    "changes",
    [
        {EMAIL: digest("somebody@else.example")},
        {EMAIL: GONE, PHONE: GONE},
        {PHONE: digest("13812345678"), "user.country": "cn"},
        {EMAIL: "anna@example.com", PHONE: "+4930123456"},
    ],
    ids=["somebody else", "nobody", "a Chinese number in its older form", "persons in clear, told as those"],
)
def test_other_digests_are_not_told(changes: dict[str, Any]) -> None:
    plain = {
        "email": "Anna@Example.com",
        "phone_number": "138 1234 5678" if "user.country" in changes else "+49 30 123456",
    }

    assert not DIGESTS & findings(purchase(changes, plain=plain)).keys()


@pytest.mark.parametrize("phone", [GONE, "", None], ids=["no digest", "an empty one", "null"])
def test_a_number_without_its_country_code_is_told(phone: Any) -> None:
    found = findings(purchase({PHONE: phone}, plain={"user_data": {"phone_number": ["030 123456"]}}))[
        "phone_no_country"
    ]

    assert (found.severity, found.field, found.sample) == ("warning", PHONE, "030***")


@pytest.mark.parametrize(
    "number",
    [
        "+49 30 123456",
        "",
        " ",
        "undefined",
        "(not set)",
        digest("+4930123456"),
        None,
        30123456,
        ["030 123456", "+4930123456"],
    ],
    ids=[
        "with its code",
        "empty",
        "blank",
        "a word for nothing",
        "another word",
        "a digest",
        "null",
        "no text",
        "one of two with its code",
    ],
)
def test_what_is_no_number_lacks_no_country_code(number: Any) -> None:
    assert "phone_no_country" not in findings(purchase({PHONE: GONE}, plain={"phone_number": number}))


def test_a_number_that_was_sent_lacks_nothing() -> None:
    assert "phone_no_country" not in findings(purchase(plain={"phone_number": "030 123456"}))


def test_what_the_pixel_hashes_is_not_judged() -> None:
    assert not DIGESTS & findings(purchase({EMAIL: digest(""), PHONE: digest("")}, leg="pixel")).keys()
