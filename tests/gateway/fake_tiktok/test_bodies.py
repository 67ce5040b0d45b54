"""What is JSON here, and what is not."""

from __future__ import annotations

import pytest

from gateway.fake_tiktok.bodies import DEEPEST, read


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"a": [1, 0.5, "1e999", null]}', {"a": [1, 0.5, "1e999", None]}),
        (b"1e308", 1e308),
        (b"[" * 9 + b"]" * 9, [[[[[[[[[]]]]]]]]]),
        (b"[" + b"[]," * 1000 + b"1]", [*[[]] * 1000, 1]),
    ],
    ids=["all kinds", "a large number", "levels", "many lists side by side"],
)
def test_json_is_read(body: bytes, says: object) -> None:
    assert read(body) == says


def test_as_many_levels_as_are_allowed_are_read_and_one_more_is_not() -> None:
    assert read(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(ValueError, match="too many levels"):
        read(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b"NaN", b"[Infinity]", b"-1e999", b'{"a": 1e400}', b"[" * 100_000, b"9" * 10_000],
    ids=[
        "nothing",
        "half",
        "not UTF-8",
        "NaN",
        "Infinity",
        "too small",
        "too large",
        "depth",
        "a number of many digits",
    ],
)
def test_anything_else_is_no_json(body: bytes) -> None:
    with pytest.raises(ValueError):
        read(body)
