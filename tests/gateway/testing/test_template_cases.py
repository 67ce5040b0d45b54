"""A template's own tests as cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.testing.case import Bench, examine
from gateway.testing.template_cases import cases, is_template

TAG = """___INFO___

{"type": "TAG", "id": "crm", "version": 1, "displayName": "CRM", "containerContexts": ["SERVER"]}


___TEMPLATE_PARAMETERS___

[]


___SANDBOXED_JS_FOR_SERVER___

data.gtmOnSuccess();


___SERVER_PERMISSIONS___

[]


___TESTS___

scenarios:
- name: It ends well
  code: |-
    runCode({});

    assertApi('gtmOnSuccess').wasCalled();
- name: This one is wrong
  code: |-
    runCode({});
    assertThat(sent, 'what was sent').isDefined();
setup: let sent;


___NOTES___

Made by hand.
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crm.tpl").write_text(TAG, "utf-8")
    return tmp_path / "crm.tpl"


def test_each_scenario_is_a_case_with_its_line(file: Path) -> None:
    lines = TAG.splitlines()
    found = list(cases(file, None))

    assert [case.name for case in found][:2] == ["It ends well", "This one is wrong"]
    assert all(case.place.file == "crm.tpl" for case in found)
    assert all(case.name in lines[case.place.line - 3] for case in found)


def test_what_fails_is_told_with_the_line_of_its_assertion(file: Path) -> None:
    results = {case.name: examine(case, Bench()) for case in cases(file, None)}
    line = next(number for number, text in enumerate(TAG.splitlines(), 1) if "'what was sent'" in text)

    assert results["It ends well"].is_good
    assert [str(fault) for fault in results["This one is wrong"].faults] == [
        f"crm.tpl:{line}:1  what was sent: expected undefined to be defined"
    ]


def test_scenarios_of_one_name_have_names_of_their_own(file: Path) -> None:
    file.write_text(TAG.replace("This one is wrong", "It ends well"), "utf-8")

    assert [case.name for case in cases(file, None)][:2] == ["It ends well (1)", "It ends well (2)"]


def test_templates_of_other_engines_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "page.tpl").write_text("<p>{{ title }}</p>", "utf-8")

    assert not is_template(tmp_path / "page.tpl")
    assert list(cases(tmp_path / "page.tpl", None)) == []


def test_a_template_that_cannot_be_read_is_told(file: Path) -> None:
    file.write_text(TAG.replace("scenarios:", "scenarios: ["), "utf-8")

    with pytest.raises(RulesError, match=r"crm\.tpl:\d+"):
        list(cases(file, None))


def test_pytest_collects_them(pytester: pytest.Pytester) -> None:
    (pytester.mkdir("templates") / "crm.tpl").write_text(TAG, "utf-8")
    (pytester.path / "page.tpl").write_text("<p>{{ title }}</p>", "utf-8")

    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1, failed=1)
