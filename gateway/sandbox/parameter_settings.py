"""The parameters of a template as settings: from these come checking, the editor's help and the docs, as for any type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..comparison import text
from ..settings import Setting
from .parameter import CHECKBOX, TABLES, Parameter
from .validators import is_chosen

LONGEST_SENTENCE = 600
_NAMED = {"type": "string", "pattern": r"\{\{|\$\{"}
"""A text that names a variable may stand in place of any value, also in the rows of a table."""
_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}


def settings_of_parameters(parameters: Sequence[Parameter]) -> tuple[Setting, ...]:
    """What a user may write under an entry of this template.

    Only the kind of a value is checked here. What GTM's form would not save runs in GTM where it was saved before the
    template changed, so it is a doubt of `sgtm check`, not a fault: see validators.py.
    """
    return tuple(
        Setting(each.setting, _sentence(each), _schema(each), False, _shown(each.default), as_written=True)
        for each in parameters
    )


def _sentence(parameter: Parameter) -> str:
    parts = [part if part.endswith((".", "!", "?", ":")) else f"{part}." for part in _words(parameter)]
    return _short(" ".join(parts))


def _words(parameter: Parameter) -> list[str]:
    condition = " and ".join(
        " or ".join(f"{one.parameter} is {_IS.get(one.kind, '')}{_value(one.kind, one.value)}" for one in each)
        for each in parameter.conditions
    )
    choices = f"One of {', '.join(map(text, parameter.choices))}" if is_chosen(parameter) else ""
    needed = "Needed" if parameter.is_needed else ""
    where = f"Where {condition}" if condition else ""
    return [each for each in (parameter.title, needed, choices, where, parameter.help) if each]


_IS = {"NOT_EQUALS": "not ", "PRESENT": "there", "NOT_PRESENT": "not there"}


def _value(kind: str, value: Any) -> str:
    return "" if kind in ("PRESENT", "NOT_PRESENT") else text(value) or '""'


def _short(sentence: str) -> str:
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    return sentence[:LONGEST_SENTENCE].rpartition(" ")[0] + " …"


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.kind in TABLES:
        return _table(parameter)
    if parameter.kind == CHECKBOX:
        return {"type": "boolean"}
    if is_chosen(parameter):
        return {**_SCALAR, "examples": list(parameter.choices)}
    if parameter.as_list:
        return {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]}
    return dict(_SCALAR)


def _table(parameter: Parameter) -> dict[str, Any]:
    columns = {column.name: _cell(column) for column in parameter.columns}
    row: dict[str, Any] = {"type": "object", "properties": columns, "additionalProperties": not columns}
    return {"type": "array", "items": row}


def _cell(column: Parameter) -> dict[str, Any]:
    schema = _schema(column)
    if schema.get("type") != _SCALAR["type"]:
        schema = {"anyOf": [*schema.get("anyOf", [schema]), {"const": ""}, _NAMED]}
    return {**schema, "description": _sentence(column)}


def _shown(default: Any) -> Any:
    return default if isinstance(default, str | int | float | bool) else None
