"""A list that says why it has no more."""

from __future__ import annotations

import pytest

from gateway.testing.listed import Listed


def test_it_is_a_list_as_any_other() -> None:
    listed = Listed([1, 2, 3], lambda: "no more")

    assert (listed == [1, 2, 3], listed[-1], listed[1:], listed[5:]) == (True, 3, [2, 3], [])


@pytest.mark.parametrize("position", [3, -4])
def test_what_is_not_there_is_told(position: int) -> None:
    with pytest.raises(IndexError, match=r"^no more$"):
        _ = Listed([1, 2, 3], lambda: "no more")[position]
