"""Where a test's files lie: the rules it goes by, and how messages name a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from ..errors import RulesError
from ..place import Place, Problem

STAGE = "test"


def rules_near(folder: Path, top: Path | None = None) -> Path:
    """The nearest rules.yaml, in a folder or above it, as far as its project goes. Raises RulesError where there is none.

    A project ends at the folder with `.git`, and no lower than at `top` or where the tests run, if these are above it.
    """
    places = _project(Path(os.path.abspath(folder)), top)
    found = next((place / "rules.yaml" for place in places if (place / "rules.yaml").is_file()), None)
    if found is not None:
        return found
    up_to = f" or above it, up to {seen_from_here(places[-1])}" if len(places) > 1 else ""
    what = f"there is none in {seen_from_here(places[0])}{up_to}, where its project ends."
    advice = "Run this from the folder of rules.yaml, or write a first one: sgtm new."
    raise RulesError([Problem(Place(), f"{what} {advice}", STAGE)])


def files_below(path: Path) -> Iterator[Path]:
    """The file, or those of a folder, always in the same order; in what is hidden or installed nobody keeps tests."""
    if not path.is_dir():
        yield path
        return
    for folder, inside, names in os.walk(path):
        inside[:] = sorted(name for name in inside if not name.startswith(".") and name != "node_modules")
        if "pyvenv.cfg" in names:
            inside.clear()
            continue
        yield from (Path(folder) / name for name in sorted(names))


def seen_from_here(file: Path) -> str:
    """A file as messages name it: from where the tests run, if it lies below."""
    try:
        return file.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


def seen_from(folder: Path, problem: Problem) -> Problem:
    """A problem of rules in a folder, as it is told where the tests run."""
    place = msgspec.structs.replace(problem.place, file=seen_from_here(folder / problem.place.file))
    return msgspec.structs.replace(problem, place=place)


def _project(folder: Path, top: Path | None) -> Sequence[Path]:
    """A folder and those above it that belong to the same project."""
    above, here = (folder, *folder.parents), Path.cwd()
    nearest_git = next((place for place in above if (place / ".git").exists()), None)
    ends = [number for number, place in enumerate(above) if place in (nearest_git, top, here)]
    if ends:
        return above[: ends[-1] + 1]
    # It lies elsewhere, and says nowhere where it ends: what it has in common with here is nobody's project.
    shared = Path(os.path.commonpath((folder, here)))
    own = [place for place in above if place != shared and place.is_relative_to(shared)]
    return own[: next((number for number, place in enumerate(own) if _is_everybodys(place)), None)] or above[:1]


def _is_everybodys(folder: Path) -> bool:
    """Whether it is one like /tmp, where strangers put files: their rules may come with code."""
    try:
        return bool(folder.stat().st_mode & stat.S_ISVTX)
    except OSError:
        return False
