"""GTM's Format Value."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED
from gateway.formatting import Format

ALL = Format("upper", "was null", "was undefined", "was true", "was false")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("Tea", "TEA"),
        (None, "was null"),
        (UNDEFINED, "was undefined"),
        (True, "was true"),
        (False, "was false"),
        (0, 0),
        (1, 1),
        (["a"], ["a"]),
    ],
    ids=["a text", "null", "undefined", "true", "false", "zero is not false", "one is not true", "a list"],
)
def test_each_value_has_its_own_format(value: Any, wanted: Any) -> None:
    assert ALL.of(value) == wanted
    assert Format().of(value) is value


def test_small_letters() -> None:
    assert Format("lower").of("TEA Ö") == "tea ö"
