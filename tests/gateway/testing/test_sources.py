"""From files and folders to cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.testing.case import Bench, examine
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


def test_a_file_that_cannot_be_read_is_a_test_that_is_wrong_and_the_others_stay() -> None:
    Path("a_rules_test.yaml").write_text("test: {}\n")
    first, *others = cases_in([Path()])

    assert (first.name, [case.name for case in others]) == ("a_rules_test.yaml", ["A", "B", "purchase.http"])
    assert str(examine(first, Bench())).startswith("a_rules_test.yaml:1:1  the file")
    with pytest.raises(RulesError):
        cases_of(Path("a_rules_test.yaml"))


def test_the_test_of_hits_is_their_snapshot() -> None:
    assert names("hits/purchase.http") == ["purchase.http"]


def test_every_kind_of_file_is_one_that_pytest_looks_at() -> None:
    for name in ("a.sent.json", "rules_test.yaml", "shop_rules_test.yml", "crm.tpl"):
        assert name.endswith(_ENDINGS)
    assert len(SOURCES) == 4


def test_other_files_have_no_cases() -> None:
    assert cases_of(Path("hits/purchase.http")) == []
