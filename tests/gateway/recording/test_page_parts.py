"""The parts of a shared page."""

from __future__ import annotations

import pytest

from gateway.recording.page_parts import facts, folded, section, table, value, verdict, written


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        ("accepted", '<span class="mark good">✓ accepted</span>'),
        ("again", '<span class="mark open">… again</span>'),
        ("given up", '<span class="mark bad">✕ given up</span>'),
        ("skipped", '<span class="mark">– skipped</span>'),
    ],
)
def test_an_outcome_is_a_word_beside_a_sign(outcome: str, shown: str) -> None:
    assert verdict(outcome) == shown


def test_what_is_nothing_is_left_out() -> None:
    assert facts([("Why", ""), ("Place", None)]) is None
    assert facts([("Bytes", 0), ("Why", "")]) == "<dl><dt>Bytes</dt><dd>0</dd></dl>"
    assert folded("Headers", written(""), 0) is None


def test_what_is_folded_says_how_much_there_is() -> None:
    assert folded("Query", written("x"), 2) == "<details><summary>Query (2)</summary><pre>x</pre></details>"
    assert folded("Body", written("x")) == "<details><summary>Body</summary><pre>x</pre></details>"


def test_values_are_json_and_texts_are_themselves() -> None:
    assert value("<b>") == "<code>&lt;b&gt;</code>"
    assert value({"a": None}) == "<code>{&quot;a&quot;: null}</code>"
    assert written(["ä"]) == "<pre>[\n  &quot;ä&quot;\n]</pre>"


def test_a_table_has_its_rows_under_their_names() -> None:
    assert '<th scope="col">Key</th></tr></thead><tbody><tr><td>a</td></tr>' in table(("Key",), [("a",)])
    assert section("Tags", None) == "<section><h2>Tags</h2></section>"
