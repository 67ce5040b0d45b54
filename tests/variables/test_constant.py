"""GTM's Constant variable."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, Lookup
from gateway.container import Configured
from tests.small import hit
from variables.constant import Constant


@pytest.mark.parametrize(
    "value", ["PIXEL-1", "", 0, None, [1, {"a": 2}]], ids=["text", "nothing", "zero", "null", "a list"]
)
def test_it_is_always_the_same_value(value: Any) -> None:
    assert Constant(constant=value).value(Lookup(Event(value=5), hit())) == value


def test_it_may_be_made_of_other_variables() -> None:
    configured = Configured(Constant, "Greeting", {"constant": "{{Event Name}} of {{Client Name}}"})
    lookup = Lookup(Event(event_name="purchase"), hit(), client_name="GA4")

    assert configured.type_for(lookup).value(lookup) == "purchase of GA4"
