"""What replayed hits led to, saved as tests: a snapshot beside each capture, or each hit of an archive as files of its own."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from ..container import Container
from ..errors import GatewayError
from ..fake_tiktok import stand_in
from ..recording import Captured, pseudonymous, rehearse, sent_json
from ..recording.collection import Collection, key_of
from ..recording.hit_file import ENDING, file_name, file_text
from ..recording.pseudonyms import words_of
from ..recording.snapshot import hit_document, of_hits, written
from ..testing.snapshots import ENDING as SNAPSHOT
from ..testing.snapshots import hits_beside
from ..trace import Trace
from .check import counted

MOST_IN_A_FILE = 10_000
"""Hits of a snapshot, which has to be in memory as a whole."""
MOST_INTO, MOST_BYTES_INTO = 10_000, 1024 * 1024 * 1024


class Snapshots:
    """`purchase.sent.json` beside `purchase.http`, written anew where it is there."""

    def __init__(self, most: int = MOST_IN_A_FILE) -> None:
        self._most = most
        self._file: Path | None = None
        self._hits: list[dict[str, Any]] = []
        self._written = self._left = self._failed = self._told = 0

    def take(self, captured: Captured, trace: Trace) -> None:
        """The next hit: those of one capture come one after the other. Raises GatewayError."""
        file = Path(captured.place.rpartition(":")[0])
        if file != self._file:
            self._write()
            self._file = file
        if len(self._hits) >= self._most:
            raise GatewayError(
                f"{file} has more than {self._most:,} hits, too many for a snapshot. Save it with --into FOLDER."
            )
        self._hits.append(hit_document(trace))
        self._failed += _failed(trace)

    def end(self) -> str:
        """What was saved. Raises GatewayError."""
        self._write()
        left = (
            f"; {counted(self._left, 'capture')} of another kind can be saved with --into FOLDER" if self._left else ""
        )
        return f"{counted(self._written, 'snapshot')} written{left}{_with_failed(self._told)}"

    def _write(self) -> None:
        hits, self._hits = self._hits, []
        failed, self._failed = self._failed, 0
        if self._file is None or not hits:
            return
        target = self._file.with_name(self._file.stem + SNAPSHOT)
        if hits_beside(target) != self._file:
            self._left += 1  # no test would find these hits, or it would find others of this name
            return
        half = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            half.write_text(written(of_hits(hits)), "utf-8", newline="\n")
            half.replace(target)
        except OSError as error:
            raise GatewayError(f"{target} cannot be written: {error.strerror}.") from None
        finally:
            half.unlink(missing_ok=True)
        self._written += 1
        self._told += failed


class Files:
    """Each hit as `.http` with what was sent of it beside it, in a folder that is full at some time."""

    def __init__(
        self,
        folder: Path,
        container: Container,
        *,
        redacted: bool,
        most: int = MOST_INTO,
        most_bytes: int = MOST_BYTES_INTO,
    ) -> None:
        """`redacted` puts stand-ins in the place of persons and secrets. Raises GatewayError."""
        self._folder, self._container = folder, container
        self._key = key_of(folder) if redacted else None
        self._words = words_of(container)
        self._collection = Collection(folder, most=most, most_bytes=most_bytes)
        self._saved = self._left = self._failed = 0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise GatewayError(f"{folder} cannot be used for hits: {error.strerror}.") from None

    def take(self, _: Captured, trace: Trace) -> None:
        """Save one hit, unless it is there already. Raises GatewayError."""
        if self._collection.is_full:
            self._left += 1
            return
        original = trace
        if self._key is not None:
            trace = rehearse(self._container, pseudonymous(trace.hit, self._key, self._words), stand_in)
        name = file_name(trace)
        files = {f"{name}{ENDING}": file_text(trace, original), f"{name}{SNAPSHOT}": sent_json(trace).encode()}
        try:
            is_in = self._collection.add(files)
        except OSError as error:
            raise GatewayError(f"{self._folder} cannot be written: {error.strerror}.") from None
        self._saved += is_in
        self._left += not is_in
        self._failed += is_in * _failed(trace)

    def end(self) -> str:
        """What was saved."""
        left = f"; it is full, and {counted(self._left, 'hit')} had no room" if self._left else ""
        return f"{counted(self._saved, 'hit')} in {self._folder}{left}{_with_failed(self._failed)}"


def _failed(trace: Trace) -> int:
    return sum(run.outcome == "failed" for run in trace.runs())


def _with_failed(many: int) -> str:
    """What is saved is what a test expects: a failure, too."""
    return f"; {counted(many, 'tag')} failed in what was saved, and tests would expect that" if many else ""
