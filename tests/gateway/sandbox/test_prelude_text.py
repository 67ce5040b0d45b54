"""Text for URLs and in base64."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .apis import UNDEFINED, call, returned


@pytest.mark.parametrize(
    ("name", "given_", "value"),
    [
        ("encodeUri", "https://a.example/ä b?c=d&e", "https://a.example/%C3%A4%20b?c=d&e"),
        ("encodeUriComponent", "a b&c=ä/", "a%20b%26c%3D%C3%A4%2F"),
        ("decodeUri", "%C3%A4%26", "ä%26"),
        ("decodeUriComponent", "a%20b%26", "a b&"),
        ("decodeUri", "%", UNDEFINED),
        ("decodeUriComponent", "%E4", UNDEFINED),
        ("encodeUriComponent", None, "null"),
        ("encodeUriComponent", 5, "5"),
    ],
)
def test_text_is_written_for_urls_and_read(name: str, given_: object, value: object) -> None:
    assert call(name, given_) == value


def test_half_a_sign_cannot_be_written() -> None:
    assert returned("return api('encodeUriComponent')('\\ud800');") == UNDEFINED


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("aMOkw58=", "häß"), ("aMOkw58", "häß"), ("8J-YgA", "😀"), ("8J+YgA==", "😀"), ("", ""), ("/w==", "\ufffd"),
        ("a", UNDEFINED), ("a*b=", UNDEFINED), (5, UNDEFINED), (None, UNDEFINED),
    ],
    ids=str,
)  # fmt: skip
def test_base64_is_read_in_either_alphabet(written: object, text: object) -> None:
    assert call("fromBase64", written) == text


def test_base64_for_urls_has_no_padding() -> None:
    assert call("toBase64", "😀?", {"urlEncoding": True}) == "8J-YgD8"
    assert call("toBase64", "😀?") == "8J+YgD8="


@given(st.text(max_size=40), st.binary(max_size=40))
@settings(max_examples=25, deadline=None)
def test_base64_is_pythons(text: str, data: bytes) -> None:
    assert call("toBase64", text) == base64.b64encode(text.encode()).decode()
    assert call("fromBase64", base64.b64encode(data).decode()) == data.decode("utf-8", "replace")
