"""`___TESTS___`."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import RulesError
from gateway.sandbox.suite import Suite, read_suite
from gateway.sandbox.tpl import read_template

from .shop_template import TEXT


def told(text: str) -> list[str]:
    with pytest.raises(RulesError) as error:
        read_suite(text, "shop.tpl", 10)
    return [str(problem) for problem in error.value.problems]


def test_scenarios_have_the_lines_of_the_file() -> None:
    template, lines = read_template(TEXT, "shop.tpl"), TEXT.split("\n")
    suite = read_suite(template.tests, template.file, template.tests_line)

    assert [each.name for each in suite.scenarios] == ["A purchase is told"]
    assert lines[suite.scenarios[0].line - 1].strip() == "runCode(mockData);"
    assert lines[suite.setup_line - 1].strip() == suite.setup


@pytest.mark.parametrize("text", ["", "scenarios: []", "scenarios:", "~", "setup: ''"], ids=str)
def test_no_tests_are_no_problem(text: str) -> None:
    assert read_suite(text, "shop.tpl").scenarios == ()


def test_code_in_quotes_has_the_line_it_stands_in() -> None:
    suite = read_suite('setup: "let a;"\nscenarios:\n- name: One\n  code: fail()\n', "shop.tpl", 10)

    assert (suite.setup, suite.setup_line, suite.scenarios[0].line) == ("let a;", 10, 13)


def test_a_scenario_without_a_name_has_its_number() -> None:
    assert read_suite("scenarios:\n- code: fail()", "shop.tpl").scenarios[0].name == "scenario 1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "scenarios:\n  - name: [",
            "shop.tpl:12:1  ___TESTS___: this is not valid YAML: did not find expected node content.",
        ),
        ("scenarios: 5", 'shop.tpl:10:12  ___TESTS___: "scenarios" must be a list.'),
        ("- a", "shop.tpl:10:1  ___TESTS___: the tests must be a mapping of names to values."),
        ("scenarios:\n- 5", "shop.tpl:11:3  ___TESTS___: scenario 1 must be a mapping of names to values."),
        ("scenarios:\n- name: A\n  code: [a]", 'shop.tpl:12:9  ___TESTS___: the code of "A" must be text.'),
        ("[" * 100, "shop.tpl:10:9  ___TESTS___: it is nested more than 8 deep."),
        ("a: &a 1\nsetup: *a", "shop.tpl:11:8  ___TESTS___: tests have no aliases."),
    ],
    ids=["no YAML", "no list", "a list", "no scenario", "no code", "a tower", "an alias"],
)
def test_what_is_wrong_is_told_with_its_place(text: str, sentence: str) -> None:
    assert told(text)[0].startswith(sentence)


@given(st.text(max_size=60) | st.text("scenarios: [-]{}&*|>\n'\"", max_size=60))
@settings(max_examples=100, deadline=None)
def test_whatever_stands_there_is_read_or_told(text: str) -> None:
    with suppress(RulesError):
        assert isinstance(read_suite(text, "shop.tpl"), Suite)
