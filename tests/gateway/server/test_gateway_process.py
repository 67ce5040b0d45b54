"""The process that takes hits: which spools are its own."""

from __future__ import annotations

from pathlib import Path

from gateway.server.gateway_process import _own_spools


def test_each_worker_has_a_spool_and_the_first_adopts_those_nobody_has(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"spool-{number}.sqlite3").touch()

    assert [path.name for path in _own_spools(tmp_path, 1, 2)] == ["spool-1.sqlite3"]
    assert [path.name for path in _own_spools(tmp_path, 0, 2)] == [
        "spool-0.sqlite3",
        "spool-2.sqlite3",
        "spool-3.sqlite3",
    ]


def test_a_first_start_has_only_its_own(tmp_path: Path) -> None:
    assert _own_spools(tmp_path, 0, 1) == [tmp_path / "spool-0.sqlite3"]
