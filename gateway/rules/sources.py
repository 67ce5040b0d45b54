"""The files of a container: rules.yaml and what it includes, read once, so that all who build from them build the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from ..errors import RulesError, nearest
from ..place import Place, Problem
from .catalogue import SECTIONS, own_code
from .found import Found
from .own_code import TEMPLATES, Source
from .written import MOST_BYTES, Written, read

MOST_FILES = 1_000
_LONGEST_NAME = 200
_ENDINGS = (".yaml", ".yml")


class Sources(msgspec.Struct, frozen=True, dict=True):
    """All files of a container: rules.yaml first, what it includes, and the code of its own types."""

    path: Path
    files: tuple[Source, ...]
    code: tuple[Source, ...]

    @cached_property
    def version(self) -> str:
        """A digest of everything that decides what the container does."""
        digest = hashlib.sha256(b"".join(source.text for source in self.files))
        for source in self.code:
            digest.update(source.name.encode() + source.text)
        return digest.hexdigest()[:12]


class Document(msgspec.Struct, frozen=True):
    """One file as it is written, and what is wrong with it as YAML."""

    written: Written
    problems: list[Problem]


class Collected(msgspec.Struct, frozen=True):
    """The files with their documents, and what is wrong with the includes."""

    sources: Sources
    documents: list[Document]
    problems: list[Problem]


def collect(path: Path, looked_at: set[Path] | None = None) -> Collected:
    """Read rules.yaml and what it includes. Raises RulesError where the first file cannot be read at all.

    `looked_at` gets every file and folder that decided what was read, also of what is not there.
    """
    looked_at = set() if looked_at is None else looked_at
    looked_at |= {path, path.parent, *(path.parent / section for section in (*SECTIONS, TEMPLATES))}
    looked_at |= {folder for section in (*SECTIONS, TEMPLATES) for folder in (path.parent / section).rglob("*/")}
    collector = _Collector(path, looked_at)
    collector.take(path, Place(path.name))
    sources = Sources(path.absolute(), tuple(collector.files), own_code(path.parent))
    return Collected(sources, collector.documents, collector.problems)


def parsed(sources: Sources) -> Collected:
    """The same again from files that were read already."""
    documents = [Document(*read(source.text, source.name)) for source in sources.files]
    return Collected(sources, documents, [])


def of_text(text: str, folder: Path, name: str) -> Collected:
    """Rules that are no file, with the own types of a folder; messages call them by this name."""
    source = Source(name, text.encode())
    return parsed(Sources(folder.absolute() / "rules.yaml", (source,), own_code(folder)))


class _Collector:
    def __init__(self, main: Path, looked_at: set[Path]) -> None:
        self._folder = main.parent
        self._looked_at = looked_at
        self._taken: dict[Path, Place] = {}
        self._bytes = 0
        self.files: list[Source] = []
        self.documents: list[Document] = []
        self.problems = Found()

    def take(self, path: Path, place: Place) -> None:
        """Read one file, which is named at this place, and what it includes."""
        self._taken[_real(path)] = place
        name = path.name if not self.files else Path(os.path.relpath(path, self._folder)).as_posix()
        text = self._text(path, name, place)
        if text is None:
            return
        self._bytes += len(text)
        if self._bytes > MOST_BYTES or len(self.files) == MOST_FILES:
            what = f"{MOST_BYTES:,} bytes in {MOST_FILES:,} files are allowed for all rules together, and this is more."
            raise RulesError([*self.problems, Problem(place, what, "yaml")])
        document = Document(*read(text, name))
        self.files.append(Source(name, text))
        self.documents.append(document)
        for included, where in self._included(document.written):
            self._include(path.parent, included, where)

    def _text(self, path: Path, name: str, place: Place) -> bytes | None:
        try:
            # What is no file (a pipe) would never end, and of one that is far too long no more is read than tells so.
            with open(path, "rb", opener=_at_once) as file:
                return file.read(MOST_BYTES + 1)
        except OSError as error:
            told = Problem(place, f"{name} cannot be read: {error.strerror}.", "yaml")
            if not self.files:
                advice = (
                    " Go to its folder, or write a first one: sgtm new." if isinstance(error, FileNotFoundError) else ""
                )
                raise RulesError([Problem(place, f"cannot be read: {error.strerror}.{advice}", "yaml")]) from None
            self.problems.append(told)
            return None

    def _included(self, written: Written) -> Iterator[tuple[str, Place]]:
        """The files and folders it names, each with its place; what is no text is told by the schema."""
        include: Written | None = written.value.get("include") if isinstance(written.value, dict) else None
        each = [] if include is None else include.value if isinstance(include.value, list) else [include]
        yield from ((inner.value, inner.place) for inner in each if isinstance(inner.value, str))

    def _include(self, folder: Path, named: str, place: Place) -> None:
        path = folder / named[:_LONGEST_NAME]
        self._looked_at |= {path, path.parent}
        if path.is_dir():
            self._include_folder(path, named, place)
        elif not path.is_file():
            what = f'include: there is no file or folder "{named[:_LONGEST_NAME]}".{_meant(named, folder, path)}'
            self.problems.append(Problem(place, what, "yaml"))
        elif (before := self._taken.get(_real(path))) is not None:
            what = f'include: "{named}" is read already, for {before.in_short} names it.'
            self.problems.append(Problem(place, what, "yaml"))
        else:
            self.take(path, place)

    def _include_folder(self, path: Path, named: str, place: Place) -> None:
        found = sorted(file for file in path.iterdir() if file.is_file() and _is_rules(file))
        if not found:
            self.problems.append(Problem(place, f'include: there is no .yaml file in the folder "{named}".', "yaml"))
        for file in found:
            if _real(file) not in self._taken:
                self.take(file, place)


def _meant(named: str, folder: Path, path: Path) -> str:
    if "${" in named:
        return " ${NAME} is not filled in here."
    return nearest(named, sorted(os.path.relpath(found, folder) for found in path.parent.glob("*") if _is_rules(found)))


def _at_once(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # which, unlike resolve(), takes a link to itself


def _is_rules(path: Path) -> bool:
    return (
        path.suffix in _ENDINGS
        and path.name.isprintable()
        and not path.name.startswith(".")
        and not path.stem.endswith("_test")
    )
