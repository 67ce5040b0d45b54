"""The two containers a comparison is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli.sides import sides
from gateway.errors import RulesError
from gateway.place import Place
from tests.gateway.cli.repository import RULES, commit, repository

TAG = """from gateway import TagType


class Mine(TagType):
    resent_at_most = {}

    def run(self, event, lookup):
        yield
"""


def places(old: str, new: str) -> list[str]:
    with sides(old, new) as both:
        return [side.place(Place(line=4)) for side in both]


def test_a_file_a_folder_and_a_revision_name_their_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path, "shop")
    monkeypatch.chdir(tmp_path)

    assert places("main", "shop") == ["main:shop/rules.yaml:4", "shop/rules.yaml:4"]
    assert places("shop/rules.yaml", "main:shop/rules.yaml") == ["shop/rules.yaml:4", "main:shop/rules.yaml:4"]
    monkeypatch.chdir(tmp_path / "shop")
    assert places("HEAD", ".") == ["HEAD:shop/rules.yaml:4", "rules.yaml:4"]


def test_each_side_has_the_rules_and_the_own_types_of_its_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path)
    (tmp_path / "tags").mkdir()
    (tmp_path / "rules.yaml").write_text(
        RULES.replace("type: http_request", "type: mine").replace(', url: "https://vendor.example/a"', "")
    )
    for seconds in ("100_000.0", "200_000.0"):
        (tmp_path / "tags" / "mine.py").write_text(TAG.format(seconds))
        commit(tmp_path)
    monkeypatch.chdir(tmp_path)

    with sides("HEAD~1", ".") as both:
        kinds = [side.container.tags_by_name["A"].configured.kind for side in both]
        assert [kind.resent_at_most for kind in kinds] == [100_000.0, 200_000.0]


def test_problems_say_which_side_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES.replace("type: ga4", "type: ga3"))
    commit(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES)
    monkeypatch.chdir(tmp_path)

    with (
        pytest.raises(RulesError, match=r'^main:rules\.yaml:1:23  client "GA4": there is no client type "ga3"'),
        sides("main", "."),
    ):
        pass


def test_a_folder_without_rules_says_so(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot be read"), sides(str(tmp_path), str(tmp_path)):
        pass


def test_nothing_of_a_revision_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path / "work")
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    places("main", "HEAD")

    assert list((tmp_path / "temporary").iterdir()) == []
