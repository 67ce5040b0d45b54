"""The inert client takes no hit and says why."""

from __future__ import annotations

from clients.inert import Inert
from gateway import Refused
from tests.small import hit


def test_it_takes_no_hit_and_says_why() -> None:
    client = Inert(was="ua_client", reason="Universal Analytics has ended.")

    assert client.claim(hit()) == Refused("inert: Universal Analytics has ended.")
