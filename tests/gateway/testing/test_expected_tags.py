"""What a written test expects of tags."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.outgoing import Reply
from gateway.rules.written import read
from gateway.testing.case import Bench
from gateway.testing.expectation import Expectation
from gateway.testing.rehearsed import RehearsedContainer
from gateway.testing.run import Run
from tests.gateway.testing.shop import open_shop, with_crm

SEQUENCE = """clients: {GA4: {type: ga4}}
triggers: {Purchase: event_name == purchase}
tags:
  Setup: {type: crm}
  Main: {type: crm, triggers: Purchase, setup: Setup, stop_on_setup_failure: true}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RehearsedContainer:
    monkeypatch.chdir(open_shop(tmp_path))
    with_crm(tmp_path)
    return RehearsedContainer.of(tmp_path / "rules.yaml", tmp_path / "tests")


def failing(shop: RehearsedContainer) -> Run:
    """A purchase whose CRM is out of order."""
    return shop.replay("hits/purchase.http", replies=lambda request: Reply(503))


def told(expect: str, run: Run) -> list[str]:
    written, _ = read(expect.encode(), "t.yaml")
    return [str(fault).removeprefix("t.yaml:") for fault in Expectation(written, Path()).held(run, Bench()).faults]


def test_a_tag_that_fires_and_fails_is_not_what_was_expected(shop: RehearsedContainer) -> None:
    assert told("{fired: CRM}", shop.replay("hits/purchase.http")) == []
    assert told("{fired: [TikTok, CRM]}", failing(shop)) == ['1:18  tag "CRM" fired and failed: the CRM said 503 None.']


@pytest.mark.parametrize(
    "expect", ["{failed: CRM}", "{failed: [CRM]}", "{failed: {CRM: said 503}}", "{fired: [CRM, TikTok], failed: CRM}"]
)
def test_who_expects_a_failure_says_so(shop: RehearsedContainer, expect: str) -> None:
    assert told(expect, failing(shop)) == []


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{failed: TikTok}", '1:10  tag "TikTok" is expected to fail, and it ended ok.'),
        ("{failed: [Views]}", '1:11  tag "Views" is expected to fail, and it did not fire: event_name == page_view, '),
        (
            "{failed: {CRM: timeout}}",
            '1:16  tag "CRM" failed for another reason than "timeout": the CRM said 503 None.',
        ),
        ("{failed: CRN}", '1:10  there is no tag "CRN". Did you mean "CRM"?'),
    ],
)
def test_another_end_is_told(shop: RehearsedContainer, expect: str, said: str) -> None:
    (fault,) = told(expect, failing(shop))

    assert fault.startswith(said)


@pytest.mark.parametrize("part", ["fired", "not_fired", "failed"])
def test_all_names_that_are_unknown_are_told(shop: RehearsedContainer, part: str) -> None:
    faults = told(f"{{{part}: [Tiktok, CRM Lead]}}", shop.replay("hits/purchase.http"))

    assert faults[0].endswith('there is no tag "Tiktok". Did you mean "TikTok"?')
    assert 'there is no tag "CRM Lead".' in faults[1]


def test_a_tag_whose_setup_failed_did_not_fire(shop: RehearsedContainer, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(SEQUENCE)
    run = failing(RehearsedContainer.of(tmp_path / "rules.yaml", tmp_path / "tests"))

    assert told("{failed: Setup, not_fired: {Main: its setup tag}}", run) == []
    assert told("{fired: Main}", run)[0].startswith('1:9  tag "Main" did not fire: its setup tag "Setup" failed: ')


def test_a_near_miss_is_told(shop: RehearsedContainer) -> None:
    (fault,) = told("{fired: TikTok}", shop.replay("hits/purchase.http", en="Purchase"))

    assert 'event_name was "Purchase": only the case differs (rules.yaml:3)' in fault
