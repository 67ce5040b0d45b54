"""`sgtm convert`: captures in another format, what was skipped and lost on stderr, and exit codes for scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LINE = "GET /g/collect?v=2&en=a HTTP/1.1\n"
CURL = "curl 'https://data.shop.example/g/collect?v=2&tid=G-1&en=b' -H 'user-agent: me' --compressed\n"


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)


def har(*urls: str) -> str:
    return json.dumps({"log": {"entries": [{"request": {"method": "GET", "url": url}} for url in urls]}})


def test_a_command_becomes_a_hit_that_can_be_replayed(tmp_path: Path) -> None:
    (tmp_path / "copied").write_text(CURL)
    (tmp_path / "rules.yaml").write_text("clients: {GA4: {type: ga4}}\n")
    shown = sgtm(tmp_path, "convert", "copied", "--to", "http", "--into", "hit.http")
    replayed = sgtm(tmp_path, "replay", "hit.http")

    assert (shown.returncode, shown.stdout, shown.stderr) == (0, b"", b"sgtm: 1 hit from 1 capture\n")
    assert b"  client    GA4" in replayed.stdout


def test_hits_of_several_captures_go_to_stdout(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(LINE)
    (tmp_path / "b.curl").write_text(CURL)
    shown = sgtm(tmp_path, "convert", "a.http", "b.curl", "--to", "jsonl")

    assert [json.loads(line)["query"] for line in shown.stdout.splitlines()] == ["v=2&en=a", "v=2&tid=G-1&en=b"]


def test_there_and_back_is_the_same_to_the_byte(tmp_path: Path) -> None:
    hits = sorted(str(file) for file in (ROOT / "examples" / "hits").glob("*.http"))
    sgtm(tmp_path, "convert", *hits, "--to", "http", "--into", "one.http")
    for form in ("jsonl", "har"):
        sgtm(tmp_path, "convert", "one.http", "--to", form, "--into", f"two.{form}")
        shown = sgtm(tmp_path, "convert", f"two.{form}", "--to", "http")

        assert (shown.returncode, shown.stdout) == (0, (tmp_path / "one.http").read_bytes())


def test_in_a_folder_each_hit_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(f"{LINE}###\n{LINE}")
    sgtm(tmp_path, "convert", "a.http", "--to", "http", "--into", "hits/shop")
    sgtm(tmp_path, "convert", "a.http", "--to", "har", "--into", "hits")

    assert sorted(path.name for path in (tmp_path / "hits").rglob("*.*")) == ["0001.http", "0002.http", "hits.har"]


def test_what_is_no_hit_is_told_and_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_text(har("https://a.example/logo.png", "https://a.example/g/collect?v=2"))
    sifted = sgtm(tmp_path, "convert", "a.har", "--to", "jsonl")
    whole = sgtm(tmp_path, "convert", "a.har", "--to", "jsonl", "--all")

    assert (sifted.returncode, len(sifted.stdout.splitlines()), len(whole.stdout.splitlines())) == (0, 1, 2)
    assert b"skipped 1 x a file of the page" in sifted.stderr


def test_what_a_format_cannot_hold_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_bytes(LINE.encode() + b"X-Odd: \xff\n")
    shown = sgtm(tmp_path, "convert", "a.http", "--to", "har")

    assert (shown.returncode, shown.stderr.splitlines()[1]) == (0, b"har: 1 hit lost headers that are no UTF-8")


def test_of_a_cut_capture_the_readable_part_is_converted_and_the_exit_code_is_4(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_text(har("https://a.example/g/collect?v=2", "https://a.example/g/collect?v=2")[:-9])
    shown = sgtm(tmp_path, "convert", "a.har", "--to", "jsonl")

    assert (shown.returncode, len(shown.stdout.splitlines())) == (4, 1)
    assert shown.stderr.splitlines()[-1].startswith(b"a.har:entry 2: it is cut off here")


def test_where_there_is_nothing_to_read_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_bytes(b"\x00\xff")
    shown = sgtm(tmp_path, "convert", "a.http", "--to", "har", "--into", "b.har")

    assert (shown.returncode, shown.stdout, (tmp_path / "b.har").exists()) == (4, b"", False)
    assert b"Traceback" not in shown.stderr


def test_a_capture_is_never_written_over_itself(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(LINE)
    shown = sgtm(tmp_path, "convert", "a.http", "--to", "jsonl", "--into", "a.http")

    assert (shown.returncode, (tmp_path / "a.http").read_text()) == (1, LINE)
    assert shown.stderr == b"sgtm: a.http is one of the captures that are read. Name another file with --into.\n"
