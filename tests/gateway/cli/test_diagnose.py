"""`sgtm diagnose`: replayed hits and sent events, as a table and as JSON, with an exit code for CI."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gateway import OutgoingRequest, Reply, tiktok
from gateway.delivery import Spool
from gateway.pipeline import Keep, Row
from tests.running import ROOT

LEGS = ROOT / "examples" / "legs" / "both_legs.http"
HITS = ROOT / "examples" / "hits"
RULES = "clients: {GA4: {type: ga4}}\ntriggers: {All: always}\ntags:\n  TikTok: {type: tiktok, triggers: All, %s}\n"
URL = f"https://t.example{tiktok.TRACK_PATH}"


def diagnosed(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    done = _run(*arguments, "--format", "json")
    document: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, document


def told(*arguments: str | Path) -> tuple[int, str]:
    done = _run(*arguments)
    return done.returncode, done.stdout + done.stderr


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", "diagnose", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)


def ids(document: dict[str, Any], severity: str) -> set[str]:
    return {finding["id"] for finding in document["findings"] if finding["severity"] == severity}


def test_good_hits_have_no_errors_and_their_match_keys_are_shown() -> None:
    code, document = diagnosed(HITS, "--rules", ROOT / "rules.yaml")

    assert (code, ids(document, "error")) == (0, set())
    assert document["schema"] == "diagnosis/v1"
    assert document["coverage"]["Purchase"]["email"] > 0


def test_two_names_of_one_purchase_are_an_error() -> None:
    code, document = diagnosed(LEGS, "--rules", ROOT / "rules.yaml")

    assert code == 1
    assert "event_name_mixed" in ids(document, "error")


def test_what_the_tag_refused_before_sending_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES % "pixel_code: C4, access_token: T, unmapped: passthrough")
    (tmp_path / "hit.http").write_text(
        "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase HTTP/1.1\nHost: data.shop.example\n"
    )
    code, document = diagnosed(tmp_path / "hit.http", "--rules", tmp_path / "rules.yaml")

    assert code == 1
    assert [(each["tag"], each["count"]) for each in document["not_sent"]] == [("TikTok", 1)]
    assert "page_location" in document["not_sent"][0]["why"]


def test_the_table_says_what_to_do_and_that_the_estimate_is_ours() -> None:
    code, text = told(LEGS, "--rules", ROOT / "rules.yaml")

    assert code == 1
    assert "ERROR    event_name_mixed" in text
    assert "The estimate is ours" in text
    assert "jane.doe" not in text


def test_what_a_gateway_has_sent_is_diagnosed(tmp_path: Path) -> None:
    spool, now = Spool(tmp_path / "spool-0.sqlite3"), time.time()
    body = {
        "event_source": "web",
        "event_source_id": "C4",
        "data": [{"event": "Purchase", "event_time": int(now), "user": {"phone_number": "x"}}],
    }
    requests = tuple((name, OutgoingRequest.post(URL, json=body)) for name in ("new", "old"))
    spool.keep([Keep("hit", "v1", None, (Row(0, "T", "T", "tiktok", "done", requests),), True)], now)
    spool.end(
        "new",
        "refused",
        Reply.of({"code": 40002, "message": "data.0.page.url: Missing data for required field."}),
        "",
        now,
    )
    spool.end("old", "accepted", Reply.of({"code": 0}), "", now - 25 * 3600)
    code, document = diagnosed("--live", "--data-dir", tmp_path)

    assert (code, document["events"]) == (1, 1)
    assert {"rejected", "v1_key", "page_url_missing"} <= ids(document, "error")


@pytest.mark.parametrize(
    ("state", "reply", "sample"),
    [
        ("given up", Reply(0, error="ConnectError"), "given up: no code of TikTok's, ConnectError"),
        ("given up", Reply(200, b"<html>"), "given up: no code of TikTok's, HTTP 200"),
        ("refused", Reply(301, b"moved"), "no code of TikTok's, HTTP 301"),
        ("waiting", Reply.of({"code": 40105, "message": "revoked"}), "held after 1 try: code 40105 revoked"),
        ("waiting", Reply(401), "held after 1 try: no code of TikTok's, HTTP 401"),
    ],
    ids=["no answer", "a page", "moved", "a token fault on hold", "401 on hold"],
)
def test_what_did_not_reach_tiktok_is_an_error(tmp_path: Path, state: str, reply: Reply, sample: str) -> None:
    spool, now = Spool(tmp_path / "spool-0.sqlite3"), time.time()
    body = {"event_source": "web", "event_source_id": "C4", "data": [{"event": "Lead", "event_time": int(now)}]}
    request = ("one", OutgoingRequest.post(URL, json=body))
    spool.keep([Keep("hit", "v1", None, (Row(0, "T", "T", "tiktok", "done", (request,)),), True)], now)
    if state == "waiting":
        spool.postpone("one", now + 300, reply, "", now)
    else:
        spool.end("one", state, reply, "", now)
    code, document = diagnosed("--live", "--data-dir", tmp_path)

    assert code == 1
    assert [(each["severity"], each["sample"]) for each in document["findings"] if each["id"] == "rejected"] == [
        ("error", sample)
    ]


def test_a_catalogue_tells_which_content_ids_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("OTHER-1\n")
    _, document = diagnosed(HITS, "--rules", ROOT / "rules.yaml", "--catalog", tmp_path / "ids.txt")

    assert "content_id_not_in_catalog" in ids(document, "warning")


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        ([], 2, "name files of hits, or look at what was sent with --live"),
        (["x.http", "--live"], 2, "name files of hits"),
        (["--live", "--data-dir", "nowhere"], 1, "nowhere is no data folder"),
        (["--catalog", "nowhere.txt", str(LEGS)], 4, "nowhere.txt: cannot be read"),
    ],
    ids=["nothing", "both", "no data folder", "no catalogue"],
)
def test_words_that_are_off_are_told(arguments: list[str], code: int, text: str) -> None:
    found, said = told(*arguments)

    assert found == code
    assert text in " ".join(said.replace("│", " ").split())


def test_where_nothing_was_to_be_sent_the_reason_is_told(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES.replace("always", "event_name == Purchase") % "pixel_code: C4, access_token: a-secret-token")
    code, said = told(HITS / "purchase.http", "--rules", rules)

    assert code == 0
    assert 'NOTE     nothing to send: 1 x tag "TikTok": event_name == Purchase, but event_name was "purchase"' in said


def test_the_weights_of_the_estimate_can_be_said(tmp_path: Path) -> None:
    _, document = diagnosed(HITS, "--rules", ROOT / "rules.yaml", "--weight", "email=4", "--weight", "ttp=0")
    code, said = told(HITS, "--rules", ROOT / "rules.yaml", "--weight", "emial=4")

    assert document["quality"]["weights"]["email"] == 4.0
    assert "ttp" not in document["quality"]["weights"]
    assert code == 2
    assert '"emial=4" is no weight such as email=4.' in " ".join(said.replace("│", " ").split())
