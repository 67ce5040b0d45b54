"""Texts inside texts: an edit inside is one outside, and nothing else is touched."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.recording.layers import json_leaves, percent_decoded, unescaped
from gateway.recording.stand_ins import edited

ANY = st.text(st.characters(max_codepoint=255), max_size=60)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("a%20b", "a b"),
        ("%C3%BC", "Ã¼"),
        ("%2525", "%25"),
        ("%zz%4", None),
        ("100%", None),
        ("a+b%2B", "a+b+"),
        ("", None),
    ],
    ids=["a blank", "a letter of two bytes", "once only", "no escape", "a sign of its own", "a plus", "nothing"],
)
def test_a_text_is_decoded_once(text: str, inner: str | None) -> None:
    opened = percent_decoded(text)

    assert (opened.text if opened else None) == inner


def test_an_edit_inside_leaves_the_encoding_around_it() -> None:
    text = "q=a%2fb%3Demail%3djane&x=%41"
    opened = percent_decoded(text)

    assert opened
    start = opened.text.index("jane")
    assert edited(text, list(opened.outside([(start, start + 4, "mary")]))) == "q=a%2fb%3Demail%3dmary&x=%41"


@given(st.text(max_size=30))
@settings(deadline=None)
def test_a_json_text_is_read_as_json_reads_it(text: str) -> None:
    written = json.dumps(text.encode("utf-8", "replace").decode())[1:-1]
    opened = unescaped(written)

    assert (opened.text if opened else written).encode("latin-1").decode() == json.loads(f'"{written}"')


@pytest.mark.parametrize("written", ["\\ud83d", "\\ud83d\\ud83d\\ude00", "\\ude00", "\\u12", "\\", "\\q\\n"])
def test_an_escape_that_means_nothing_is_no_fault(written: str) -> None:
    opened = unescaped(written)

    assert opened is None or len(opened.places) == len(opened.text) + 1


@given(ANY)
@settings(deadline=None)
def test_each_sign_knows_where_it_stood(text: str) -> None:
    for opened in filter(None, (percent_decoded(text), unescaped(text))):
        assert (opened.places[0], opened.places[-1]) == (0, len(text))
        assert opened.places == sorted(opened.places)


def test_every_leaf_of_json_knows_what_it_stands_in() -> None:
    text = '{"user": {"email": "j", "ids": [1, {"x": -2.5e3}]}, "ok": true, "list": ["a"]}'
    leaves = [(text[leaf.start : leaf.end], leaf.names) for leaf in json_leaves(text) if not leaf.is_name]

    assert leaves == [
        ("j", ("", "user", "email")),
        ("1", ("", "user", "ids", "ids")),
        ("-2.5e3", ("", "user", "ids", "ids", "x")),
        ("a", ("", "list", "list")),
    ]


@pytest.mark.parametrize("text", ['{"a": "b', '"\\', "}}]]", '{"a" {"b": 1', "[" * 5_000, '{"a":' * 5_000])
def test_broken_json_is_read_as_far_as_it_goes(text: str) -> None:
    assert all(0 <= leaf.start <= leaf.end <= len(text) for leaf in json_leaves(text))


@given(ANY)
@settings(deadline=None)
def test_nothing_makes_it_fail(text: str) -> None:
    assert len(list(json_leaves(text))) <= len(text)
