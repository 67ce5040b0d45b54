"""`sgtm test`: the rules held against hits without pytest, with an exit code for each sort of end."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gateway.testing.shop import PURCHASE, open_shop

ROOT = Path(__file__).parents[3]
TESTS = """tests:
  A purchase reaches TikTok:
    hit: hits/purchase.http
    expect: {fired: TikTok}
"""


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", "test", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (open_shop(tmp_path) / "rules_test.yaml").write_text(TESTS)
    return tmp_path


def test_good_tests_are_figures_and_what_they_have_not_reached(shop: Path) -> None:
    ended = sgtm(shop)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[:3] == [
        'rules.yaml:4:9  warning: trigger "View" never fired in these tests.',
        'rules.yaml:7:3  warning: tag "Views" never ran in these tests.',
        "rules.yaml: 1 of 1 clients claimed a hit, 1 of 2 triggers fired, 1 of 2 tags ran.",
    ]
    assert ended.stdout.splitlines()[3].startswith("1 test in 0.")
    assert ended.stdout.endswith(" s: all good.\n")


def test_what_is_wrong_is_told_with_all_that_happened_and_is_exit_code_1(shop: Path) -> None:
    (shop / "tests" / "rules_test.yaml").write_text(TESTS.replace("fired: TikTok", "fired: Views"))
    ended = sgtm(shop, "tests/rules_test.yaml")

    assert ended.returncode == 1
    assert ended.stdout.splitlines()[0] == "tests/rules_test.yaml:2  A purchase reaches TikTok"
    assert ended.stdout.splitlines()[1].startswith('  tests/rules_test.yaml:4:21  tag "Views" did not fire: ')
    assert "\n  GET /g/collect  ->  200\n" in ended.stdout
    assert ended.stdout.endswith(" s: 0 good, 1 wrong.\n")


def test_a_snapshot_is_written_anew_when_asked_to(shop: Path) -> None:
    (shop / "tests" / "hits" / "purchase.sent.json").write_text("{}")
    assert sgtm(shop).returncode == 1

    assert "tests/hits/purchase.sent.json was written anew\n" in sgtm(shop, "--update").stdout
    assert sgtm(shop).returncode == 0


def test_github_gets_a_command_for_each_fault_at_its_line(shop: Path) -> None:
    (shop / "tests" / "rules_test.yaml").write_text(TESTS.replace("fired: TikTok", "fired: Views"))
    ended = sgtm(shop, "--format", "github")

    assert ended.returncode == 1
    first, second = ended.stdout.splitlines()[:2]
    assert first.startswith(
        "::error file=tests/rules_test.yaml,line=4,col=21,title=sgtm%3A test::A purchase reaches TikTok: "
    )
    assert second.startswith("::warning file=rules.yaml,line=4,")


@pytest.mark.parametrize("form", ["table", "json", "junit", "github"])
def test_without_a_test_there_is_nothing_to_run(tmp_path: Path, form: str) -> None:
    ended = sgtm(tmp_path, "--format", form)

    assert (ended.returncode, ended.stdout) == (5, "")
    assert ended.stderr.startswith("sgtm: there is no test here: no rules_test.yaml, and no NAME.sent.json beside ")


@pytest.mark.parametrize("form", ["table", "json", "junit", "github"])
def test_wrong_rules_are_told_once_in_every_format_and_are_exit_code_3(shop: Path, form: str) -> None:
    (shop / "rules.yaml").write_text("clients: {GA4: {type: ga3}}\n")
    (shop / "tests" / "rules_test.yaml").write_text(TESTS + TESTS.replace("tests:\n", "").replace("A pu", "Another pu"))
    ended = sgtm(shop, "--format", form)

    assert (ended.returncode, ended.stderr) == (3, "")
    assert "rules.yaml: 2 tests did not run" in ended.stdout
    assert len(re.findall("there is no client type", ended.stdout)) == (2 if form == "junit" else 1)


def test_the_tests_of_other_rules_run(shop: Path) -> None:
    (shop / "other" / ".git").mkdir(parents=True)
    (shop / "other" / "rules.yaml").write_text("clients: {GA4: {type: ga3}}\n")
    (shop / "other" / "rules_test.yaml").write_text(TESTS)
    ended = sgtm(shop)

    assert ended.returncode == 3
    assert ended.stdout.startswith(
        "other/rules.yaml:1  other/rules.yaml: 1 test did not run\n  other/rules.yaml:1:23  "
    )
    assert ended.stdout.endswith(" s: 1 good, 1 wrong.\n")


@pytest.mark.parametrize("form", ["table", "json", "junit", "github"])
def test_a_file_of_tests_that_is_wrong_is_one_test_and_the_others_run(shop: Path, form: str) -> None:
    (shop / "a_rules_test.yaml").write_text("tests: {A: {}}\n")
    ended = sgtm(shop, "--format", form)

    assert (ended.returncode, ended.stderr) == (1, "")
    assert "a_rules_test.yaml" in ended.stdout
    assert "A purchase reaches TikTok" in ended.stdout or form in ("table", "github")
    if form == "github":
        assert (
            "::error file=a_rules_test.yaml,line=1,col=12,title=sgtm%3A test::a_rules_test.yaml: test" in ended.stdout
        )


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("tests/hits/purchase.http", "tests/hits/purchase.http has no purchase.sent.json beside it. `sgtm replay "),
        ("tests/shop_test.yaml", "tests/shop_test.yaml is no file of tests by its name: that is rules_test.yaml, or "),
        ("tests/shop_test.py", "tests/shop_test.py is no file of tests. These are rules_test.yaml, "),
    ],
)
def test_why_a_file_that_was_named_is_no_test_is_told(shop: Path, file: str, told: str) -> None:
    (shop / file).touch()
    ended = sgtm(shop, file)

    assert (ended.returncode, ended.stdout) == (5, "")
    assert ended.stderr.startswith(f"sgtm: {told}")


def test_other_rules_can_be_named(shop: Path) -> None:
    (shop / "other.yaml").write_text("clients: {GA4: {type: ga4}}\n")
    ended = sgtm(shop, "--rules", "other.yaml")

    assert ended.returncode == 1
    assert '  there is no tag "TikTok".' in ended.stdout


def test_what_is_not_there_is_a_mistake_of_usage(shop: Path) -> None:
    assert sgtm(shop, "nowhere").returncode == 2


@pytest.mark.parametrize("form", ["table", "json", "junit", "github"])
def test_half_a_sign_is_no_traceback(shop: Path, form: str) -> None:
    event = '{event_name: purchase, coupon: "\\uD800"}'
    (shop / "tests" / "rules_test.yaml").write_text(f"tests: {{A: {{event: {event}, expect: {{fired: Views}}}}}}\n")
    (shop / "tests" / "hits" / "purchase.sent.json").write_text('{"schema": "sent/v1", "client": "\\ud800"}')
    ended = sgtm(shop, "--format", form)

    assert "Traceback" not in ended.stderr
    assert ended.returncode in (1, 3)


def test_a_thousand_hits_are_tested_in_a_few_seconds(shop: Path) -> None:
    for number in range(1000):
        (shop / "tests" / f"{number}.http").write_text(PURCHASE.replace("E-1", f"E-{number}"))
        (shop / "tests" / f"{number}.sent.json").touch()
    sgtm(shop, "--update")
    document = json.loads(sgtm(shop, "--format", "json").stdout)

    assert (len(document["tests"]), {test["outcome"] for test in document["tests"]}) == (1001, {"good"})
    assert sum(test["seconds"] for test in document["tests"]) < 5


def test_it_needs_no_pytest(shop: Path) -> None:
    script = (
        "import sys; sys.modules['pytest'] = None; from gateway.cli import main; sys.argv = ['sgtm', 'test']; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=shop, capture_output=True, text=True, check=False, timeout=60
    )

    assert (ended.returncode, ended.stderr) == (0, "")
