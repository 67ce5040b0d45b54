"""`sgtm diff`: two containers over the same hits, with an exit code for CI."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gateway.cli.repository import HIT, RULES, repository


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository whose rules of today differ from its branch's: the tag no longer fires."""
    folder = repository(tmp_path)
    (folder / "rules.yaml").write_text(f"# today\n{RULES.replace('== purchase', '== Purchase')}")
    return folder


def test_a_branch_and_the_rules_of_today_over_a_folder_of_hits(shop: Path) -> None:
    shown = sgtm(shop, "diff", "main", ".", ".")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.splitlines() == [
        "main -> .: 1 hit, 1 event, 1 -> 0 requests",
        "  1 hit of 1 differ",
        "  A: fires 1 -> 0 times  (rules.yaml:6)",
        "    fires for 1 event less",
        "      purchase.http:1, event 1 purchase",
        '        main  fired: trigger "Purchase"  (main:rules.yaml:3)',
        "        .     not fired: event_name == Purchase, but event_name was "
        '"purchase": only the case differs  (rules.yaml:4)',
    ]


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--exit-code",), 1)], ids=["as it is", "for CI"])
def test_with_exit_code_a_difference_is_1(shop: Path, words: tuple[str, ...], code: int) -> None:
    assert sgtm(shop, "diff", "main", ".", "purchase.http", *words).returncode == code
    assert sgtm(shop, "diff", "main", "main", "purchase.http", *words).returncode == 0


def test_as_json(shop: Path) -> None:
    said = json.loads(sgtm(shop, "diff", "main", ".", "purchase.http", "--format", "json").stdout)

    assert (said["schema"], said["differs"], said["tags"][0]["fired"]) == ("diff/v1", True, {"old": 1, "new": 0})


def test_as_annotations_at_the_line_of_the_tag(shop: Path) -> None:
    shown = sgtm(shop, "diff", "main", ".", "purchase.http", "--format", "github")

    assert shown.stdout.startswith(
        '::warning file=rules.yaml,line=6,col=3,title=sgtm%3A diff::tag "A": fires for 1 event less'
    )
    assert shown.stdout.count("\n") == 1
    assert sgtm(shop, "diff", "main", "main", "purchase.http", "--format", "github").stdout == ""


def test_a_hostile_hit_cannot_write_a_workflow_command(shop: Path) -> None:
    (shop / "rules.yaml").write_text(RULES)
    (shop / "other.yaml").write_text("clients: {Other: {type: ga4, path: /other}}\n")
    (shop / "purchase.http").write_text(HIT.replace("en=purchase", "en=%0A::error::owned%0D%0A"))
    shown = sgtm(shop, "diff", "rules.yaml", "other.yaml", "purchase.http", "--format", "github")

    assert "owned" in shown.stdout
    assert all(line.startswith("::warning file=other.yaml,") for line in shown.stdout.splitlines())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("mian", ".", "purchase.http"), 1, '"mian" is no file, no folder and no git revision. Did you mean "main"?'),
        (("main", ".", "nobody.http"), 4, "nobody.http"),
        (
            ("main:nobody.yaml", ".", "purchase.http"),
            3,
            "main:nobody.yaml:1:1 there is no such file at main. Say which one is meant, as main:shop/rules.yaml.",
        ),
        (("main", "."), 2, "Missing argument 'CAPTURE"),
        (("--", "-x", ".", "purchase.http"), 1, '"-x" is no git revision'),
    ],
    ids=["no revision", "no capture", "no such file then", "too little", "an option"],
)
def test_what_cannot_be_compared_is_told(shop: Path, words: tuple[str, ...], code: int, said: str) -> None:
    shown = sgtm(shop, "diff", *words)

    assert (shown.returncode, shown.stdout) == (code, "")
    assert said in " ".join(shown.stderr.split())
    assert "Traceback" not in shown.stderr
