"""Patterns of RE2 as JavaScript has them, against RE2 itself."""

from __future__ import annotations

import json
import re

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from .apis import returned

PIECES = [
    "a", "b", "B", "1", "_", " ", ".", "|", "(", ")", "(?:", "(?i:", "(?s)", "[", "[^", "]", "*", "+", "?", "{2}", "^", "$",
    "\\d", "\\w", "\\S", "\\b", "\\A", "\\z", "\\pL", "[[:alpha:]]", "[a-z]", "\\x41", "\\.", "é", "😀",
]  # fmt: skip
# Of flags alone RE2 repeats what stands before them, which nobody means.
ODD = re.compile(r"\(\?s\)[*+?{]")


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join).filter(lambda each: not ODD.search(each)),
    st.text("abB1_ .\nÉé😀", max_size=7),
)
@settings(max_examples=60, deadline=None)
def test_it_finds_what_re2_finds(pattern: str, text: str) -> None:
    options = re2.Options()
    options.log_errors = False
    try:
        found = re2.compile(pattern, options).search(text)
    except re2.error:
        found = None

    made = "const made = api('createRegex')(args[0]); return made === null ? null : args[1].match(made);"
    expected = None if found is None else [found.group(), *found.groups()]
    assert json.dumps(returned(made, pattern, text)) == json.dumps(expected)
