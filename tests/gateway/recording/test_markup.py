"""HTML: only what this file made is HTML, all else is text."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.recording.markup import Html, element, joined, page


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (element("p", "a < b"), "<p>a &lt; b</p>"),
        (element("p", element("b", "x"), " & ", 5, None), "<p><b>x</b> &amp; 5</p>"),
        (element("td", "x", class_='"mark"', data_x="1"), '<td class="&quot;mark&quot;" data-x="1">x</td>'),
        (element("td", "x", class_=""), "<td>x</td>"),
        (element("meta", charset="utf-8"), '<meta charset="utf-8">'),
        (joined("<", Html("<br>"), None), "&lt;<br>"),
    ],
    ids=["a text", "things inside", "attributes", "an empty attribute", "an element without an end", "joined"],
)
def test_an_element_is_written(made: Html, written: str) -> None:
    assert made == written


@given(st.text())
@settings(deadline=None)
def test_a_text_comes_back_as_it_was_but_for_signs_nobody_sees(text: str) -> None:
    back = html.unescape(element("p", text).removeprefix("<p>").removesuffix("</p>"))

    assert not re.search(r"[<>\"']", element("p", text)[3:-4])
    assert back == "".join(sign if sign.isprintable() or sign in "\n\t" else f"\\u{ord(sign):04x}" for sign in text)


def test_a_title_is_text() -> None:
    assert "<title>&lt;/title&gt;</title>" in page("</title>", "p {}")
