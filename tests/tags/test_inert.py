"""The inert tag sends nothing and says why."""

from __future__ import annotations

import pytest

from gateway import Event, Lookup, Skipped
from tags.inert import Inert
from tests.small import hit


def test_it_sends_nothing_and_says_why() -> None:
    steps = Inert(was="sgtmadsct", reason="only Google can send it.").run(Event(), Lookup(Event(), hit()))

    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value == Skipped("inert: only Google can send it.")
