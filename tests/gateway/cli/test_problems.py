"""Problems for a terminal, a program, GitHub's annotations and readers of SARIF."""

from __future__ import annotations

import json
from pathlib import Path

from gateway.cli.problems import as_github, as_json, as_lines, as_sarif
from gateway.place import Place, Problem

WRONG = Problem(Place("rules.yaml", 3, 13), 'tag "A": there is no tag type "tikok".', "types")
DOUBTFUL = Problem(Place("more/a.yaml", 1, 3), 'trigger "B": no tag uses it.', "unused trigger", is_warning=True)
HERE = Path()


def test_people_read_a_line_each() -> None:
    assert as_lines([WRONG, DOUBTFUL]).splitlines() == [
        'rules.yaml:3:13  tag "A": there is no tag type "tikok".',
        'more/a.yaml:1:3  warning: trigger "B": no tag uses it.',
    ]


def test_a_program_reads_json_in_which_a_warning_says_so() -> None:
    wrong, doubtful = json.loads(as_json([WRONG, DOUBTFUL]))["problems"]

    assert (wrong["stage"], "is_warning" in wrong) == ("types", False)
    assert doubtful == {
        "place": {"file": "more/a.yaml", "line": 1, "column": 3},
        "what": 'trigger "B": no tag uses it.',
        "stage": "unused trigger",
        "is_warning": True,
    }


def test_no_problems_are_an_empty_list() -> None:
    assert json.loads(as_json([])) == {"schema": "check/v1", "problems": []}
    assert (as_lines([]), as_github([], HERE)) == ("", "")


def test_github_shows_an_error_or_a_warning_at_its_line() -> None:
    assert as_github([WRONG, DOUBTFUL], HERE).splitlines() == [
        '::error file=rules.yaml,line=3,col=13,title=sgtm%3A types::tag "A": there is no tag type "tikok".',
        '::warning file=more/a.yaml,line=1,col=3,title=sgtm%3A unused-trigger::trigger "B": no tag uses it.',
    ]


def test_a_sentence_cannot_end_its_annotation_or_begin_another_one() -> None:
    (line,) = as_github([Problem(Place(), "100 %, a\r\n::error::b%0A", "yaml")], HERE).splitlines()

    assert line.endswith("::100 %25, a%0D%0A::error::b%250A")


def test_a_file_cannot_add_to_its_annotation() -> None:
    (line,) = as_github([Problem(Place("a,line=9:50%\n.yaml", 1, 1), "b", "yaml")], HERE).splitlines()

    assert line.startswith("::error file=a%2Cline=9%3A50%25%0A.yaml,line=1,col=1,title=")


def test_sarif_has_every_result_with_its_rule_level_and_region() -> None:
    sarif = json.loads(as_sarif([WRONG, DOUBTFUL], HERE, "1.2.3"))
    (run,) = sarif["runs"]

    assert (sarif["version"], sarif["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    assert run["tool"]["driver"] == {
        "name": "sgtm",
        "version": "1.2.3",
        "rules": [{"id": "types"}, {"id": "unused-trigger"}],
    }
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [
        ("types", "error"),
        ("unused-trigger", "warning"),
    ]
    assert run["results"][0]["message"] == {"text": WRONG.what}
    assert run["results"][0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "rules.yaml"},
                "region": {"startLine": 3, "startColumn": 13},
            }
        }
    ]


def test_no_problems_are_a_run_without_results() -> None:
    (run,) = json.loads(as_sarif([], HERE, "1.2.3"))["runs"]

    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_a_file_is_named_as_seen_from_where_the_command_runs() -> None:
    sarif = json.loads(as_sarif([DOUBTFUL], Path("shops/one"), "1"))
    (where,) = sarif["runs"][0]["results"][0]["locations"]

    assert where["physicalLocation"]["artifactLocation"] == {"uri": "shops/one/more/a.yaml"}
    assert "file=shops/one/more/a.yaml," in as_github([DOUBTFUL], Path("shops/one"))


def test_the_same_problem_twice_is_one_rule_of_sarif() -> None:
    (run,) = json.loads(as_sarif([WRONG, WRONG], HERE, "1"))["runs"]

    assert (len(run["results"]), len(run["tool"]["driver"]["rules"])) == (2, 1)
