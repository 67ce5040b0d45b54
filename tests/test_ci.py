"""The GitHub Action and the pre-commit hooks: what they run is run, in a repository with a new container."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.gateway.cli.repository import commit, git

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / ".github" / "action" / "action.yml"
STEPS: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}
CASES = """tests:
  A purchase reaches TikTok:
    hit: hits/purchase.http
    expect: {fired: TikTok purchase}
"""
INPUTS = {"rules": "rules.yaml", "tests": ".", "captures": "tests/hits", "base": "main"}


@pytest.fixture
def container(tmp_path: Path) -> Path:
    """A repository whose branch `main` has a new container."""
    folder = tmp_path / "shop"
    ran(folder.parent, ["sgtm", "new", "shop"])
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)
    return folder


def ran(folder: Path, command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """A command with the `sgtm` of this Python before any other."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {**os.environ, "PATH": path, **environment}
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False, timeout=60)


def step(name: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """A step of the action, run as GitHub runs it."""
    said = {**INPUTS, **inputs}
    found = next(each for each in STEPS if each["name"] == name)
    filled = {
        key: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: said[match.group(1)], value)
        for key, value in found.get("env", {}).items()
    }
    own = folder.parent
    runner = {
        "RUNNER_TEMP": str(own),
        "GITHUB_PATH": str(own / "path"),
        "GITHUB_STEP_SUMMARY": str(own / "summary.md"),
        "GITHUB_ACTION_PATH": str(ACTION.parent),
    }
    (own / "step.sh").write_text(found["run"])
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(own / "step.sh")]
    return ran(folder, shell, **runner, **filled)


def edited(folder: Path, old: str, new: str) -> None:
    rules = folder / "rules.yaml"
    assert old in rules.read_text()
    rules.write_text(rules.read_text().replace(old, new))


@pytest.mark.parametrize("name", [each["name"] for each in STEPS])
def test_every_step_runs_in_a_new_container_and_finds_nothing(container: Path, name: str) -> None:
    done = step(name, container)

    assert (done.returncode, done.stdout.count("::")) == (0, 0), done.stdout + done.stderr
    assert not (container.parent / "summary.md").exists()


def test_an_input_is_never_part_of_a_script() -> None:
    assert [each["name"] for each in STEPS if "${{" in each["run"]] == []


def test_the_action_installs_the_project_it_is_part_of() -> None:
    assert (ACTION.parent / ".." / ".." / "pyproject.toml").is_file()


def test_what_is_wrong_with_the_rules_stops_the_check_and_a_warning_does_not(container: Path) -> None:
    edited(container, "triggers:\n", "triggers:\n  Nobody: event_name == nobody\n")
    warned = step("Check", container)
    edited(container, "type: tiktok", "type: tikok")
    wrong = step("Check", container)

    assert (warned.returncode, warned.stdout.startswith("::warning file=rules.yaml,line=10,")) == (0, True)
    assert (wrong.returncode, wrong.stdout.startswith("::error file=rules.yaml,line=")) == (1, True)


def test_a_test_that_fails_stops_the_action_at_its_line(container: Path) -> None:
    (container / "tests" / "rules_test.yaml").write_text(CASES)
    good = step("Test", container, tests="tests\n")
    edited(container, "event_name == purchase", "event_name == refund")
    wrong = step("Test", container)

    assert (good.returncode, "::error" in good.stdout) == (0, False)
    assert (wrong.returncode, "::error file=tests/rules_test.yaml,line=" in wrong.stdout) == (1, True)


def test_a_difference_is_an_annotation_and_a_summary_and_stops_nobody(container: Path) -> None:
    edited(container, "event_name == purchase", "event_name == Purchase")
    done = step("Diff", container)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("::warning file=rules.yaml,line=14,col=3,title=sgtm%3A diff::")
    summary = (container.parent / "summary.md").read_text()
    assert "    main -> rules.yaml: 1 hit, 1 event, 1 -> 0 requests\n" in summary
    assert 'client_name was "GA4"' not in summary


def test_a_checkout_of_one_commit_fetches_its_base(container: Path) -> None:
    git(container, "checkout", "--quiet", "-b", "change")
    edited(container, "event_name == purchase", "event_name == Purchase")
    commit(container)
    git(container.parent, "clone", "--quiet", "--depth=1", "--branch=change", container.as_uri(), "checkout")
    git(container.parent / "checkout", "checkout", "--quiet", "--detach")
    done = step("Diff", container.parent / "checkout")

    assert (done.returncode, "::warning file=rules.yaml,line=14," in done.stdout) == (0, True)
    assert "main:rules.yaml:10" in (container.parent / "summary.md").read_text()


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"base": "nobody"}, "origin"),
        ({"captures": "tests/nobody.http"}, "nobody.http"),
        ({"rules": "nobody.yaml"}, "nobody.yaml"),
    ],
)
def test_what_cannot_be_compared_stops_the_action(container: Path, inputs: dict[str, str], said: str) -> None:
    done = step("Diff", container, **inputs)

    assert done.returncode != 0
    assert said in done.stderr


def hooked(name: str, folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    hook = HOOKS[name]
    passed = files if hook.get("pass_filenames", True) else ()
    return ran(folder, [*shlex.split(hook["entry"]), *passed])


def test_every_hook_runs_in_a_container_and_finds_nothing(container: Path) -> None:
    (container / "tests" / "rules_test.yaml").write_text(CASES)
    done = {name: hooked(name, container, "rules.yaml").returncode for name in HOOKS}

    assert done == {"sgtm-check": 0, "sgtm-fmt": 0, "sgtm-test": 0}


def test_every_hook_finds_what_is_wrong(container: Path) -> None:
    (container / "tests" / "rules_test.yaml").write_text(CASES.replace("TikTok purchase", "Nobody"))
    edited(container, "type: tiktok\n", "type:   tiktok\n")
    before = (container / "rules.yaml").read_text()

    assert hooked("sgtm-test", container).returncode != 0
    assert hooked("sgtm-fmt", container, "rules.yaml").stdout == "rules.yaml\n"
    assert (container / "rules.yaml").read_text() != before
    edited(container, "type: ga4", "type: ga3")
    assert hooked("sgtm-check", container).returncode == 3


@pytest.mark.parametrize(
    ("name", "file", "runs"),
    [
        ("sgtm-check", "shop/rules.yaml", True),
        ("sgtm-check", "tags/mine.py", True),
        ("sgtm-check", "README.md", False),
        ("sgtm-fmt", "rules.yaml", True),
        ("sgtm-fmt", "tests/rules_test.yaml", False),
        ("sgtm-test", "tests/hits/purchase.http", True),
        ("sgtm-test", "tests/hits/purchase.sent.json", True),
    ],
)
def test_a_hook_runs_for_the_files_it_reads(name: str, file: str, *, runs: bool) -> None:
    assert bool(re.search(HOOKS[name]["files"], file)) is runs
