"""Where something stands in a text file."""

from __future__ import annotations

from gateway.place import Place, Problem


def test_a_place_reads_as_an_editor_can_jump_to_it() -> None:
    assert str(Place("rules.yaml", 14, 3)) == "rules.yaml:14:3"
    assert Place("rules.yaml", 14, 3).in_short == "rules.yaml:14"
    assert str(Place()) == "rules.yaml:1:1"


def test_places_sort_by_file_then_line_then_column() -> None:
    places = [Place("b", 1, 1), Place("a", 10, 1), Place("a", 9, 2), Place("a", 9, 1)]

    assert list(map(str, sorted(places))) == ["a:9:1", "a:9:2", "a:10:1", "b:1:1"]


def test_a_problem_begins_with_its_place() -> None:
    assert str(Problem(Place(line=64, column=3), 'tag "X": no trigger.')) == 'rules.yaml:64:3  tag "X": no trigger.'
