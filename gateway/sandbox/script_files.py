"""The files of the prelude, and which of them a template needs: what it surely does not use costs its realms nothing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

PRELUDE = Path(__file__).parent / "prelude"
_OWN = ("at_once", "bounds", "bridge", "load", "seal", "testing")
_ALWAYS = ("container", "messages", "permissions", "run", "storage")
"""What the bridge itself counts on."""
_REQUIRE = re.compile(r"\brequire\b")
_REQUIRE_NAMED = re.compile(r"""\brequire\(\s*["'][A-Za-z0-9]+["']\s*\)""")
_GIVEN = re.compile(r"\b(?:apis|bridge)\.(\w+) =(?!=)")
_USED = re.compile(r"\b(?:apis|bridge)\.(\w+)")


class _File(NamedTuple):
    """One file: the APIs it gives, what it offers to other files, and what it uses of them."""

    apis: frozenset[str]
    given: frozenset[str]
    used: frozenset[str]


def requires_by_name(code: str) -> bool:
    """Whether every API that the code asks for is named where it asks."""
    return len(_REQUIRE.findall(code)) == len(_REQUIRE_NAMED.findall(code))


def files_for(code: str) -> tuple[str, ...]:
    """The files of APIs that this code may use, with those they stand on."""
    if not requires_by_name(code):
        return api_files()
    files = _files()
    needed = {name for name, file in files.items() if name in _ALWAYS or any(api in code for api in file.apis)}
    while more := {
        name
        for name, file in files.items()
        if name not in needed and any(file.given & files[each].used for each in needed)
    }:
        needed |= more
    return tuple(sorted(needed))


@cache
def api_files() -> tuple[str, ...]:
    """The files of the prelude that hold APIs, each a function of `apis` and `bridge`."""
    return tuple(sorted(file.stem for file in PRELUDE.glob("*.js") if file.stem not in _OWN))


@cache
def source_of(files: tuple[str, ...]) -> str:
    """These as one function, with JavaScript's own names as its arguments: later there are no globals any more."""
    given = ",\n".join(map(_text, files))
    names = ", ".join(_GLOBALS)
    return f"(({names}) => {_text('load')}({_text('bridge')}, {_text('bounds')}, {_text('seal')}, [{given}]))({names})"


@cache
def _files() -> dict[str, _File]:
    return {name: _read(_text(name)) for name in api_files()}


def _read(text: str) -> _File:
    apis = frozenset(re.findall(r"\bapis\.(\w+) =(?!=)", text))
    return _File(apis, frozenset(_GIVEN.findall(text)), frozenset(_USED.findall(text)))


@cache
def _text(name: str) -> str:
    return f"({(PRELUDE / name).with_suffix('.js').read_text('utf-8').rstrip().rstrip(';')}\n)"


_GLOBALS = (
    *(
        "Array",
        "Boolean",
        "Date",
        "Error",
        "Infinity",
        "Iterator",
        "JSON",
        "Map",
        "Math",
        "NaN",
        "Number",
        "Object",
        "Promise",
    ),
    *(
        "RangeError",
        "ReferenceError",
        "Reflect",
        "RegExp",
        "Set",
        "String",
        "Symbol",
        "SyntaxError",
        "TypeError",
        "URIError",
    ),
    *("BigInt", "Int32Array", "Uint32Array", "Uint8Array", "WeakMap", "WeakSet"),
    *(
        "decodeURI",
        "decodeURIComponent",
        "encodeURI",
        "encodeURIComponent",
        "escape",
        "isFinite",
        "isNaN",
        "parseFloat",
    ),
    *("parseInt", "unescape"),
)
