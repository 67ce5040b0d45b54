"""`sgtm explain`: why tags fired or did not, with an exit code for scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PURCHASE, BATCH = "examples/hits/purchase.http", "examples/hits/batch.http"
STEPS = "TikTok shop steps"
RULES = """clients: {GA4: {type: ga4}}
triggers:
  Slip: event_name == Purchase
  Big: event_name == purchase and value > 100
tags:
  A: {type: http_request, triggers: [Big, Slip], url: "https://vendor.example/"}
"""


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_without_a_tag_each_tag_is_one_line() -> None:
    shown = sgtm(ROOT, "explain", PURCHASE)

    assert (shown.returncode, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    assert lines[:3] == [
        f"{PURCHASE}:1: GET /g/collect, client GA4",
        "  event 1, purchase",
        '    ok TikTok purchase: fired by trigger "Purchase"  (rules.yaml:10)',
    ]
    assert lines[3].startswith(f'    -- {STEPS}: not fired, trigger "Shop steps": event_name in [')


def test_a_tag_that_fired_is_exit_code_0_and_one_that_did_not_1() -> None:
    assert sgtm(ROOT, "explain", PURCHASE, "--tag", "TikTok purchase").returncode == 0
    assert sgtm(ROOT, "explain", PURCHASE, "--tag", STEPS).returncode == 1


def test_a_tag_that_fired_and_failed_is_marked(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "clients: {GA4: {type: ga4}}\ntriggers: {All: always}\n"
        'tags: {A: {type: tiktok, triggers: All, pixel_code: C4, access_token: "${T}"}}\n'
    )
    (tmp_path / "hit.http").write_text("GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase HTTP/1.1\n")
    shown = sgtm(tmp_path, "explain", "hit.http")

    assert '    !! A: fired by trigger "All"  (rules.yaml:2); failed: TikTok refuses a web event' in shown.stdout


def test_a_miss_by_case_is_marked_and_comes_first(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hit.http").write_text("GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase&epn.value=5 HTTP/1.1\n")
    shown = sgtm(tmp_path, "explain", "hit.http", "--tag", "A")

    assert shown.stdout.splitlines()[3:] == [
        '       trigger "Slip": did not fire, 1 of 1 condition failed  (rules.yaml:3)',
        '         no event_name == Purchase  event_name was "purchase": only the case differs  (rules.yaml:3)',
        '       trigger "Big": did not fire, 1 of 2 conditions failed  (rules.yaml:4)',
        '         ok event_name == purchase  event_name was "purchase"  (rules.yaml:4)',
        "         no value > 100             value was 5  (rules.yaml:4)",
        "",
    ]


def test_one_event_of_a_hit_can_be_asked_for() -> None:
    shown = sgtm(ROOT, "explain", BATCH, "--tag", STEPS, "--event", "2", "--format", "json")
    (event,) = json.loads(shown.stdout)["events"]

    assert (shown.returncode, event["number"], event["name"]) == (1, 2, "scroll")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--tag", "TikTok purchas"), 'there is no tag "TikTok purchas". Did you mean "TikTok purchase"?'),
        (("--event", "9"), "no hit has so many events as 9"),
    ],
    ids=["no such tag", "no such event"],
)
def test_what_is_not_there_is_a_mistake_of_usage_and_not_a_tag_that_did_not_fire(
    words: tuple[str, ...], said: str
) -> None:
    shown = sgtm(ROOT, "explain", PURCHASE, *words)

    assert shown.returncode == 2
    assert said in " ".join(shown.stderr.split())


def test_of_a_capture_of_several_hits_each_says_which_it_is(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "day.http").write_text("GET /favicon.ico HTTP/1.1\n###\nGET /g/collect?v=2&tid=G-1&cid=1.2 HTTP/1.1\n")
    shown = sgtm(tmp_path, "explain", "day.http")

    assert shown.stdout.splitlines()[0] == "day.http:1: GET /favicon.ico, client none"
    assert "  GA4 refused: " in shown.stdout
    assert "day.http:3: GET /g/collect, client GA4\n" in shown.stdout
    assert shown.stdout.count("  no event: no tag was asked\n") == 2
