"""Which types there are: `type: tiktok` of a tag is the file `tags/tiktok.py`, the user's folder first, then the built-in one."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import GatewayError, nearest
from ..kinds import ClientType, TagType, TransformationType, TriggerType, Type, VariableType
from ..sandbox.program import Lent
from .own_code import TEMPLATES, Source, package_of, read_code
from .templates import Options, Templates

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
_BUILT_IN = "gateway.builtin"
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


class Catalogue:
    """The types of one container. Those of a user's folder get module names of their own, so two containers never mix."""

    def __init__(
        self, folder: Path | None = None, code: Sequence[Source] | None = None, options: Options | None = None
    ) -> None:
        """`code` is that of the folder's own types where it was read already; `options` are those of its templates."""
        self._folder = Path(os.path.realpath(folder or BUILT_IN))
        own = {source.name: source.text for source in (own_code(self._folder) if code is None else code)}
        self._code = {name: text for name, text in own.items() if name.endswith(".py")}
        self.templates = Templates(
            {name: text for name, text in own.items() if name not in self._code}, options or Options()
        )
        self._package = package_of(self._folder, self._code) if self._code else ""
        self._types: dict[tuple[str, str], type[Type]] = {}

    def names(self, section: str) -> list[str]:
        """The names of all types of a section."""
        files = [*self._code, *(f"{section}/{file.name}" for file in (BUILT_IN / section).glob("*.py"))]
        names = [
            name.removeprefix(f"{section}/").removesuffix(".py") for name in files if name.startswith(f"{section}/")
        ]
        known = {name for name in names if name.isidentifier() and not name.startswith("_")}
        return sorted(known.union(self.templates.names(section)))

    def type_of(self, section: str, name: str) -> type[Any]:
        """The type of that name. Raises GatewayError where there is none or its file is broken."""
        if (section, name) not in self._types:
            self._types[section, name] = self._load(section, name)
        return self._types[section, name]

    def own_code(self) -> str:
        """The text of the user's own types, which may read variables by their names."""
        return "\n".join(text.decode("utf-8", "replace") for text in self._code.values())

    @cached_property
    def _lent(self) -> Lent:
        return self.templates.lent(Catalogue().type_of("tags", "ga4"), Catalogue().type_of("clients", "ga4"))

    def _load(self, section: str, name: str) -> type[Type]:
        file = f"{section}/{name}.py"
        if name.isidentifier() and not name.startswith("_") and len(name) < _LONGEST_NAME:
            if file in self._code:
                return _only_type(_module(f"{self._package}.{section}.{name}", file), SECTIONS[section], file)
            if not self.templates.has(name) and (BUILT_IN / file).is_file():
                _packages_of_built_in(section)
                return _only_type(_module(f"{_BUILT_IN}.{section}.{name}", file), SECTIONS[section], file)
        if self.templates.has(name):
            return self.templates.type_of(section, name, self._lent)
        known = self.names(section)
        here = _IN_EXPORTS.get(name)
        hint = f' Did you mean "{here}"?' if here in known else nearest(name[:_LONGEST_NAME].lower(), known)
        hint = hint or f" There is {', '.join(known) or 'none'}."
        raise GatewayError(f'there is no {_SINGULAR[section]} type "{name[:_LONGEST_NAME]}".{hint}')


def own_code(folder: Path) -> tuple[Source, ...]:
    """The code of a folder's own types and templates; the built-in types are nobody's own."""
    is_built_in = Path(os.path.realpath(folder)) == BUILT_IN
    return read_code(folder, (TEMPLATES,) if is_built_in else (*SECTIONS, TEMPLATES))


def _module(name: str, file: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a type is anybody's code, and its fault is told with its file
        raise GatewayError(f"{file} cannot be loaded: {type(error).__name__}: {error}") from error


def _packages_of_built_in(section: str) -> None:
    """Packages that are only folders: siblings in them find each other, nobody else finds them."""
    for name, folder in ((_BUILT_IN, BUILT_IN), (f"{_BUILT_IN}.{section}", BUILT_IN / section)):
        if name not in sys.modules:
            package = ModuleType(name)
            package.__path__ = [str(folder)]
            sys.modules[name] = package


def _only_type(module: ModuleType, contract: type[Type], file: str) -> type[Type]:
    found = [
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, contract) and kind.__module__ == module.__name__ and not kind.__name__.startswith("_")
    ]
    if len(found) != 1:
        raise GatewayError(f"{file} must hold one class that is a {contract.__name__}, and holds {len(found)}.")
    return found[0]
