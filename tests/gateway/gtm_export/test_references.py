"""References to variables by their names here."""

from __future__ import annotations

from gateway.gtm_export.references import alone, rewritten, settled


def test_the_events_name_has_the_name_people_know() -> None:
    assert rewritten({"a": ["{{_event}} of {{ X }}"]}, {}) == {"a": ["{{Event Name}} of {{X}}"]}


def test_a_variable_that_has_another_name_here_is_found() -> None:
    assert rewritten("{{A}}{{B}}", {"A": "A (2)"}) == "{{A (2)}}{{B}}"


def test_a_text_that_is_one_reference_has_a_name() -> None:
    assert [alone(text) for text in ("{{A}}", " {{ A }} ", "{{A}}/", "A")] == ["A", "A", None, None]


def test_constants_stand_in_the_place_of_their_names_through_others() -> None:
    assert settled({"a": ["{{A}}-{{X}}"]}, {"A": "{{B}}", "B": "b"}) == {"a": ["b-{{X}}"]}


def test_constants_that_need_each_other_end() -> None:
    assert "{{" in settled("{{A}}", {"A": "{{B}}", "B": "{{A}}"})


def test_constants_that_multiply_end() -> None:
    constants = {f"c{number}": f"{{{{c{number + 1}}}}}" * 100 for number in range(20)}

    assert len(settled("{{c0}}", constants)) < 1_000_000
