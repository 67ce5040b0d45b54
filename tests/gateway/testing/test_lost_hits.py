"""Snapshots whose hits are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.testing.case import Bench, examine
from gateway.testing.lost_hits import cases
from tests.gateway.testing.shop import open_shop

OURS = '{"schema": "sent/v1", "client": null, "events": [], "response": null}'


@pytest.fixture(autouse=True)
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot of ours without its hits."""
    monkeypatch.chdir(open_shop(tmp_path))
    file = Path("hits/refund.sent.json")
    file.write_text(OURS)
    return file


def test_a_snapshot_without_its_hits_is_always_wrong(snapshot: Path) -> None:
    (case,) = cases(snapshot, None)

    assert (case.name, str(examine(case, Bench()))) == (
        "refund.sent.json",
        "hits/refund.sent.json:1:1  the hits of this snapshot are gone: beside it there is no refund.http, refund.har, "
        "refund.jsonl or refund.curl. Delete it, too.",
    )


@pytest.mark.parametrize("text", ["{}", "[]", "", '{"schema": "sent/v2"}', "[" * 9000])
def test_a_file_of_somebody_elses_is_left_alone(snapshot: Path, text: str) -> None:
    snapshot.write_text(text)

    assert list(cases(snapshot, None)) == []


def test_one_that_has_its_hits_is_no_concern_of_this() -> None:
    Path("hits/purchase.sent.json").write_text(OURS)

    assert list(cases(Path("hits/purchase.sent.json"), None)) == []


@pytest.mark.parametrize(
    "named",
    ["hits/refund.sent.json", '"hits/{{en}}.sent.json"', '"re{{x}}nd.sent.json"'],
    ids=["whole", "all", "a part"],
)
def test_one_that_a_test_names_has_its_hit_there(snapshot: Path, named: str) -> None:
    Path("../other_rules_test.yaml").write_text(f"tests: {{A: {{hit: a, expect: {{requests: {named}}}}}}}\n")

    assert list(cases(snapshot, None)) == []


def test_one_of_another_name_does_not_help(snapshot: Path) -> None:
    Path("rules_test.yaml").write_text(
        'tests: {A: {expect: {requests: "big_refund.sent.json"}, b: "refund{{x}}s.sent.json"}}'
    )

    assert len(list(cases(snapshot, None))) == 1
