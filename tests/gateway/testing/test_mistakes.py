"""A mistake of whoever writes a test ends at his own line."""

from __future__ import annotations

import traceback

import pytest

from gateway import GatewayError
from gateway.testing.mistakes import told_at_the_call


@told_at_the_call
def divided(what: float) -> float:
    """Something that a test calls."""
    return _inner(what)


def _inner(what: float) -> float:
    if what < 0:
        raise GatewayError("no debts.")
    return 1 / what


def test_nothing_below_the_call_is_in_its_traceback() -> None:
    with pytest.raises(GatewayError, match="no debts") as refused:
        divided(-1)

    assert [frame.name for frame in traceback.extract_tb(refused.tb)][1:] == ["outermost"]
    assert refused.traceback[-1].ishidden(refused)


def test_what_is_not_the_users_fault_keeps_it() -> None:
    with pytest.raises(ZeroDivisionError) as fell:
        divided(0)

    assert [frame.name for frame in traceback.extract_tb(fell.tb)][-1] == "_inner"
    assert divided(2) == 0.5
