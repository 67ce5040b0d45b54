"""Where captures lie: files as they are named, and folders that are walked in order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...errors import CaptureError

SUFFIXES = (".http", ".har", ".jsonl", ".log", ".txt", ".curl", ".json")
NO_CAPTURES = (".sent.json",)
"""What lies beside hits and is none: what they led to."""


def captures_in(paths: Sequence[Path]) -> Iterator[Path]:
    """The captures of these files and folders. Raises CaptureError for a folder without any."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        empty = True
        for file in _walked(path):
            empty = False
            yield file
        if empty:
            known = ", ".join(SUFFIXES[:-1])
            raise CaptureError(
                f"{path}: there is no capture in this folder ({known} or {SUFFIXES[-1]}, also packed as .gz)."
            )


def _walked(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            plain = name.lower().removesuffix(".gz")
            if plain.endswith(SUFFIXES) and not plain.endswith(NO_CAPTURES) and not name.startswith("."):
                yield Path(where, name)
