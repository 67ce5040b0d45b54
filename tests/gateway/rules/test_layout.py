"""A rules.yaml as it is laid out: what is written, and whose each comment is."""

from __future__ import annotations

import pytest

from gateway.rules.layout import Layout, comments_of

TEXT = """# on top
tags:  # beside
  # above A
  A: {type: x}  # beside A
  # below A
# at the end
"""


def test_every_comment_has_an_owner() -> None:
    layout = Layout(TEXT)
    (tags,) = layout.root.value.entries
    (a,) = tags.value.entries

    assert (tags.above, tags.beside) == (["# on top"], ["# beside"])
    assert (a.above, a.beside) == (["# above A"], ["# beside A"])
    assert tags.value.tail == ["# below A"]
    assert layout.root.value.tail + layout.after == ["# at the end"]


def test_a_text_is_taken_over_sign_by_sign() -> None:
    (number, word, block) = Layout("a: 0x1F\nb: no\nc: |\n  two\n   lines\n").root.value.entries

    assert [each.value.text for each in (number, word, block)] == ["0x1F", "no", "|\ntwo\n lines"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TEXT, ["# on top", "# beside", "# above A", "# beside A", "# below A", "# at the end"]),
        ('a: "# no comment"\n', []),
        ("a: |\n  # no comment\n", []),
        ("a: b#c # one\n", ["# one"]),
        ("a: [b, # inside\n  c]\n", ["# inside"]),
    ],
    ids=["each once", "a quoted text", "a block", "a sign in a word", "inside brackets"],
)
def test_comments_are_found_beside_the_texts(text: str, found: list[str]) -> None:
    assert comments_of(text) == found
