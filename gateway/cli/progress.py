"""How far the reading of captures has come, on a terminal: a bar by the lines of the files, and how many hits there were."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..recording import Captured

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_SHOWN_AFTER, _EVERY = 1.0, 0.1
_CHUNK = 1024 * 1024


def watched(hits: Iterable[Captured], files: Sequence[Path]) -> Iterator[Captured]:
    """The same hits; whoever waits for them longer than a second is shown how far it is."""
    if not sys.stderr.isatty():
        yield from hits
        return
    bar = _Bar(files)
    try:
        for number, captured in enumerate(hits, 1):
            bar.reach(captured.place, number)
            yield captured
    finally:
        bar.close()


def lines_in(file: Path) -> int:
    """How many lines a file has; what is packed, or not to be read, counts as none."""
    lines = 0
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                lines += chunk.count(b"\n")
    except OSError:
        return 0  # its reader tells why
    return lines if file.suffix != ".gz" else 0


class _Bar:
    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._next = time.monotonic() + _SHOWN_AFTER
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._before: dict[str, int] = {}

    def reach(self, place: str, hits: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        if self._progress is None:
            self._open()
        assert self._progress is not None
        assert self._task is not None
        file, _, line = place.rpartition(":")
        done = self._before.get(file, 0) + (int(line) if line.isdecimal() else 0)
        self._progress.update(self._task, completed=done, description=f"{hits:,} hits")

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _open(self) -> None:
        from rich.console import Console  # 90 ms, for who waits already
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        total = 0
        for file in self._files:
            self._before[str(file)] = total
            total += lines_in(file)
        # What is printed goes where it was to go: rich would take it along to the terminal.
        self._progress = Progress(
            *(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("", total=total or None)
        self._progress.start()
