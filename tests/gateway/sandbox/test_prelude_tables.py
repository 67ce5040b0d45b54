"""makeTableMap."""

from __future__ import annotations

from typing import Any

import pytest

from .apis import call


@pytest.mark.parametrize(
    ("rows", "map_"),
    [
        ([{"k": "a", "v": 1}, {"k": "b", "v": 2}], {"a": 1, "b": 2}),
        ([{"k": "a", "v": 1}, {"k": "a", "v": 2}], {"a": 2}),
        ([{"k": "a"}, {"v": 1}, None, {"k": "b", "v": None}], {"b": None}),
        ([{"k": "__proto__", "v": 1}], {"__proto__": 1}),
        ([], None),
        ([{"k": "a"}], None),
        (None, None),
        ("text", None),
    ],
    ids=[
        "rows",
        "the last of two counts",
        "ragged rows",
        "a name of JavaScript's",
        "no rows",
        "no whole row",
        "nothing",
        "no table",
    ],
)
def test_a_table_becomes_an_object_or_null(rows: Any, map_: Any) -> None:
    assert call("makeTableMap", rows, "k", "v") == map_
