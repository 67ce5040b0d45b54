"""Variables that need their own value."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.rules import load

START = "clients: {GA4: {type: ga4}}\nvariables:\n"


def problems(folder: Path, *variables: str) -> list[str]:
    (folder / "rules.yaml").write_text(START + "\n".join(f"  {line}" for line in variables), "utf-8")
    try:
        load(folder / "rules.yaml", {})
    except RulesError as error:
        return list(map(str, error.problems))
    return []


def constant(name: str, needs: str) -> str:
    return f'{name}: {{type: constant, constant: "a {needs}"}}'


@pytest.mark.parametrize(
    ("lines", "way"),
    [
        ([constant("A", "{{A}}")], "{{A}} -> {{A}}"),
        ([constant("A", "{{B}}"), constant("B", "{{A}}")], "{{A}} -> {{B}} -> {{A}}"),
        ([constant("A", "{{B}} {{C}}"), constant("B", "b"), constant("C", "{{B}} {{A}}")], "{{A}} -> {{C}} -> {{A}}"),
    ],
    ids=["itself", "each other", "beside an honest one"],
)
def test_a_circle_is_told_once_with_the_way_around(tmp_path: Path, lines: list[str], way: str) -> None:
    (told,) = problems(tmp_path, *lines)

    assert told == f'rules.yaml:3:3  variable "A" needs its own value: {way}. Take one of them out.'


def test_two_circles_are_two_problems_and_a_chain_is_none(tmp_path: Path) -> None:
    chain = [constant("A", "{{B}}"), constant("B", "{{C}} {{Event Name}}"), constant("C", "c")]
    circles = [constant("A", "{{A}}"), constant("B", "{{B}}")]

    assert problems(tmp_path, *chain) == []
    assert len(problems(tmp_path, *circles)) == 2


def test_a_long_chain_takes_no_time(tmp_path: Path) -> None:
    lines = [constant(f"V{number}", f"{{{{V{number + 1}}}}}") for number in range(300)]

    assert problems(tmp_path, *lines, constant("V300", "end")) == []
