"""The command `sgtm` itself: its verbs, its exit codes, and sentences instead of tracebacks."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.cli import VERBS


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_help_lists_every_verb(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "--help")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert [verb for verb in VERBS if f"  {verb} " not in shown.stdout] == []


def test_without_a_verb_help_is_shown_as_a_mistake_of_usage(tmp_path: Path) -> None:
    shown = sgtm(tmp_path)

    assert shown.returncode == 2
    assert "Usage:" in shown.stdout + shown.stderr


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "--version")

    assert (shown.returncode, shown.stdout) == (0, f"{importlib.metadata.version('sgtm')}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "No such command 'chek'."),
        (["check", "--rules", "x"], "No such option: --rules"),
        (["replay"], "Missing argument 'files'."),
        (["check", "--format", "yaml"], "'yaml' is not one of 'table', 'json', 'github', 'sarif'."),
    ],
    ids=["no such verb", "no such option", "no file", "no such format"],
)
def test_a_mistake_of_usage_is_a_sentence_and_exit_code_2(tmp_path: Path, words: list[str], said: str) -> None:
    shown = sgtm(tmp_path, *words)

    assert (shown.returncode, shown.stdout) == (2, "")
    assert said in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_mistake_of_the_user_is_one_sentence_that_begins_with_the_programs_name(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "replay", "hit.http")

    assert (shown.returncode, shown.stdout) == (3, "")
    assert shown.stderr.startswith("sgtm: rules.yaml:1:1  cannot be read: No such file or directory. Go to its folder")
    assert shown.stderr.count("\n") == 1


def test_the_help_of_a_verb_has_its_options(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "replay", "--help")

    assert shown.returncode == 0
    assert VERBS["replay"] in " ".join(shown.stdout.split())
    assert "--rules" in shown.stdout
