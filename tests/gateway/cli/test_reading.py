"""What a verb tells of the captures it has read."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
import typer

from gateway.cli.reading import reading, seldom_collected, tell

LINE = "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase HTTP/1.1\n"


def test_of_a_whole_capture_nothing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.http").write_text(f"{LINE}###\n{LINE}")
    read = reading([tmp_path])
    hits = list(read)
    tell(read)

    assert (len(hits), capsys.readouterr()) == (2, ("", ""))


def test_what_could_not_be_read_is_told_and_exit_code_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.http").write_text(LINE)
    read = reading([tmp_path, tmp_path / "nobody.http"])
    hits = list(read)
    with pytest.raises(typer.Exit) as ended:
        tell(read)

    assert (len(hits), ended.value.exit_code) == (1, 4)
    assert "nobody.http" in capsys.readouterr().err


def test_garbage_is_looked_for_as_before_once_all_is_read() -> None:
    before = gc.get_threshold()
    with seldom_collected():
        during = gc.get_threshold()

    assert during[0] > before[0]
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
