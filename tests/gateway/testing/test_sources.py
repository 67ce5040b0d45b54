"""From files and folders to cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.testing.plugin import _ENDINGS
from gateway.testing.sources import SOURCES, cases_in, cases_of
from tests.gateway.testing.shop import open_shop

TESTS = "tests: {A: {hit: a, expect: {client: GA4}}, B: {hit: a, expect: {client: GA4}}}\n"


@pytest.fixture(autouse=True)
def tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(open_shop(tmp_path))
    Path("rules_test.yaml").write_text(TESTS)
    Path("hits/purchase.sent.json").touch()


def names(*paths: str) -> list[str]:
    return [case.name for case in cases_in([Path(path) for path in paths])]


def test_a_folder_has_the_cases_of_all_its_files() -> None:
    assert names(".") == ["A", "B", "purchase.http"]


def test_what_is_named_comes_in_its_order_and_once() -> None:
    assert names("hits", "rules_test.yaml", "hits/purchase.sent.json") == ["purchase.http", "A", "B"]


@pytest.mark.parametrize("folder", [".git", "node_modules", "env"])
def test_what_is_hidden_or_installed_has_no_tests(folder: str) -> None:
    Path(folder).mkdir()
    Path("env").mkdir(exist_ok=True)
    Path("env/pyvenv.cfg").touch()
    (Path(folder) / "rules_test.yaml").write_text(TESTS)

    assert names(".") == ["A", "B", "purchase.http"]


def test_the_problems_of_all_files_are_told_at_once() -> None:
    for name in ("a_rules_test.yaml", "b_rules_test.yaml"):
        Path(name).write_text("test: {}\n")
    with pytest.raises(RulesError) as refused:
        names(".")

    assert {problem.place.file for problem in refused.value.problems} == {"a_rules_test.yaml", "b_rules_test.yaml"}


def test_every_kind_of_file_is_one_that_pytest_looks_at() -> None:
    for name in ("a.sent.json", "rules_test.yaml", "shop_rules_test.yml", "crm.tpl"):
        assert name.endswith(_ENDINGS)
    assert len(SOURCES) == 3


def test_other_files_have_no_cases() -> None:
    assert cases_of(Path("hits/purchase.http")) == []
