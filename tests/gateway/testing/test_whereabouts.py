"""Where a test's files lie, and how messages name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.place import Place, Problem
from gateway.testing.whereabouts import files_below, rules_near, seen_from, seen_from_here


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a shop's tests, two below its rules; the tests run elsewhere."""
    inner = tmp_path / "shop" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "rules.yaml").touch()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return inner


def test_the_nearest_rules_are_those_in_the_folder_or_above_it(folder: Path) -> None:
    (folder.parent / "rules.yaml").touch()

    assert rules_near(folder) == folder.parent / "rules.yaml"
    assert rules_near(folder.parent) == folder.parent / "rules.yaml"


def test_a_project_ends_at_the_folder_with_git(folder: Path) -> None:
    (folder.parent / ".git").mkdir()

    with pytest.raises(
        RulesError, match=r"  there is none in .*/a/b or above it, up to .*/shop/a, where its project ends"
    ):
        rules_near(folder)


def test_a_project_ends_no_lower_than_where_the_tests_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    assert rules_near(folder) == tmp_path / "rules.yaml"
    assert rules_near(Path("shop/a")) == tmp_path / "rules.yaml"


def test_rules_above_where_the_tests_run_are_somebody_elses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    with pytest.raises(
        RulesError, match=r"^rules\.yaml:1:1  there is none in \., where its project ends\. Run this from "
    ):
        rules_near(folder)


def test_another_top_may_be_named(folder: Path, tmp_path: Path) -> None:
    assert rules_near(folder, tmp_path) == tmp_path / "rules.yaml"


def test_what_a_folder_has_in_common_with_where_the_tests_run_is_not_looked_at(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="there is none in "):
        rules_near(folder)

    (tmp_path / "shop" / "rules.yaml").touch()
    assert rules_near(folder) == tmp_path / "shop" / "rules.yaml"


def test_a_folder_where_everybody_puts_files_is_not_looked_at(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "shop" / "rules.yaml").touch()
    (tmp_path / "shop").chmod(0o1777)

    with pytest.raises(RulesError, match=r"up to .*/shop/a, where"):
        rules_near(folder)


def test_files_are_named_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert seen_from_here(tmp_path / "tests" / "a") == seen_from_here(Path("tests/a")) == "tests/a"
    assert seen_from_here(tmp_path.parent / "a") == (tmp_path.parent / "a").as_posix()
    assert str(seen_from(tmp_path / "shop", Problem(Place(), "wrong"))) == "shop/rules.yaml:1:1  wrong"


def test_a_folder_has_its_files_in_one_order_without_what_is_hidden_or_installed(folder: Path) -> None:
    for name in ("b", "a", ".hidden/c", "node_modules/c", "env/pyvenv.cfg", "inner/d"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()

    assert [file.name for file in files_below(folder)] == ["a", "b", "d"]
    assert list(files_below(folder / "a")) == [folder / "a"]
