"""The fixture `container`, as a user's own tests have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.testing.plugin import _nearest_rules

RULES = """
clients: {GA4: {type: ga4}}
triggers: {Purchase: event_name == purchase}
tags:
  TikTok: {type: tiktok, triggers: Purchase, pixel_code: "${PIXEL_OF_NOBODY}", access_token: "${TOKEN_OF_NOBODY}"}
"""
HIT = "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase&dl=https%3A%2F%2Fshop.example%2F HTTP/1.1\n"
TEST = """
def test_a_purchase_reaches_tiktok(container):
    body = container.replay("hits/purchase.http").tag("TikTok").sent[0].json

    assert (body["event_source_id"], body["data"][0]["event"]) == ("<PIXEL_OF_NOBODY>", "Purchase")
"""


def shop(pytester: pytest.Pytester, test: str = TEST, rules: str = RULES) -> pytest.RunResult:
    """A container's folder with a test in it, and what pytest says to it."""
    (pytester.path / "rules.yaml").write_text(rules)
    (pytester.path / "tests" / "hits").mkdir(parents=True)
    (pytester.path / "tests" / "hits" / "purchase.http").write_text(HIT)
    (pytester.path / "tests" / "test_shop.py").write_text(test)
    return pytester.runpytest_subprocess("-q")


def test_a_test_replays_a_hit_without_secrets_or_settings(pytester: pytest.Pytester) -> None:
    shop(pytester).assert_outcomes(passed=1)


def test_a_run_that_is_not_as_expected_shows_what_happened(pytester: pytest.Pytester) -> None:
    test = 'def test_x(container):\n    assert not container.replay("hits/purchase.http").tag("TikTok").fired\n'
    result = shop(pytester, test)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['*ok TikTok: fired by trigger "Purchase"*'])


def test_the_nearest_rules_above_a_test_are_taken(pytester: pytest.Pytester) -> None:
    near = pytester.mkdir("near")
    (near / "rules.yaml").write_text("clients: {Near: {type: ga4}}\n")
    (near / "test_near.py").write_text(
        "def test_near(container):\n    assert [each.name for each in container.container.clients] == ['Near']\n"
    )

    shop(pytester).assert_outcomes(passed=2)


def test_without_rules_a_person_is_told_how_to_write_some() -> None:
    # Not through pytester: some folder above a temporary one may have rules of its own.
    with pytest.raises(pytest.UsageError, match=r"^there is no rules\.yaml in /nobody/tests or above it\. `sgtm new` "):
        _nearest_rules(Path("/nobody/tests"))


def test_wrong_rules_are_told_with_their_place(pytester: pytest.Pytester) -> None:
    result = shop(pytester, rules=RULES.replace("type: tiktok", "type: tiktokk"))

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['*rules.yaml:5:18  tag "TikTok": there is no tag type "tiktokk".*"tiktok"?'])


def test_wrong_rules_are_told_without_a_traceback(pytester: pytest.Pytester) -> None:
    result = shop(pytester, rules=RULES.replace("type: tiktok", "type: tiktokk"))

    result.stdout.no_fnmatch_line("*reader.py*")


def test_a_run_without_the_fixture_imports_nothing_of_the_gateway_but_the_plugin(pytester: pytest.Pytester) -> None:
    test = "import sys\n\n\ndef test_x():\n    assert not {'yaml', 'jsonschema', 'gateway.rules'} & set(sys.modules)\n"

    shop(pytester, test).assert_outcomes(passed=1)


OWN_RULES = """
def test_its_own_rules(container_of):
    run = container_of("clients: {GA4: {type: ga4}}").replay("hits/purchase.http")

    assert (run.client, run.fired) == ("GA4", [])
"""


def test_a_test_may_write_rules_of_its_own(pytester: pytest.Pytester) -> None:
    shop(pytester, OWN_RULES).assert_outcomes(passed=1)


def test_wrong_rules_of_a_test_are_told_with_their_places(pytester: pytest.Pytester) -> None:
    result = shop(pytester, 'def test_x(container_of):\n    container_of("clients: {GA4: {type: ga3}}")\n')

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['RULES:1:23  client "GA4": there is no client type "ga3". Did you mean "ga4"?'])
