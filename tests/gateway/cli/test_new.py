"""`sgtm new`: a first container that passes at once, and never over somebody's files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILES = [
    "rules.yaml",
    "tests/hits/purchase.http",
    "tests/rules_test.yaml",
    "tests/test_purchase.py",
    "rules.schema.json",
]
BARE = {name: value for name, value in os.environ.items() if not name.startswith("TIKTOK_")}


def run(folder: Path, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60, env=BARE)


def test_a_first_container_is_checked_replayed_and_tested_without_a_secret(tmp_path: Path) -> None:
    made = run(tmp_path, "gateway.cli", "new")
    assert (made.returncode, made.stdout.splitlines()) == (0, FILES)

    assert run(tmp_path, "gateway.cli", "check").stdout == "rules.yaml: good: 1 client, 1 tag.\n"
    assert "verdict  accepted: code 0 OK" in run(tmp_path, "gateway.cli", "replay", "tests/hits/purchase.http").stdout
    assert "3 tests" in run(tmp_path, "gateway.cli", "test").stdout
    assert "5 passed" in run(tmp_path, "pytest", "-q", "-p", "no:cacheprovider").stdout


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


KINDS = ["tag", "client", "variable", "trigger", "transformation"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_type_is_written_with_its_test_and_a_hit_and_passes(tmp_path: Path, kind: str) -> None:
    run(tmp_path, "gateway.cli", "new")
    made = run(tmp_path, "gateway.cli", "new", kind, "my_own")

    assert made.returncode == 0
    assert made.stdout.splitlines() == [f"{kind}s/my_own.py", "tests/test_my_own.py", "tests/hits/my_own.http"]
    assert " passed" in run(tmp_path, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_my_own.py").stdout
    assert "NewType" not in (tmp_path / f"{kind}s" / "my_own.py").read_text()


def test_the_schema_knows_a_new_type_at_once(tmp_path: Path) -> None:
    run(tmp_path, "gateway.cli", "new")
    run(tmp_path, "gateway.cli", "new", "tag", "crm_webhook")

    assert '"crm_webhook"' in (tmp_path / "rules.schema.json").read_text()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("tag", "tiktok"), 1, 'there is a built-in tag type "tiktok"'),
        (("tag", "Tik-Tok"), 1, '"Tik-Tok" is no name for a type'),
        (("tag",), 2, "sgtm new tag crm_webhook"),
        (("pixel", "x"), 2, "one of tag, client, variable, trigger, transformation"),
    ],
    ids=["a built-in name", "no name", "a kind alone", "no kind"],
)
def test_what_is_no_new_type_is_told(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    run(tmp_path, "gateway.cli", "new")
    made = run(tmp_path, "gateway.cli", "new", *words)

    assert (made.returncode, made.stdout) == (code, "")
    assert said in " ".join(made.stderr.split())


def test_a_type_of_ones_own_is_never_written_over(tmp_path: Path) -> None:
    run(tmp_path, "gateway.cli", "new")
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "mine.py").write_text("mine")
    made = run(tmp_path, "gateway.cli", "new", "tag", "mine")

    assert made.stderr == "sgtm: tags/mine.py is already there. Choose another name.\n"
    assert (tmp_path / "tags" / "mine.py").read_text() == "mine"


def test_a_type_needs_a_container_beside_it(tmp_path: Path) -> None:
    made = run(tmp_path, "gateway.cli", "new", "tag", "mine")

    assert made.stderr.startswith("sgtm: there is no rules.yaml here.")
