"""The inert variable has no value but the one that is put in its place."""

from __future__ import annotations

from gateway import UNDEFINED, Event, Lookup
from tests.small import hit
from variables.inert import Inert


def test_it_has_no_value() -> None:
    assert Inert(was="fs", reason="Firestore is Google's.").value(Lookup(Event(), hit())) is UNDEFINED


def test_a_value_may_stand_in_its_place() -> None:
    assert Inert(was="fs", reason="", stand_in="gold").value(Lookup(Event(), hit())) == "gold"
