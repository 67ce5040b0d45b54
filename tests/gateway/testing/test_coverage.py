"""What of the rules the tests have reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.testing.coverage import Coverage, Reached
from gateway.testing.rehearsed import RehearsedContainer

HIT = "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase&dl=https%3A%2F%2Fshop.example%2F HTTP/1.1\n"
RULES = """clients: {GA4: {type: ga4}, Other: {type: ga4, path: /other}}
triggers:
  Purchase: event_name == purchase
  Any: client_name exists
  Internal: traffic == internal
tags:
  Main:
    {type: tiktok, triggers: [Purchase, Any], exceptions: Internal, pixel_code: P, access_token: T}
  Never: {type: tiktok, triggers: Internal, pixel_code: P, access_token: T}
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hit.http").write_text(HIT)
    return tmp_path / "rules.yaml"


def reached(rules: Path, **parameters: str) -> Reached:
    coverage = Coverage()
    coverage.watch(RehearsedContainer.of(rules, rules.parent).replay_with("hit.http", parameters).trace, rules)
    (only,) = coverage
    return only


def test_what_was_never_reached_is_told_with_its_line(rules: Path) -> None:
    assert [str(problem) for problem in reached(rules).never()] == [
        'rules.yaml:1:29  warning: client "Other" never claimed a hit in these tests.',
        'rules.yaml:5:13  warning: trigger "Internal" never fired in these tests.',
        'rules.yaml:9:3  warning: tag "Never" never ran in these tests.',
    ]


def test_a_trigger_counts_though_another_fired_the_tag_before_it(rules: Path) -> None:
    assert reached(rules).counts() == {"clients": (1, 2), "triggers": (2, 3), "tags": (1, 2)}


def test_an_exception_that_fires_is_a_trigger_that_fired(rules: Path) -> None:
    assert reached(rules, **{"ep.traffic": "internal"}).counts()["triggers"] == (3, 3)


def test_a_hit_that_nobody_claims_reaches_nothing(rules: Path) -> None:
    (rules.parent / "hit.http").write_text("GET /favicon.ico HTTP/1.1\n")

    assert [some for some, _ in reached(rules).counts().values()] == [0, 0, 0]


def test_of_event_data_no_client_claimed_anything(rules: Path) -> None:
    coverage = Coverage()
    run = RehearsedContainer.of(rules, rules.parent).run({"event_name": "purchase"})
    coverage.watch(run.trace, rules)

    assert [each.counts()["clients"] for each in coverage] == [(0, 2)]
    assert [each.counts()["triggers"] for each in coverage] == [(2, 3)]
