"""Math."""

from __future__ import annotations

import pytest

from .apis import returned


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("abs(-2)", 2), ("ceil(1.2)", 2), ("floor(1.8)", 1), ("round(2.5)", 3), ("max(1, 3, 2)", 3), ("min(1, 3)", 1),
        ("pow(2, 5)", 32), ("sqrt(16)", 4),
    ],
)  # fmt: skip
def test_it_reckons_as_javascript_does(code: str, value: float) -> None:
    assert returned(f"return api('Math').{code};") == value


def test_chance_is_not_in_it() -> None:
    assert returned("return api('Object').keys(api('Math'));") == [
        "abs",
        "ceil",
        "floor",
        "max",
        "min",
        "pow",
        "round",
        "sqrt",
    ]
