"""The two containers a comparison is of: rules files, folders with a rules.yaml, or git revisions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..container import Container
from ..errors import RulesError
from ..place import Place, Problem
from ..recording.difference import Side
from ..rules import load
from .revision import Revision, revision


@dataclass(frozen=True, slots=True)
class Named:
    """What one side was called, and what it is: a path that is there, or a revision."""

    said: str
    path: Path | None
    revision: Revision | None = None


@contextmanager
def sides(old: str, new: str) -> Iterator[tuple[Side, Side]]:
    """Both containers, for as long as the block lasts: revisions are unpacked to a temporary folder."""
    paths = _path(old), _path(new)
    named = [
        Named(said, path, None if path else revision(said, beside=other))
        for said, path, other in zip((old, new), paths, reversed(paths), strict=True)
    ]
    with tempfile.TemporaryDirectory(prefix="sgtm-diff-") as folder:
        before, after = (_side(each, Path(folder, str(number))) for number, each in enumerate(named))
        yield before, after


def _path(said: str) -> Path | None:
    """The rules file a name stands for, if it is a file or folder that is there."""
    path = Path(said)
    try:
        if path.is_dir():
            return path / "rules.yaml"
        return path if path.exists() else None
    except (OSError, ValueError):
        return None  # too long for a path, and for a revision too


def _side(named: Named, folder: Path) -> Side:
    if named.revision is None:
        assert named.path is not None
        before = "" if named.path.parent == Path() else f"{named.path.parent.as_posix().rstrip('/')}/"
        return Side(named.said, _loaded(named.path, before), before, named.path.name)
    folder.mkdir()
    path = named.revision.unpack(folder)
    if not path.is_file():
        place = Place(f"{named.revision.folder}{path.name}")
        said = named.revision.name
        what = f"there is no such file at {said}. Say which one is meant, as {said}:shop/rules.yaml."
        raise RulesError([Problem(place, what, "yaml")])
    return Side(named.said, _loaded(path, named.revision.folder), named.revision.folder, path.name)


def _loaded(path: Path, before: str) -> Container:
    """The container; what is wrong with it is told with places that say which side has it."""
    try:
        return load(path, rehearsing=True)
    except RulesError as error:
        raise RulesError([_moved(problem, before) for problem in error.problems]) from None


def _moved(problem: Problem, before: str) -> Problem:
    place = Place(f"{before}{problem.place.file}", problem.place.line, problem.place.column)
    return msgspec.structs.replace(problem, place=place)
