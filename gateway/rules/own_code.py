"""The code of a container's own types, read once with its rules: whoever builds from them later builds from the same code."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import itertools
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import msgspec

_LONGEST = 1024 * 1024
_MOST_PACKAGES = 64
TEMPLATES = "templates"
"""The folder of templates, which are no Python."""
_numbers = itertools.count(1)


class Source(msgspec.Struct, frozen=True):
    """One file: its name as messages say it, seen from the folder of rules.yaml, and its text."""

    name: str
    text: bytes


def read_code(folder: Path, sections: Sequence[str]) -> tuple[Source, ...]:
    """The Python files in the folders of types, those of sub-packages too, and the templates; what cannot be read is no type."""
    return tuple(_sources(folder, sections))


def _sources(folder: Path, sections: Sequence[str]) -> Iterator[Source]:
    for section in sections:
        ending = "*.tpl" if section == TEMPLATES else "*.py"
        for file in sorted((folder / section).rglob(ending)):
            name = file.relative_to(folder).as_posix()
            try:
                if file.is_file() and name.isprintable():
                    with file.open("rb") as opened:
                        yield Source(name, opened.read(_LONGEST))
            except OSError:
                continue  # gone again, or nobody's to read: as if it were not there


def package_of(folder: Path, code: Mapping[str, bytes]) -> str:
    """A package of modules from this code, with a name of its own; the oldest are forgotten, or a thousand reloads would stay."""
    name = f"gateway_container_{next(_numbers)}"
    package = ModuleType(name)
    package.__path__ = []
    sys.modules[name] = package
    _finder.packages[name] = (folder, code)
    if len(_finder.packages) > _MOST_PACKAGES:
        oldest = next(iter(_finder.packages))
        del _finder.packages[oldest]
        for module in [each for each in sys.modules if each == oldest or each.startswith(f"{oldest}.")]:
            del sys.modules[module]
    return name


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of such packages in the code that was read."""

    def __init__(self) -> None:
        self.packages: dict[str, tuple[Path, Mapping[str, bytes]]] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        package, _, inside = fullname.partition(".")
        if package not in self.packages or not inside:
            return None
        folder, code = self.packages[package]
        name = inside.replace(".", "/")
        for file, is_package in ((f"{name}/__init__.py", True), (f"{name}.py", False)):
            if file in code:
                loader = _Loader(code[file], os.fspath(folder / file))
                return importlib.util.spec_from_loader(fullname, loader, is_package=is_package)
        if any(each.startswith(f"{name}/") for each in code):
            return importlib.machinery.ModuleSpec(fullname, None, is_package=True)
        return None


class _Loader(importlib.abc.SourceLoader):
    def __init__(self, text: bytes, file: str) -> None:
        self._text, self._file = text, file

    def get_filename(self, fullname: str) -> str:
        return self._file

    def get_data(self, path: str | bytes) -> bytes:
        return self._text


_finder = _Finder()
sys.meta_path.append(_finder)
