"""The bar on a terminal: by lines where a file has lines, and nothing at all where nobody looks."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.cli.progress import lines_in, watched
from gateway.recording import Captured
from tests.small import hit

SLOW = """
import sys, time
from pathlib import Path
from gateway.cli.progress import watched
from gateway.hit import Hit
from gateway.recording import Captured

def slow():
    for number in range(1, 5):
        yield Captured(Hit("GET", "/"), f"{sys.argv[1]}:{number}")
        time.sleep(0.4)

for each in watched(slow(), [Path(sys.argv[1])]):
    print(each.place.rpartition(":")[2])
"""


def test_where_there_is_no_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    hits = [Captured(hit(), f"a.log:{number}") for number in range(3)]

    assert list(watched(hits, [Path("a.log")])) == hits
    assert capsys.readouterr().err == ""


def test_who_waits_on_a_terminal_sees_how_far_it_is_and_results_go_where_they_were_to_go(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("1\n2\n3\n4\n")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", SLOW, str(tmp_path / "a.log")]
    shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True, timeout=60)
    os.close(theirs)

    assert shown.stdout == b"1\n2\n3\n4\n"
    assert b"4 hits" in b"".join(read_all(ours))


def read_all(terminal: int) -> Iterator[bytes]:
    try:
        while part := os.read(terminal, 4096):
            yield part
    except OSError:
        return  # the other end is closed
    finally:
        os.close(terminal)


def test_lines_are_counted_where_a_file_has_lines(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"1\n2\n3")
    (tmp_path / "a.log.gz").write_bytes(b"\n\n\n")

    assert [lines_in(tmp_path / name) for name in ("a.log", "a.log.gz", "nowhere.log")] == [2, 0, 0]
