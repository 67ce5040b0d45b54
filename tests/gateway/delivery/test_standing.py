"""How destinations stand: kept for the next start, and read by whoever shows it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gateway.delivery import Standing, Standings, held_in, standings

HELD = Standing("a.example TOKEN", "held", 1_000.0, 1_300.0, 300.0, "HTTP 401")


def test_what_is_not_well_is_there_after_a_restart_and_for_other_processes(tmp_path: Path) -> None:
    kept = Standings(tmp_path)
    kept.note(HELD)
    assert standings(tmp_path) == [HELD]
    kept.close()

    assert Standings(tmp_path).before == {"a.example TOKEN": HELD}


def test_what_is_held_is_what_refuses_our_credential(tmp_path: Path) -> None:
    kept = Standings(tmp_path)
    kept.note(HELD)
    kept.note(Standing("b.example", "open", 1_000.0, 1_005.0))

    assert held_in(tmp_path) == {HELD.destination}
    assert held_in(tmp_path / "nowhere") == frozenset()


def test_what_is_well_again_is_forgotten(tmp_path: Path) -> None:
    kept = Standings(tmp_path)
    kept.note(HELD)
    kept.note(Standing("a.example TOKEN", "closed", 2_000.0))

    assert standings(tmp_path) == []


def test_a_folder_without_the_file_has_none_and_gets_none(tmp_path: Path) -> None:
    assert standings(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    Standings(tmp_path)

    assert stat.S_IMODE((tmp_path / "destinations.sqlite3").stat().st_mode) == 0o600


def test_a_broken_file_is_told_and_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "destinations.sqlite3").write_bytes(b"no database " * 1000)
    kept = Standings(tmp_path)
    kept.note(HELD)

    assert kept.before == {}
    assert standings(tmp_path) == []
    assert "How the destinations stand is forgotten at a restart." in caplog.text
