"""The spools of a folder, opened as they come."""

from __future__ import annotations

from pathlib import Path

from gateway.delivery import Spool, Spools


def test_a_spool_that_comes_later_is_seen(tmp_path: Path) -> None:
    spools = Spools(tmp_path)
    assert spools.all() == []
    Spool(tmp_path / "spool-3.sqlite3").close()

    assert [spool.path.name for spool in spools.all()] == ["spool-3.sqlite3"]
    assert spools.all()[0] is spools.all()[0]


def test_a_file_that_was_replaced_is_opened_again(tmp_path: Path) -> None:
    path, spools = tmp_path / "spool-0.sqlite3", Spools(tmp_path)
    Spool(path).close()
    (before,) = spools.all()
    path.rename(tmp_path / "elsewhere")
    Spool(path).close()

    (after,) = spools.all()

    assert after is not before
    assert after.is_in_place()
