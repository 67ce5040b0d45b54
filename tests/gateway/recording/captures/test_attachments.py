"""A body beside a HAR is read, and no other file is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.recording.captures.attachments import LONGEST, attached, shown

NAME = f"{'a1' * 20}.json"


@pytest.mark.parametrize("name", [NAME, f"resources/{NAME}"], ids=["beside", "below"])
def test_what_lies_in_the_folder_or_below_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"en=a")

    assert attached(tmp_path, name) == b"en=a"


@pytest.mark.parametrize(
    "name", ["secret.txt", f"../{NAME}", f"/{NAME}", ".key", "", "a\0b", "x" * 5_000, f"..\\{NAME}", f"{NAME}\n"]
)
def test_no_other_name_is_looked_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (tmp_path / NAME).write_bytes(b"en=a")
    (tmp_path / "day").mkdir()

    assert attached(tmp_path / "day", name) == attached(tmp_path, name) == b""


def test_a_link_out_of_the_folder_a_pipe_and_a_folder_are_not_read(tmp_path: Path) -> None:
    day = tmp_path / "day"
    day.mkdir()
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (day / NAME).symlink_to(tmp_path / "secret.txt")
    os.mkfifo(day / ("b" * 40))
    (day / ("c" * 40)).mkdir()

    assert [attached(day, name) for name in (NAME, "b" * 40, "c" * 40, "d" * 40)] == [b""] * 4
    assert attached(None, NAME) == b""


def test_one_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"a" * (LONGEST + 1))

    assert attached(tmp_path, NAME) == b""


def test_a_name_is_told_without_persons() -> None:
    assert shown(NAME) == NAME
    assert "jane@shop.example" not in shown("jane@shop.example.bin")
    assert "jane" not in shown(f"{'a' * 70} jane.doe@shop-of-jane.example")
