"""Where problems of rules are told to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli.located import loaded
from gateway.errors import RulesError

BROKEN = "clients: {GA4: {type: ga5}}\n"


@pytest.mark.parametrize(
    ("rules", "here", "told"),
    [("shop/rules.yaml", ".", "shop/rules.yaml:1:23"), ("shop/rules.yaml", "shop", "rules.yaml:1:23")],
    ids=["from above", "from beside it"],
)
def test_a_problem_is_where_one_would_open_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str, here: str, told: str
) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / rules).write_text(BROKEN)
    monkeypatch.chdir(tmp_path / here)
    with pytest.raises(RulesError) as caught:
        loaded(Path(told.partition(":")[0]), {})

    assert str(caught.value).startswith(f"{told}  ")


def test_of_what_lies_elsewhere_the_name_says_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "rules.yaml").write_text(BROKEN)
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(RulesError) as caught:
        loaded(tmp_path / "rules.yaml", {})

    assert str(caught.value).startswith("rules.yaml:1:23  ")
