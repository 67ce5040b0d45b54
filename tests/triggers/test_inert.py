"""The inert trigger is never decided, so it fires nothing and, as an exception, blocks."""

from __future__ import annotations

import pytest

from gateway import Event, GatewayError, Lookup
from tests.small import hit
from triggers.inert import Inert


def test_it_cannot_be_decided_and_says_why() -> None:
    trigger = Inert(was="CUSTOM_EVENT", reason="RE2 has no lookahead.")

    with pytest.raises(GatewayError, match=r"inert: RE2 has no lookahead\."):
        trigger.check(Lookup(Event(), hit()))
