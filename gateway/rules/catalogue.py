"""Which types there are: `type: tiktok` of a tag is the file `tags/tiktok.py`, the user's folder first, then the built-in one."""

from __future__ import annotations

import importlib
import inspect
import itertools
import sys
from collections import deque
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import GatewayError, nearest
from ..kinds import ClientType, TagType, TransformationType, TriggerType, Type, VariableType

SECTIONS: dict[str, type[Type]] = {
    "clients": ClientType,
    "variables": VariableType,
    "triggers": TriggerType,
    "transformations": TransformationType,
    "tags": TagType,
}
_SINGULAR = {section: section[:-1] for section in SECTIONS}

_HERE = Path(__file__).resolve().parent.parent
BUILT_IN = _HERE / "builtin" if (_HERE / "builtin").is_dir() else _HERE.parent
"""In the wheel the folders of types lie inside the package, in a checkout beside it."""

_LONGEST_NAME = 100
_IN_EXPORTS = {
    "sgtmgaaw": "ga4",
    "gaaw_client": "ga4",
    "ed": "event_data",
    "c": "constant",
    "k": "cookie",
    "sgtmk": "cookie",
    "rh": "request_header",
    "qp": "query_parameter",
    "smm": "lookup_table",
    "remm": "regex_table",
    "u": "url",
    "r": "random_number",
    "vr": "visitor_region",
    "tf_allow_params": "allow_parameters",
    "tf_exclude_params": "exclude_parameters",
    "tf_augment_event": "augment_event",
}
"""What exports of GTM call a type, and its name here."""
_numbers = itertools.count(1)
_MOST_PACKAGES = 64
_packages: deque[str] = deque()


def _own_package() -> str:
    """A name for the types of one more container; those of the oldest are forgotten, or a thousand reloads would stay."""
    _packages.append(f"gateway_container_{next(_numbers)}")
    if len(_packages) > _MOST_PACKAGES:
        oldest = _packages.popleft()
        for name in [name for name in sys.modules if name == oldest or name.startswith(f"{oldest}.")]:
            del sys.modules[name]
    return _packages[-1]


class Catalogue:
    """The types of one container. Those of a user's folder get module names of their own, so two containers never mix."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folders = [(BUILT_IN, "gateway.builtin")]
        if folder is not None and folder.resolve() != BUILT_IN:
            self._folders.insert(0, (folder.resolve(), _own_package()))
        self._types: dict[tuple[str, str], type[Type]] = {}

    def names(self, section: str) -> list[str]:
        """The names of all types of a section."""
        found = {
            file.stem
            for folder, _ in self._folders
            for file in (folder / section).glob("*.py")
            if file.stem.isidentifier() and not file.stem.startswith("_")
        }
        return sorted(found)

    def type_of(self, section: str, name: str) -> type[Any]:
        """The type of that name. Raises GatewayError where there is none or its file is broken."""
        if (section, name) not in self._types:
            self._types[section, name] = self._load(section, name)
        return self._types[section, name]

    def own_code(self) -> str:
        """The text of the user's own types, which may read variables by their names."""
        files = [
            file
            for folder, package in self._folders
            if package != "gateway.builtin"
            for section in SECTIONS
            for file in sorted((folder / section).glob("*.py"))
            if file.is_file()
        ]
        return "\n".join(file.read_text("utf-8", "replace") for file in files)

    def _load(self, section: str, name: str) -> type[Type]:
        for folder, package in self._folders if name.isidentifier() and len(name) < _LONGEST_NAME else ():
            file = folder / section / f"{name}.py"
            if not name.startswith("_") and file.is_file():
                return _only_type(_module(folder, package, section, name, file), SECTIONS[section], file)
        known = self.names(section)
        here = _IN_EXPORTS.get(name)
        hint = f' Did you mean "{here}"?' if here in known else nearest(name[:_LONGEST_NAME].lower(), known)
        hint = hint or f" There is {', '.join(known) or 'none'}."
        raise GatewayError(f'there is no {_SINGULAR[section]} type "{name[:_LONGEST_NAME]}".{hint}')


def _module(folder: Path, package: str, section: str, name: str, file: Path) -> ModuleType:
    _package(package, folder)
    _package(f"{package}.{section}", folder / section)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        # Python knows a changed file by its second and its length; without its cache it is always read as it is.
        importlib.invalidate_caches()
        return importlib.import_module(f"{package}.{section}.{name}")
    except (Exception, SystemExit) as error:  # a type is anybody's code, and its fault is told with its file
        raise GatewayError(f"{file.name} cannot be loaded: {type(error).__name__}: {error}") from error
    finally:
        sys.dont_write_bytecode = written


def _package(name: str, folder: Path) -> None:
    """A package that is only a folder: siblings in it find each other, nobody else finds them."""
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


def _only_type(module: ModuleType, contract: type[Type], file: Path) -> type[Type]:
    found = [
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, contract) and kind.__module__ == module.__name__ and not kind.__name__.startswith("_")
    ]
    if len(found) != 1:
        raise GatewayError(f"{file.name} must hold one {contract.__name__}, and holds {len(found)}.")
    return found[0]
