"""Captures are found where they lie, in the same order each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import CaptureError
from gateway.recording import captures_in


def test_files_are_taken_as_they_are_named_and_folders_are_walked_in_order(tmp_path: Path) -> None:
    for name in ("b/2.har", "b/1.http", "b/1.sent.json", "b/notes.md", "b/.git/x.http", "a.log.gz", "c/deep/3.JSONL"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [str(path.relative_to(tmp_path)) for path in captures_in([tmp_path / "b" / "notes.md", tmp_path])]

    assert found == ["b/notes.md", "a.log.gz", "b/1.http", "b/2.har", "c/deep/3.JSONL"]


def test_a_folder_without_captures_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="there is no capture in this folder"):
        list(captures_in([tmp_path]))
