"""Tests that ran, for whoever reads them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gateway.cli.tested import Ended, as_github, as_json, as_junit, as_table
from gateway.place import Place
from gateway.testing.case import Result, fault
from gateway.testing.coverage import Reached

PLACE = Place("tests/rules_test.yaml", 4, 7)
GOOD = Ended("Good", PLACE, Result(), 0.25)
WRONG = Ended("Wrong, 100 %", PLACE, Result((fault(PLACE, "a < b"), fault(PLACE, "c")), "GET /\x1b ..."), 0.5)
UPDATED = Ended("a.http", Place("a.sent.json"), Result(updated=(Path("a.sent.json"),)), 0.25)
REACHED = [Reached(Path("rules.yaml"), {"clients": {"GA4": Place("rules.yaml", 2, 3)}, "triggers": {}, "tags": {}})]
NEVER = 'client "GA4" never claimed a hit in these tests.'


def test_a_person_reads_what_is_wrong_first() -> None:
    assert as_table([GOOD, WRONG, UPDATED], REACHED).splitlines() == [
        "tests/rules_test.yaml:4  Wrong, 100 %",
        "  tests/rules_test.yaml:4:7  a < b",
        "  tests/rules_test.yaml:4:7  c",
        "",
        "  GET /\x1b ...",
        "",
        "a.sent.json was written anew",
        f"rules.yaml:2:3  warning: {NEVER}",
        "rules.yaml: 0 of 1 clients claimed a hit, 0 of 0 triggers fired, 0 of 0 tags ran.",
        "3 tests in 1.0 s: 2 good, 1 wrong.",
    ]


def test_a_program_reads_all_of_it() -> None:
    document = json.loads(as_json([GOOD, WRONG, UPDATED], REACHED))

    assert document["schema"] == "test/v1"
    assert [test["outcome"] for test in document["tests"]] == ["good", "wrong", "updated"]
    assert document["tests"][1]["faults"][0] == {"file": PLACE.file, "line": 4, "column": 7, "what": "a < b"}
    assert document["coverage"][0]["clients"] == {"reached": 0, "of": 1}
    assert document["coverage"][0]["never"] == [{"file": "rules.yaml", "line": 2, "what": NEVER}]


def test_a_ci_server_reads_xml_whatever_is_in_it() -> None:
    suites = ElementTree.fromstring(as_junit([GOOD, WRONG], REACHED))
    (failure,) = suites.iter("failure")

    assert suites.attrib == {"tests": "2", "failures": "1", "time": "0.750"}
    assert [case.attrib["name"] for case in suites.iter("testcase")] == ["Good", "Wrong, 100 %"]
    assert failure.attrib["message"] == "tests/rules_test.yaml:4:7  a < b"
    assert (failure.text or "").endswith("GET /� ...")


def test_github_reads_commands() -> None:
    assert as_github([GOOD, WRONG], REACHED).splitlines() == [
        "::error file=tests/rules_test.yaml,line=4,col=7,title=sgtm%3A test::Wrong, 100 %25: a < b",
        "::error file=tests/rules_test.yaml,line=4,col=7,title=sgtm%3A test::Wrong, 100 %25: c",
        f"::warning file=rules.yaml,line=2,col=3,title=sgtm%3A coverage::{NEVER}",
        "rules.yaml: 0 of 1 clients claimed a hit, 0 of 0 triggers fired, 0 of 0 tags ran.",
        "2 tests in 0.8 s: 1 good, 1 wrong.",
    ]


@pytest.mark.parametrize(
    ("tests", "ended"), [([GOOD], "1 test in 0.2 s: all good."), ([WRONG], "1 test in 0.5 s: 0 good, 1 wrong.")]
)
def test_the_last_line_says_how_it_ended(tests: list[Ended], ended: str) -> None:
    assert as_table(tests, []).splitlines()[-1] == ended
