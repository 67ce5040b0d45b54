"""`sgtm replay`: hits through the container as blocks or JSON, with an exit code for each sort of mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LINE = "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase HTTP/1.1\n"
RULES = "clients: {GA4: {type: ga4}}\n"


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_a_folder_of_hits_is_replayed_in_the_order_of_its_files() -> None:
    shown = sgtm(ROOT, "replay", "examples/hits")

    assert (shown.returncode, shown.stderr.startswith("sgtm: nothing was sent")) == (0, True)
    assert [line for line in shown.stdout.splitlines() if line.endswith(".http")] == sorted(
        f"examples/hits/{file.name}" for file in (ROOT / "examples" / "hits").glob("*.http")
    )
    assert "verdict  accepted: code 0 OK" in shown.stdout


def test_a_block_tells_what_fired_and_what_did_not_and_shows_no_person() -> None:
    shown = sgtm(ROOT, "replay", "examples/hits/purchase.http")

    assert 'ok TikTok purchase: fired by trigger "Purchase"' in shown.stdout
    assert "-  TikTok shop steps: not fired, " in shown.stdout
    assert "jane" not in shown.stdout.lower()


def test_each_hit_is_a_line_of_json(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hits.http").write_text(f"{LINE}###\n{LINE}")
    shown = sgtm(tmp_path, "replay", "hits.http", "--format", "json")

    documents = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(document["schema"], document["client"]) for document in documents] == [("trace/v1", "GA4")] * 2
    assert documents[0]["id"] != documents[1]["id"]


def test_other_rules_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("clients: {Shop: {type: ga4}}\n")
    (tmp_path / "hit.http").write_text(LINE)
    shown = sgtm(tmp_path, "replay", "--rules", "shop.yaml", "hit.http")

    assert shown.returncode == 0
    assert shown.stdout.splitlines()[1:3] == ["GET /g/collect  ->  200", "  client    Shop"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello\n", 'sgtm: hit.http:1: "hello" is no request line such as `GET /g/collect?v=2 HTTP/1.1`.\n'),
        (
            "",
            "sgtm: hit.http: there is no hit in it. A hit begins with a line such as `GET /g/collect?v=2 HTTP/1.1`.\n",
        ),
    ],
    ids=["no hit", "an empty file"],
)
def test_a_file_that_cannot_be_read_is_exit_code_4(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hit.http").write_text(text)
    shown = sgtm(tmp_path, "replay", "hit.http")

    assert (shown.returncode, shown.stdout, shown.stderr) == (4, "", said)


def test_a_folder_without_hits_is_exit_code_4(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hits").mkdir()
    shown = sgtm(tmp_path, "replay", "hits")

    assert (shown.returncode, shown.stderr) == (4, "sgtm: hits: there is no .http file in this folder.\n")


def test_wrong_rules_are_exit_code_3_before_any_hit_is_read(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("clients: {GA4: {type: ga3}}\ntags: {A: {type: x}}\n")
    shown = sgtm(tmp_path, "replay", "nobody.http")

    assert (shown.returncode, shown.stdout, len(shown.stderr.splitlines())) == (3, "", 2)


@pytest.mark.parametrize(
    "text", [b"GET /\xff\xfe HTTP/1.1\n", b"GET //[x HTTP/1.1\n", b"\xff\xfe\n"], ids=["bytes", "a bracket", "junk"]
)
def test_no_file_of_hits_leads_to_a_traceback(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hit.http").write_bytes(text)
    shown = sgtm(tmp_path, "replay", "hit.http")

    assert "Traceback" not in shown.stderr
    assert shown.returncode in (0, 4)


def test_a_replay_of_both_legs_says_whether_tiktok_merges_them() -> None:
    shown = sgtm(ROOT, "replay", "examples/legs/both_legs.http")
    as_json = sgtm(ROOT, "replay", "examples/legs/both_legs.http", "--format", "json")
    legs = json.loads(as_json.stdout.splitlines()[-1])

    assert "  merged   server  Purchase (T-1001.purchase): the other leg sent it within 5 minutes" in shown.stdout
    assert legs["schema"] == "legs/v1"
    assert [(each["leg"], each["outcome"]) for each in legs["events"]] == [
        ("pixel", "counted"),
        ("server", "merged"),
        ("pixel", "counted"),
        ("server", "counted"),
    ]


def test_a_replay_of_one_leg_says_nothing_of_two() -> None:
    assert "What TikTok makes" not in sgtm(ROOT, "replay", "examples/hits/purchase.http").stdout
