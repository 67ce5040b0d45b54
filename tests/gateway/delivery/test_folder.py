"""The data folder, held by one gateway at a time."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gateway.delivery import DataFolder
from gateway.errors import GatewayError, InUse


def test_the_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    DataFolder(tmp_path / "data").close()

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_second_gateway_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)
    with pytest.raises(InUse, match="is in use by another gateway"):
        DataFolder(tmp_path)
    first.close()

    DataFolder(tmp_path).close()


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    with pytest.raises(GatewayError, match="cannot be used"):
        DataFolder(tmp_path / "data")
