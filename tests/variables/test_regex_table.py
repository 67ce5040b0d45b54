"""GTM's RegEx Table variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Lookup, SettingError
from tests.small import hit
from variables.regex_table import RegexTable


def found(given: Any, table: dict[str, Any], **settings: Any) -> Any:
    return RegexTable(input=given, table=table, **settings).value(Lookup(Event(), hit()))


@pytest.mark.parametrize(
    ("given", "table", "settings", "wanted"),
    [
        ("purchase", {"pur.*": "a", "purchase": "b"}, {}, "a"),
        ("my purchase", {"purchase": "a"}, {}, UNDEFINED),
        ("my purchase", {"purchase": "order"}, {"full_match": False}, "my order"),
        ("my purchase", {"purchase": "order"}, {"full_match": False, "replace_after_match": False}, "order"),
        ("PURCHASE", {"purchase": "a"}, {}, "a"),
        ("PURCHASE", {"purchase": "a"}, {"ignore_case": False}, UNDEFINED),
        ("de/tea", {"(..)/(.*)": "$2 in $1"}, {}, "tea in de"),
        ("de/tea", {"(..)/(.*)": "$2 in $1"}, {"replace_after_match": False}, "$2 in $1"),
        ("tea", {"(te)(x)?a": "$1-$2-$3-$&-$$"}, {}, "te--$3-tea-$"),
        ("Größe", {"gr(.*)": "$1"}, {}, "öße"),
        (5, {r"\d": "digit"}, {}, "digit"),
        ("prefix-none", {"pre|none": "a"}, {"replace_after_match": False}, "a"),
        ("a-b-c-b", {"b": "X"}, {"full_match": False}, "a-X-c-X"),
        ("x", {"x": 7}, {}, 7),
        ("x", {"y": 7}, {"default": "none"}, "none"),
    ],
    ids=["the first row", "all of the input", "a part is replaced", "a part, not replaced", "capitals", "capitals count",
         "groups", "groups as they are", "odd signs", "letters beyond ASCII",
         "a number", "alternatives, as GTM anchors them", "every match", "a value keeps its type", "default"],
)  # fmt: skip
def test_it_is_the_value_beside_the_first_pattern(
    given: Any, table: dict[str, Any], settings: Any, wanted: Any
) -> None:
    assert found(given, table, **settings) == wanted


@pytest.mark.parametrize("pattern", ["(", "a(?=b)", r"(a)\1"], ids=["open", "a look ahead", "a back reference"])
def test_a_pattern_re2_refuses_is_told(pattern: str) -> None:
    with pytest.raises(SettingError, match="is no pattern"):
        RegexTable(input="x", table={pattern: "a"})
