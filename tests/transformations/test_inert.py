"""The inert transformation lets no tag see what it was to take out."""

from __future__ import annotations

import pytest

from gateway import Event, GatewayError, Lookup
from tests.small import hit
from transformations.inert import Inert


def test_it_fails_the_tag_and_says_why() -> None:
    transformation = Inert(was="cvt_1_2", reason="its code is not in the export.")

    with pytest.raises(GatewayError, match="inert: its code"):
        transformation.apply(Event(), Lookup(Event(), hit()))
