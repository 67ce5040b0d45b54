"""The settings of a type, declared once: what a user may write in rules.yaml, checked, documented and masked from here."""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from .outgoing import Secret

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Secret: {"type": "string"},
    Path: {"type": "string", "format": "path"},
    Any: {},
}


_OF_EVERY_ENTRY = frozenset(
    (
        "case", "cleanup", "consent", "convert_false", "convert_null", "convert_true", "convert_undefined", "exceptions",
        "firing_option", "name", "paused", "priority", "retry", "schedule", "setup", "stop_cleanup_on_failure",
        "stop_on_setup_failure", "triggers", "type",
    )
)  # fmt: skip
_UNSET = re.compile(r"<[A-Za-z_][A-Za-z0-9_]*>")


def is_unset(value: object) -> bool:
    """Whether this is `<NAME>`, which stands for an unset `${NAME}` while rehearsing: what it would say nobody knows."""
    return isinstance(value, str) and _UNSET.fullmatch(value) is not None


def setting_name(name: str) -> str:
    """How rules.yaml calls a field of a template: `type_` where it is called as what an entry has whatever its type."""
    return f"{name}_" if name.rstrip("_") in _OF_EVERY_ENTRY else name


class Setting(msgspec.Struct, frozen=True):
    """One setting: its name, a sentence for the editor and the docs, and its JSON Schema (draft-07)."""

    name: str
    sentence: str
    schema: dict[str, Any]
    required: bool
    default: Any = None
    secret: bool = False
    secrets_inside: bool = False
    """Whether it is an object whose values may be credentials."""
    as_written: bool = False
    """Whether a number or a truth value is the text that was written, as in a form: `1.10` stays `1.10`."""


@lru_cache(1024)
def settings_of(kind: type[Any]) -> tuple[Setting, ...]:
    """The settings of a Python type: its typed fields, each `Annotated` with a sentence and, if need be, more schema."""
    hints = get_type_hints(kind, include_extras=True)
    own = [field for field in dataclasses.fields(kind) if field.name != "name"]
    return tuple(_setting(field, hints[field.name]) for field in own)


def _setting(field: dataclasses.Field[Any], hint: Any) -> Setting:
    bare, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    sentence = next((note for note in notes if isinstance(note, str)), "")
    schema = {**_schema(bare), **next((note for note in notes if isinstance(note, dict)), {})}
    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    default = None if required else _default(field)
    options = get_args(bare) if get_origin(bare) in (Union, types.UnionType) else (bare,)
    secret = Secret in options
    inside = any(get_origin(each) in (dict, Mapping) and Secret in get_args(get_args(each)[1]) for each in options)
    return Setting(field.name, sentence, schema, required, default, secret, inside)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return list(field.default) if isinstance(field.default, tuple) else field.default


def _schema(hint: Any) -> dict[str, Any]:
    """The JSON Schema of a field's type; None only says that a setting may be left out."""
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        written = [_schema(option) for option in inner if option is not type(None)]
        options = [option for number, option in enumerate(written) if option not in written[:number]]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (tuple, list):
        return {"type": "array", "items": _schema(inner[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _schema(inner[1])}
    raise TypeError(f"a setting cannot be of type {hint}")
