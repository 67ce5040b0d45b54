"""`sgtm new`: a first container that passes at once, and never over somebody's files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILES = ["rules.yaml", "tests/hits/purchase.http", "tests/test_purchase.py", "rules.schema.json"]
BARE = {name: value for name, value in os.environ.items() if not name.startswith("TIKTOK_")}


def run(folder: Path, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60, env=BARE)


def test_a_first_container_is_checked_replayed_and_tested_without_a_secret(tmp_path: Path) -> None:
    made = run(tmp_path, "gateway.cli", "new")
    assert (made.returncode, made.stdout.splitlines()) == (0, FILES)

    assert run(tmp_path, "gateway.cli", "check").stdout == "rules.yaml: good: 1 client, 1 tag.\n"
    assert "verdict  accepted: code 0 OK" in run(tmp_path, "gateway.cli", "replay", "tests/hits/purchase.http").stdout
    assert "2 passed" in run(tmp_path, "pytest", "-q", "-p", "no:cacheprovider").stdout


def test_it_says_on_stderr_what_to_do_next(tmp_path: Path) -> None:
    made = run(tmp_path, "gateway.cli", "new", "shop")

    assert made.stdout.splitlines() == [f"shop/{name}" for name in FILES]
    assert "sgtm replay " in made.stderr
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")}
    assert written == {*made.stdout.splitlines(), "shop/.gitignore"}
    assert (tmp_path / "shop" / ".gitignore").read_text().splitlines()[-1] == ".sgtm/"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_there_already_stays_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine")
    made = run(tmp_path, "gateway.cli", "new")

    assert (made.returncode, made.stdout) == (1, "")
    assert made.stderr == f"sgtm: {name} is already there. Choose an empty folder.\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]


@pytest.mark.parametrize("folder", ["taken", "taken/shop"], ids=["a file", "a folder in a file"])
def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path, folder: str) -> None:
    (tmp_path / "taken").write_text("a file")
    made = run(tmp_path, "gateway.cli", "new", folder)

    assert made.stderr.startswith("sgtm: taken")
    assert len(made.stderr.splitlines()) == 1
