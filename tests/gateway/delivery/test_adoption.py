"""Who owns a spool: which are a process's own, and that no two have one."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.delivery import Ownership, own_spools
from gateway.errors import GatewayError


def test_each_worker_has_a_spool_and_the_first_adopts_those_nobody_has(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"spool-{number}.sqlite3").touch()

    assert [path.name for path in own_spools(tmp_path, 1, 2)] == ["spool-1.sqlite3"]
    assert [path.name for path in own_spools(tmp_path, 0, 2)] == [
        "spool-0.sqlite3",
        "spool-2.sqlite3",
        "spool-3.sqlite3",
    ]


def test_a_first_start_has_only_its_own(tmp_path: Path) -> None:
    assert own_spools(tmp_path, 0, 1) == [tmp_path / "spool-0.sqlite3"]


def test_a_spool_has_one_owner_and_another_once_that_one_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "spool-0.sqlite3"
    first = Ownership(path)
    with pytest.raises(GatewayError, match="has another owner"):
        Ownership(path, patience=0)
    Ownership(tmp_path / "spool-1.sqlite3", patience=0).close()

    first.close()
    Ownership(path, patience=0).close()


def test_a_lock_is_no_spool(tmp_path: Path) -> None:
    Ownership(tmp_path / "spool-7.sqlite3").close()

    assert own_spools(tmp_path, 0, 1) == [tmp_path / "spool-0.sqlite3"]
