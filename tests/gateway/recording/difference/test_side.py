"""How the places of two compared containers are named."""

from __future__ import annotations

from gateway.place import Place
from gateway.recording.difference import Side
from tests.small import small_container


def test_a_place_says_which_side_it_is_of() -> None:
    assert Side("main", small_container(), "main:shop/").place(Place(line=14)) == "main:shop/rules.yaml:14"
    assert Side(".", small_container()).place(Place(line=14)) == "rules.yaml:14"
