"""Files that are tests, as pytest shows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gateway.testing.shop import open_shop

TESTS = """tests:
  A purchase reaches TikTok:
    hit: hits/purchase.http
    expect: {fired: TikTok}
  Nothing else does:
    hit: hits/purchase.http
    matrix: {en: [refund, purchase]}
    expect: {not_fired: TikTok}
"""


@pytest.fixture
def tests(pytester: pytest.Pytester) -> Path:
    return open_shop(pytester.path)


def test_a_file_of_tests_has_an_item_for_each_with_its_line(pytester: pytest.Pytester, tests: Path) -> None:
    (tests / "rules_test.yaml").write_text(TESTS)
    result = pytester.runpytest_subprocess("-q", "-rA")

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            '*rules_test.yaml:8:25  tag "TikTok" fired: trigger "Purchase" (rules.yaml:3).',
            "GET /g/collect  ->  200",
            "PASSED tests/rules_test.yaml::A purchase reaches TikTok",
            "FAILED tests/rules_test.yaml::Nothing else does [[]en=purchase[]]*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_file_of_tests_that_is_none_is_told_without_a_traceback(pytester: pytest.Pytester, tests: Path) -> None:
    (tests / "rules_test.yaml").write_text("tests: {A: {hitt: a, expect: {}}}\n")
    result = pytester.runpytest_subprocess("-q")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['*rules_test.yaml:1:13  test "A": there is no field "hitt". Did you mean "hit"?'])
    result.stdout.no_fnmatch_line("*written_cases.py*")


def test_a_snapshot_is_a_test_and_is_written_anew_when_asked_to(pytester: pytest.Pytester, tests: Path) -> None:
    snapshot = tests / "hits" / "purchase.sent.json"
    snapshot.write_text("{}")
    pytester.runpytest_subprocess("-q").assert_outcomes(failed=1)

    written = pytester.runpytest_subprocess("-q", "--sgtm-update")
    written.assert_outcomes(passed=1)
    written.stdout.fnmatch_lines(["sgtm: tests/hits/purchase.sent.json was written anew"])
    assert json.loads(snapshot.read_text())["client"] == "GA4"
    pytester.runpytest_subprocess("-q").stdout.no_fnmatch_line("*anew*")


def test_a_snapshot_that_has_lost_its_hits_is_wrong(pytester: pytest.Pytester, tests: Path) -> None:
    (tests / "refund.sent.json").write_text('{"schema": "sent/v1"}')
    result = pytester.runpytest_subprocess("-q")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["tests/refund.sent.json:1:1  the hits of this snapshot are gone: *"])


SHARED = """tests:
  Shared: {hit: hits/purchase.http, matrix: {cu: [EUR, USD, GBP]}, expect: {requests: shared.sent.json}}
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_matrix_that_sends_different_things_has_no_one_snapshot(
    pytester: pytest.Pytester, tests: Path, workers: str
) -> None:
    (tests / "rules_test.yaml").write_text(SHARED)
    result = pytester.runpytest_subprocess("-q", "--sgtm-update", "-n", workers)

    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["tests/shared.sent.json:1:1  *share* they send different things.*"])


def test_a_snapshot_without_hits_is_somebody_elses(pytester: pytest.Pytester, tests: Path) -> None:
    (tests / "other.sent.json").write_text("{}")

    pytester.runpytest_subprocess("-q", "tests/other.sent.json").assert_outcomes()


def test_wrong_rules_are_told_with_each_test(pytester: pytest.Pytester, tests: Path) -> None:
    (tests / "rules_test.yaml").write_text(TESTS)
    (pytester.path / "rules.yaml").write_text("clients: {GA4: {type: ga3}}\n")
    result = pytester.runpytest_subprocess("-q")

    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(['rules.yaml:1:23  client "GA4": there is no client type "ga3". Did you mean "ga4"?'])
    result.stdout.no_fnmatch_line("*reader.py*")


def test_several_workers_share_the_tests(pytester: pytest.Pytester, tests: Path) -> None:
    (tests / "rules_test.yaml").write_text(TESTS.replace("refund, purchase", "refund, page_view"))
    (tests / "hits" / "purchase.sent.json").write_text("{}")
    result = pytester.runpytest_subprocess("-q", "-n", "2", "--sgtm-update")

    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["sgtm: tests/hits/purchase.sent.json was written anew"])


def test_the_order_is_always_the_same(pytester: pytest.Pytester, tests: Path) -> None:
    (tests / "rules_test.yaml").write_text(TESTS)
    (tests / "hits" / "purchase.sent.json").write_text("{}")
    collected = [pytester.runpytest_subprocess("--collect-only", "-q").outlines[:4] for _ in range(2)]

    assert collected[0] == collected[1]
    assert [line.partition("::")[2] for line in collected[0]] == [
        "purchase.http",
        "A purchase reaches TikTok",
        "Nothing else does [en=refund]",
        "Nothing else does [en=purchase]",
    ]
