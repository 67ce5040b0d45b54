"""`sgtm check`: what is wrong with the rules, on stdout, with exit code 3."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOUBTFUL = "clients: {GA4: {type: ga4}}\ntriggers: {A: always}\n"
NEW = "Go to its folder, or write a first one: sgtm new."
WRONG = "clients: {GA4: {type: ga3}}\ntags:\n  A: {type: tikok}\n"


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_right_rules_are_good_without_a_secret() -> None:
    shown = sgtm(ROOT, "check")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == "rules.yaml: good: 1 client, 2 tags.\n"


def test_every_problem_is_a_line_and_the_exit_code_is_3(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(WRONG)
    shown = sgtm(tmp_path, "check", "shop.yaml")

    assert (shown.returncode, shown.stderr) == (3, "")
    assert shown.stdout.splitlines() == [
        'shop.yaml:1:23  client "GA4": there is no client type "ga3". Did you mean "ga4"?',
        'shop.yaml:3:13  tag "A": there is no tag type "tikok". Did you mean "tiktok"?',
    ]


def test_problems_are_json_for_programs(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(WRONG)
    shown = sgtm(tmp_path, "check", "--format", "json")

    assert shown.returncode == 3
    assert json.loads(shown.stdout)["schema"] == "check/v1"
    assert json.loads(shown.stdout)["problems"][1] == {
        "place": {"file": "rules.yaml", "line": 3, "column": 13},
        "what": 'tag "A": there is no tag type "tikok". Did you mean "tiktok"?',
        "stage": "types",
    }


def test_no_problems_are_json_too() -> None:
    shown = sgtm(ROOT, "check", "--format", "json")

    assert (shown.returncode, json.loads(shown.stdout)) == (0, {"schema": "check/v1", "problems": []})


def test_rules_that_are_not_there_are_a_problem(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "check")

    assert (shown.returncode, shown.stdout) == (
        3,
        f"rules.yaml:1:1  cannot be read: No such file or directory. {NEW}\n",
    )


def test_what_only_looks_wrong_is_a_warning_and_the_exit_code_is_1(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(DOUBTFUL)
    shown = sgtm(tmp_path, "check")

    assert (shown.returncode, shown.stderr) == (1, "")
    assert shown.stdout.splitlines() == [
        'rules.yaml:2:12  warning: trigger "A": no tag uses it. Name it under a tag\'s triggers, or take it out.',
        "rules.yaml: good: 1 client, 0 tags, 1 warning.",
    ]


@pytest.mark.parametrize("form", ["table", "json", "github", "sarif"])
@pytest.mark.parametrize(("text", "code"), [(WRONG, 3), (DOUBTFUL, 0)], ids=["wrong", "doubtful"])
def test_without_warnings_only_what_is_wrong_is_told(tmp_path: Path, form: str, text: str, code: int) -> None:
    (tmp_path / "rules.yaml").write_text(text)
    shown = sgtm(tmp_path, "check", "--no-warnings", "--format", form)

    assert (shown.returncode, shown.stderr) == (code, "")
    assert "warning" not in shown.stdout.replace('"warnings"', "")


@pytest.mark.parametrize("form", ["table", "json", "github", "sarif"])
def test_the_exit_code_is_the_same_in_every_format(tmp_path: Path, form: str) -> None:
    (tmp_path / "rules.yaml").write_text(DOUBTFUL)
    doubtful = sgtm(tmp_path, "check", "--format", form)
    (tmp_path / "rules.yaml").write_text(WRONG)

    assert (doubtful.returncode, sgtm(tmp_path, "check", "--format", form).returncode) == (1, 3)


def test_a_warning_in_json_says_that_it_is_one(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(DOUBTFUL)
    (problem,) = json.loads(sgtm(tmp_path, "check", "--format", "json").stdout)["problems"]

    assert (problem["stage"], problem["is_warning"]) == ("unused trigger", True)


def test_github_is_told_the_file_as_seen_from_where_the_command_runs(tmp_path: Path) -> None:
    (tmp_path / "shop" / "more").mkdir(parents=True)
    (tmp_path / "shop" / "rules.yaml").write_text("include: more/\n" + DOUBTFUL)
    (tmp_path / "shop" / "more" / "a.yaml").write_text("triggers: {B: always}\n")
    shown = sgtm(tmp_path, "check", "shop/rules.yaml", "--format", "github")

    assert [line.partition(",")[0] for line in shown.stdout.splitlines()] == [
        "::warning file=shop/more/a.yaml",
        "::warning file=shop/rules.yaml",
    ]


def test_right_rules_have_no_annotation(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("clients: {GA4: {type: ga4}}\n")
    shown = sgtm(tmp_path, "check", "--format", "github")

    assert (shown.returncode, shown.stdout) == (0, "")


def test_sarif_names_the_file_as_seen_from_where_the_command_runs(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "rules.yaml").write_text(WRONG)
    shown = sgtm(tmp_path, "check", "shop/rules.yaml", "--format", "sarif")
    results = json.loads(shown.stdout)["runs"][0]["results"]

    assert [each["level"] for each in results] == ["error", "error"]
    assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results} == {
        "shop/rules.yaml"
    }
