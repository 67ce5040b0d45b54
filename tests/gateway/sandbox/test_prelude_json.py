"""JSON."""

from __future__ import annotations

import pytest

from .apis import UNDEFINED, returned


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'{\"a\": [1]}'", {"a": [1]}),
        ("'{'", UNDEFINED),
        ("undefined", UNDEFINED),
        ("5", 5),
        ("{}", UNDEFINED),
        ("'null'", None),
    ],
)
def test_what_is_no_json_is_undefined(written: str, value: object) -> None:
    assert returned(f"return api('JSON').parse({written});") == value


def test_a_circle_cannot_be_written() -> None:
    assert returned("const all = {}; all.all = all; return api('JSON').stringify(all);") == UNDEFINED


def test_json_is_written_without_blanks_whatever_else_is_asked() -> None:
    assert returned("return api('JSON').stringify({a: [1, undefined], b: undefined}, null, 2);") == '{"a":[1,null]}'
