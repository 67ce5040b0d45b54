"""`sgtm check`: what is wrong with the rules, on stdout, with exit code 3."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
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
    }


def test_no_problems_are_json_too() -> None:
    shown = sgtm(ROOT, "check", "--format", "json")

    assert (shown.returncode, json.loads(shown.stdout)) == (0, {"schema": "check/v1", "problems": []})


def test_rules_that_are_not_there_are_a_problem(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "check")

    assert (shown.returncode, shown.stdout) == (3, "rules.yaml:1:1  cannot be read: No such file or directory.\n")
