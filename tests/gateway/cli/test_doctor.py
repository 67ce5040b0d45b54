"""`sgtm doctor`: the traps of a real gateway, and its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import trustme

from tests.running import ROOT, serving


def doctor(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", "doctor", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_a_gateway_on_another_port_is_a_trap_and_the_rest_is_good(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1") as gateway:
        url = f"http://localhost:{gateway.port()}"
        httpx.get(f"{url}/g/collect?v=2&tid=G-1&cid=1.2&en=purchase", trust_env=False)
        shown = doctor("--gateway", url, "--page", "http://localhost:3000", "--data-dir", str(tmp_path))

    assert (shown.returncode, shown.stderr) == (1, "")
    lines = [line.split("  ")[0].split() for line in shown.stdout.splitlines() if line[:4].strip()]
    assert [words[0] for words in lines] == ["TRAP", "ok", "ok", "ok", "ok", "ok", "ok", "ok"]
    assert "gtag.js drops the port" in shown.stdout
    assert "the last 1 hits came from this machine." in shown.stdout


def test_its_findings_are_json_for_programs(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1") as gateway:
        words = ("--gateway", f"http://localhost:{gateway.port()}", "--data-dir", str(tmp_path), "--format", "json")
        shown = doctor(*words)

    document = json.loads(shown.stdout)
    assert (shown.returncode, shown.stderr, document["schema"]) == (1, "", "doctor/v1")
    assert {finding["check"]: finding["state"] for finding in document["findings"]} == {
        "port": "trap",
        "cookies": "good",
        "answers": "good",
        "visitors' addresses": "unknown",
    }
    assert set(document["findings"][0]) == {"check", "state", "what", "advice"}


def test_offline_nobody_is_asked_and_without_a_trap_the_exit_code_is_0(tmp_path: Path) -> None:
    words = ("--page", "https://shop.example", "--gateway", "https://data.shop.example", "--data-dir", str(tmp_path))
    shown = doctor("--offline", *words)

    assert (shown.returncode, shown.stderr) == (0, "")
    assert "?     local network        data.shop.example has no address" in shown.stdout
    assert "answers" not in shown.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_gateway_that_does_not_answer_is_a_trap(tmp_path: Path) -> None:
    shown = doctor("--gateway", "http://127.0.0.1:1", "--data-dir", str(tmp_path))

    assert shown.returncode == 1
    assert "TRAP  answers              http://127.0.0.1:1 does not answer" in shown.stdout
    assert shown.stderr == "      Name the page with --page to check what browsers make of the two.\n"


@pytest.mark.parametrize(
    ("words", "option"),
    [(("--gateway", "localhost:8080"), "--gateway"), (("--offline", "--page", "shop.example"), "--page")],
    ids=["the gateway", "the page"],
)
def test_what_is_no_address_is_a_sentence_and_exit_code_1(words: tuple[str, ...], option: str) -> None:
    shown = doctor(*words)

    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr == f'sgtm: {option}: "{words[-1]}" is no address. Write it as https://shop.example.\n'


def test_a_name_that_cannot_be_is_no_traceback(tmp_path: Path) -> None:
    shown = doctor("--gateway", "http://data..shop.example", "--data-dir", str(tmp_path))

    assert shown.returncode == 1
    assert "Traceback" not in shown.stderr


def test_a_certificate_that_browsers_refuse_is_a_trap_with_its_own_advice(tmp_path: Path) -> None:
    made = trustme.CA().issue_cert("localhost")
    made.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    made.private_key_pem.write_to_path(tmp_path / "key.pem")
    tls = ("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    with serving(tmp_path / "data", "http://127.0.0.1:1", *tls) as gateway:
        shown = doctor("--gateway", f"https://localhost:{gateway.port()}", "--data-dir", str(tmp_path / "data"))

    assert shown.returncode == 1
    assert "Browsers refuse this certificate too" in shown.stdout
