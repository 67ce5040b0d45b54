"""Snapshots as tests: `purchase.sent.json` beside `purchase.http` says what its tags have to send."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import GatewayError, RulesError
from ..place import Place, Problem
from ..recording.snapshot import SCHEMA, snapshot, written
from ..redaction import redacted_text
from ..rules.written import Written, read
from .case import Bench, Case, Result, container_for, fault
from .described import MISSING
from .difference import Difference, Step, differences, dotted
from .run import Run
from .whereabouts import seen_from_here

ENDING = ".sent.json"
ADVICE = "If this is what shall be sent, write the snapshot anew: sgtm test --update, or pytest --sgtm-update."
CAPTURES = (".http", ".har", ".jsonl", ".curl")
_SHARED = "they send different things. Give each a snapshot of its own."
_MOST_TOLD, _MOST_SHOWN = 50, 3


def cases(file: Path, rules: Path | None) -> Iterator[Case]:
    """The case of a snapshot that has its hits beside it; of any other file none."""
    hits = hits_beside(file) if file.name.endswith(ENDING) and file.is_file() else None
    if hits is not None:
        yield SnapshotCase(file, hits, rules)


def hits_beside(snapshot: Path) -> Path | None:
    """The capture that a snapshot is of: the file beside it that differs in its ending only."""
    name = snapshot.name.removesuffix(ENDING)
    return next((file for ending in CAPTURES if (file := snapshot.with_name(name + ending)).is_file()), None)


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
        container, rules = container_for(self.file.parent, self.rules, bench.top)
        runs = container.replay_all(self.hits.absolute())
        for run in runs:
            bench.watch(run.trace, rules)
        return held(self.file, runs, bench, self.name)


def held(file: Path, runs: Sequence[Run], bench: Bench, test: str) -> Result:
    """Hold what was sent in a test against a snapshot; where that may be, write it anew if they differ."""
    sent = snapshot([run.trace for run in runs])
    known, text = _read(file), written(sent)
    if shared := _shared(file, text, bench, test):
        return Result((fault(Place(seen_from_here(file)), shared),), "\n\n".join(map(repr, runs[:_MOST_SHOWN])))
    if known == text:
        return Result()
    found, faults = _compared(file, known, sent, runs)
    if not faults:
        return Result()
    if bench.update:
        return _written_anew(file, text, bench)
    numbers = [difference.path[1] for difference in found if difference.path[:1] == ("hits",)]
    told = [run for number, run in enumerate(runs) if len(runs) == 1 or number in numbers]
    advice = [ADVICE] if known is not None else []
    return Result(tuple(faults), "\n\n".join([*advice, *map(repr, told[:_MOST_SHOWN])]))


def _shared(file: Path, text: str, bench: Bench, test: str) -> str:
    """That another test was held against this snapshot and sent something else, so one of them is always wrong."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    other, others = bench.sent.setdefault(Path(os.path.realpath(file)), (test, digest))
    return "" if digest == others else f'the tests "{other}" and "{test}" share this snapshot, and {_SHARED}'


def _written_anew(file: Path, text: str, bench: Bench) -> Result:
    if bench.others_since is not None and file.is_file() and file.stat().st_mtime > bench.others_since:
        what = f"another test of this run has written this snapshot: two tests share it, and {_SHARED}"
        return Result((fault(Place(seen_from_here(file)), what),))
    _write(file, text)
    return Result(updated=(file,))


def _compared(file: Path, known: str | None, sent: Any, runs: Sequence[Run]) -> tuple[list[Difference], list[Problem]]:
    """The fields that differ, and how they are told."""
    top = Place(seen_from_here(file))
    if known is None:
        return [], [
            fault(top, "there is no such snapshot yet. sgtm test --update writes it, and so does pytest --sgtm-update.")
        ]
    try:
        document = json.loads(known)
    except json.JSONDecodeError as error:
        place = Place(top.file, error.lineno, error.colno)
        return [], [fault(place, f"this is no snapshot of what was sent, for it is no JSON: {error.msg}.")]
    except (ValueError, RecursionError):
        return [], [fault(top, "this is no snapshot of what was sent, for it is no JSON.")]
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return [], [fault(top, f'this is no snapshot of what was sent, which begins with "schema": "{SCHEMA}".')]
    found = list(islice(differences(document, sent), _MOST_TOLD + 1))
    places = _places(known, top.file) if found else None
    told = [fault(places.at(each.path).place if places else top, _told(each, runs)) for each in found[:_MOST_TOLD]]
    if len(found) > _MOST_TOLD:
        told.append(fault(top, f"these are {_MOST_TOLD} differences already; more are not told."))
    return found, told


def _told(difference: Difference, runs: Sequence[Run]) -> str:
    """A tag that fires or does not is told as such, and not as the JSON of all that it sent."""
    hit, path = _of_hit(difference.path)
    if len(path) != 4 or path[::2] != ("events", "tags") or MISSING not in (difference.expected, difference.found):
        return str(difference)
    name, run = str(path[3]), runs[hit]
    what = "fired then and does not now" if difference.found is MISSING else "did not fire then and does now"
    why = f": {redacted_text(run.tag(name, int(path[1])).why)}" if name in run.trace.container.tags_by_name else ""
    return f'{dotted(difference.path[:-2])}: tag "{name}" {what}{why}'


def _of_hit(path: tuple[Step, ...]) -> tuple[int, tuple[Step, ...]]:
    """The number of the hit that a path leads into, and the path from there."""
    return (int(path[1]), path[2:]) if len(path) > 1 and path[0] == "hits" else (0, path)


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
