"""A disk that is full, on a real one of a few MiB: `bench/full.py` tells the story and what it asserts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.full import is_possible
from tests.running import ROOT


@pytest.mark.skipif(not is_possible(), reason="mounts a small disk: `unshare -rm` must work, which only Linux has")
def test_on_a_full_disk_hits_are_refused_and_what_was_answered_is_kept_and_sent_once_there_is_room() -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "full.py")],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert told.returncode == 0, told.stderr
    assert "0 of them lost, all sent" in told.stdout
