"""Snapshots as tests: `purchase.sent.json` beside `purchase.http` says what its tags have to send."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import GatewayError, RulesError
from ..place import Place, Problem
from ..recording.snapshot import SCHEMA, snapshot, written
from ..rules.written import Written, read
from .case import Bench, Case, Result, container_for, fault, seen_from_here
from .difference import Difference, differences
from .run import Run

ENDING = ".sent.json"
ADVICE = "If this is what shall be sent, write the snapshot anew: sgtm test --update, or pytest --sgtm-update."
_CAPTURES = (".http", ".har", ".jsonl", ".curl")
_MOST_TOLD, _MOST_SHOWN = 50, 3


def cases(file: Path, rules: Path | None) -> Iterator[Case]:
    """The case of a snapshot that has its hits beside it; of any other file none."""
    hits = hits_beside(file) if file.name.endswith(ENDING) and file.is_file() else None
    if hits is not None:
        yield SnapshotCase(file, hits, rules)


def hits_beside(snapshot: Path) -> Path | None:
    """The capture that a snapshot is of: the file beside it that differs in its ending only."""
    name = snapshot.name.removesuffix(ENDING)
    return next((file for ending in _CAPTURES if (file := snapshot.with_name(name + ending)).is_file()), None)


@dataclass(frozen=True, slots=True)
class SnapshotCase:
    """A file of hits, and what was sent for it when the snapshot was written."""

    file: Path
    hits: Path
    rules: Path | None = None

    @property
    def name(self) -> str:
        """The file of its hits."""
        return self.hits.name

    @property
    def place(self) -> Place:
        """The beginning of the snapshot."""
        return Place(seen_from_here(self.file))

    def run(self, bench: Bench) -> Result:
        """Replay the hits, and compare."""
        container, rules = container_for(self.file.parent, self.rules)
        runs = container.replay_all(self.hits.absolute())
        for run in runs:
            bench.watch(run.trace, rules)
        return held(self.file, runs, bench)


def held(file: Path, runs: Sequence[Run], bench: Bench) -> Result:
    """Hold what was sent against a snapshot; where that may be, write it anew if they differ."""
    sent = snapshot([run.trace for run in runs])
    known, text = _read(file), written(sent)
    if known == text:
        return Result()
    found, faults = _compared(file, known, sent)
    if not faults:
        return Result()
    if bench.update:
        _write(file, text)
        return Result(updated=(file,))
    numbers = [difference.path[1] for difference in found if difference.path[:1] == ("hits",)]
    told = [run for number, run in enumerate(runs) if len(runs) == 1 or number in numbers]
    return Result(tuple(faults), "\n\n".join([ADVICE, *map(repr, told[:_MOST_SHOWN])]))


def _compared(file: Path, known: str | None, sent: Any) -> tuple[list[Difference], list[Problem]]:
    """The fields that differ, and how they are told."""
    top = Place(seen_from_here(file))
    if known is None:
        return [], [
            fault(top, "there is no such snapshot yet. sgtm test --update writes it, and so does pytest --sgtm-update.")
        ]
    try:
        document = json.loads(known)
    except (ValueError, RecursionError):
        return [], [fault(top, "this is no snapshot of what was sent, for it is no JSON.")]
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return [], [fault(top, f'this is no snapshot of what was sent, which begins with "schema": "{SCHEMA}".')]
    found = list(islice(differences(document, sent), _MOST_TOLD + 1))
    places = _places(known, top.file) if found else None
    told = [fault(places.at(each.path).place if places else top, str(each)) for each in found[:_MOST_TOLD]]
    if len(found) > _MOST_TOLD:
        told.append(fault(top, f"these are {_MOST_TOLD} differences already; more are not told."))
    return found, told


def _places(text: str, file: str) -> Written | None:
    """Where each value stands: JSON is YAML, as far as YAML's bounds go."""
    try:
        return read(text.encode("utf-8", "replace"), file)[0]
    except RulesError:
        return None


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GatewayError(f"{seen_from_here(file)} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise GatewayError(f"{str(file)!r} is no name of a file.") from None


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise GatewayError(f"{seen_from_here(file)} cannot be written: {error.strerror}.") from None
