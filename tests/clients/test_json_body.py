"""A hit whose body is JSON, and whether its sender knows a secret."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients._json_body import BodyError, json_body, knows_secret
from gateway import Hit


@pytest.mark.parametrize(
    ("body", "wanted"),
    [(b'{"a":[1,"\xc3\xa9"]}', {"a": [1, "é"]}), (b"[]", []), (b" null ", None), (b'{"a":1,"a":2}', {"a": 2})],
    ids=["an object", "a list", "null", "of doubles the last"],
)
def test_a_body_is_read_as_json(body: bytes, wanted: Any) -> None:
    assert json_body(Hit("POST", "/", body=body)) == wanted


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the body is empty"),
        (b"en=x", "the body is not JSON: "),
        (b'{"a":', "the body is not JSON: "),
        (b"\xff\xfe", "the body is not JSON: "),
        (b'{"a":NaN}', "the body is not JSON: "),
        (b'"\\ud800"', "the body is not JSON: "),
        (b"9" * 5000, "the body is not JSON: "),
        (b"[" * 100_000, "the body is nested too deep"),
    ],
    ids=["nothing", "a query", "cut off", "no text", "no number of JSON", "half a sign", "a huge number", "nested"],
)
def test_a_body_that_cannot_be_read_says_why(body: bytes, why: str) -> None:
    with pytest.raises(BodyError) as refused:
        json_body(Hit("POST", "/", body=body))

    assert str(refused.value).startswith(why)


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=40))
def test_any_body_is_json_or_an_error_that_can_be_told(body: bytes) -> None:
    with contextlib.suppress(BodyError):
        assert msgspec.json.encode(json_body(Hit("POST", "/", body=body)))


@pytest.mark.parametrize(
    ("given_", "secrets", "known"),
    [
        ("sesame", ("other", "sesame"), True),
        ("sesam", ("sesame",), False),
        ("", ("sesame",), False),
        ("sésame", ("sésame",), True),
        ("\ud800", ("sesame",), False),
        ("", (), False),
        ("anything", ("<MP_SECRET>",), True),
        ("anything", ("<MP SECRET>",), False),
        ("anything", ("x<MP_SECRET>",), False),
    ],
    ids=["one of them", "almost", "nothing", "beyond ASCII", "half a sign", "there is none", "one that is not set",
         "no name", "a text around a name"],
)  # fmt: skip
def test_a_secret_is_known_or_not(given_: str, secrets: tuple[str, ...], *, known: bool) -> None:
    assert knows_secret(given_, secrets) is known
