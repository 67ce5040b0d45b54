"""A git revision of a container, unpacked without touching the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.cli.revision import revision
from gateway.errors import GatewayError
from tests.gateway.cli.repository import RULES, commit, git, repository


def unpacked(said: str, into: Path, beside: Path | None = None) -> str:
    into.mkdir(exist_ok=True)
    return revision(said, beside).unpack(into).read_text()


def state(folder: Path) -> tuple[str, bytes, str]:
    return git(folder, "status", "--porcelain"), (folder / ".git" / "index").read_bytes(), git(folder, "for-each-ref")


@pytest.mark.parametrize(
    ("said", "path", "folder"),
    [
        ("main", "rules.yaml", "main:"),
        ("HEAD~0", "rules.yaml", "HEAD~0:"),
        ("main:shop", "shop/rules.yaml", "main:shop/"),
        ("main:shop/other.yaml", "shop/other.yaml", "main:shop/"),
        ("main:./rules.yaml", "rules.yaml", "main:"),
        ("main:", "rules.yaml", "main:"),
    ],
)
def test_a_revision_names_a_rules_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, path: str, folder: str
) -> None:
    repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = revision(said)

    assert (found.path, found.folder, found.commit) == (path, folder, git(tmp_path, "rev-parse", "HEAD"))


def test_a_revision_alone_is_the_same_file_as_it_was_then(tmp_path: Path) -> None:
    shop = repository(tmp_path / "work", "shop")

    assert revision("main", beside=shop / "rules.yaml").path == "shop/rules.yaml"
    assert unpacked("main", tmp_path / "into", shop / "rules.yaml") == RULES


def test_work_tree_index_and_branches_stay_as_they_are(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work")
    (folder / "rules.yaml").write_text("changed")
    (folder / "staged.yaml").write_text("new")
    git(folder, "add", "staged.yaml")
    before = state(folder)

    assert unpacked("main", tmp_path / "into", folder / "rules.yaml") == RULES
    assert state(folder) == before


def test_no_hook_of_the_repository_runs(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work")
    for name in ("post-index-change", "post-checkout"):
        hook = folder / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
        hook.chmod(0o755)
    unpacked("main", tmp_path / "into", folder / "rules.yaml")

    assert not (tmp_path / "ran").exists()


def test_what_an_archive_would_leave_out_is_there(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work")
    (folder / ".gitattributes").write_text("rules.yaml export-ignore\n")
    commit(folder)

    assert unpacked("main", tmp_path / "into", folder / "rules.yaml") == RULES


def test_it_works_inside_a_hook_which_has_an_index_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "work")
    monkeypatch.setenv("GIT_INDEX_FILE", str(folder / ".git" / "index"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

    assert unpacked("main", tmp_path / "into", folder / "rules.yaml") == RULES


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("-main", "is no git revision"),
        ("--upload-pack=x", "is no git revision"),
        (":rules.yaml", "is no git revision"),
        ("mian", 'no git revision. Did you mean "main"?'),
        ("main\x1b[2J", "no git revision"),
        ("main:/etc/passwd", "the path is one inside the repository"),
        ("main:a/../../b.yaml", "the path is one inside the repository"),
        ("main:../../b.yaml", "is not in the repository"),
        ("main^{tree}", "no git revision"),
        ("x" * 10_000, "no git revision"),
    ],
)
def test_what_is_no_revision_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, why: str) -> None:
    repository(tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    with pytest.raises(GatewayError) as told:
        revision(said)

    assert why in str(told.value)
    assert str(told.value).isprintable()


def test_outside_a_repository_git_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.fspath(tmp_path.parent))

    with pytest.raises(GatewayError, match="Git says: not a git repository"):
        revision("main")


def test_without_git_two_folders_can_be_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))

    with pytest.raises(GatewayError, match="needs git"):
        revision("main")
