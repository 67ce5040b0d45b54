"""Object."""

from __future__ import annotations

import pytest

from .apis import returned


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("keys({a: 1, b: 2})", ["a", "b"]),
        ("values({a: 1, b: 2})", [1, 2]),
        ("entries({a: 1})", [["a", 1]]),
        ("delete({a: 1}, 'a')", True),
        ("delete(null, 'a')", False),
    ],
)
def test_it_asks_an_object_as_javascript_does(code: str, value: object) -> None:
    assert returned(f"return api('Object').{code};") == value


def test_a_key_is_taken_out() -> None:
    assert returned("const o = {a: 1, b: 2}; api('Object').delete(o, 'a'); return o;") == {"b": 2}


def test_what_is_frozen_stays() -> None:
    assert returned("const o = api('Object').freeze({a: 1}); return [api('Object').delete(o, 'a'), o];") == [
        False,
        {"a": 1},
    ]
