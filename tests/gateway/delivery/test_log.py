"""The write-ahead log of a gateway that was killed: what SQLite passes over in silence is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gateway.delivery import Spool, opened
from gateway.delivery.log import written
from tests.gateway.delivery.test_power_loss import numbered

NOW = 1_790_000_000.0
MANY = 10
HEADER, FRAME = 32, 24 + 8192


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A spool whose process was killed: its log has all that was kept."""
    spool = Spool(tmp_path / "running" / "spool-0.sqlite3")
    for number in range(MANY):
        spool.keep([numbered(number)], NOW)
    folder = shutil.copytree(tmp_path / "running", tmp_path / "killed", ignore=shutil.ignore_patterns("*-shm"))
    spool.close()
    return folder / "spool-0.sqlite3"


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 4
    path.write_bytes(content)


def test_a_sound_log_is_read_without_a_word(killed: Path, caplog: pytest.LogCaptureFixture) -> None:
    spool = opened(killed, NOW)

    assert len(spool.due(NOW)) == MANY
    assert not caplog.records
    spool.close()


def test_a_wrong_bit_in_any_frame_is_told_and_the_log_kept(killed: Path, caplog: pytest.LogCaptureFixture) -> None:
    many = written(killed)
    assert many > MANY
    for frame in range(many):
        for at in (0, 9, 17, 24, 5000):
            folder = shutil.copytree(killed.parent, killed.parent.parent / f"{frame}-{at}")
            flip(log_of(folder / killed.name), HEADER + frame * FRAME + at)
            caplog.clear()
            opened(folder / killed.name, NOW).close()
            assert "its log breaks off at page" in caplog.text
            assert len(list(folder.glob("damaged-spool-0-*-wal"))) == 1
            shutil.rmtree(folder)


@pytest.mark.parametrize("at", [0, 8, 16, 20, 24], ids=["its mark", "page size", "salt", "second salt", "checksum"])
def test_a_wrong_bit_in_the_head_of_the_log_is_told(killed: Path, at: int, caplog: pytest.LogCaptureFixture) -> None:
    flip(log_of(killed), at + 3)
    opened(killed, NOW).close()

    assert "its log breaks off at page 1 of" in caplog.text


def test_a_transaction_that_was_never_ended_is_nothing_to_tell(killed: Path, caplog: pytest.LogCaptureFixture) -> None:
    content = log_of(killed).read_bytes()
    log_of(killed).write_bytes(content[: -FRAME - 100])
    opened(killed, NOW).close()

    assert not caplog.records


def test_no_log_has_nothing_written(tmp_path: Path) -> None:
    log_of(tmp_path / "spool-0.sqlite3").write_bytes(b"short")

    assert written(tmp_path / "spool-0.sqlite3") == written(tmp_path / "spool-1.sqlite3") == 0
