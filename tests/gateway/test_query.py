"""Query strings: split and decoded as everybody else does, only faster."""

from __future__ import annotations

from urllib.parse import unquote_plus, unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import decode, pairs
from gateway.query import printable

WIRE = st.lists(st.sampled_from(["%", "%4", "%41", "%c3%a9", "%ff", "%C3", "+", "%2B", "é", "a", "=", "&", ""])).map(
    "".join
)


@settings(max_examples=200, deadline=None)
@given(st.text() | WIRE)
def test_any_text_decodes_as_the_standard_library_does(text: str) -> None:
    assert decode(text) == unquote_plus(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", "plain"),
        ("a+b%20c", "a b c"),
        ("%2B", "+"),
        ("%C3%A9", "é"),
        ("%ff", "\ufffd"),
        ("%", "%"),
        ("100%25%zz", "100%%zz"),
        ("%00", "\0"),
        ("%41" * 200, "A" * 200),
        ("%25" + "4" * 3, "%444"),
        ("\ud800%41", "\ud800A"),
    ],
    ids=[
        "nothing to do",
        "two kinds of blanks",
        "a real plus",
        "UTF-8",
        "broken UTF-8",
        "a lone percent sign",
        "no hex after it",
        "a zero byte",
        "long",
        "decoded once only",
        "half a sign",
    ],
)
def test_a_value_is_decoded(text: str, wanted: str) -> None:
    assert decode(text) == wanted


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("a=1&b=2&a=3", [("a", "1"), ("b", "2"), ("a", "3")]),
        ("a&b=&=c", [("a", ""), ("b", ""), ("", "c")]),
        ("a=b=c", [("a", "b=c")]),
        ("&&a=1&", [("a", "1")]),
        ("%61%3D=%26", [("a=", "&")]),
        ("", []),
    ],
    ids=["doubles stay", "missing halves", "a second equals sign", "empty parts", "signs that are encoded", "nothing"],
)
def test_a_query_is_split_into_pairs_in_order(query: str, wanted: list[tuple[str, str]]) -> None:
    assert pairs(query) == wanted


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (b"a=1&b=%20", "a=1&b=%20"),
        (b"a b", "a%20b"),
        ("é".encode(), "%C3%A9"),
        (b"\xff", "%FF"),
        (b"\r\n\x00\x7f", "%0D%0A%00%7F"),
        (b'~`"<>{}|\\^', '~`"<>{}|\\^'),
        (b"", ""),
    ],
    ids=["as it is", "a blank", "UTF-8", "no UTF-8", "control signs", "odd but printable", "nothing"],
)
def test_a_query_is_kept_as_printable_ascii(query: bytes, wanted: str) -> None:
    assert printable(query) == wanted


@settings(max_examples=150, deadline=None)
@given(st.binary())
def test_no_byte_of_a_query_is_lost(query: bytes) -> None:
    shown = printable(query)

    assert shown.isascii()
    assert shown.isprintable()
    assert unquote_to_bytes(shown) == unquote_to_bytes(query)
