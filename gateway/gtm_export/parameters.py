"""Parameters of GTM as plain data: `{"type": "LIST", "key": "table", "list": […]}` is a list, and so on.

TEMPLATE is text that may name variables, BOOLEAN and INTEGER are written as text, LIST and MAP hold parameters, and a
TAG_REFERENCE names a tag. A parameter without a value is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_DEEPEST = 24
_LONGEST_KEY = 200
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")


def plain(parameters: Any) -> dict[str, Any]:
    """The values of parameters by their keys; of two with one key the first counts."""
    found: dict[str, Any] = {}
    for parameter in parameters or []:
        found.setdefault(parameter.get("key", ""), value_of(parameter))
    return found


def value_of(parameter: Mapping[str, Any]) -> Any:
    """The value of one parameter."""
    kind = bare(parameter.get("type"))
    if kind == "LIST" or "list" in parameter:
        return [value_of(each) for each in parameter.get("list") or []]
    if kind == "MAP" or "map" in parameter:
        return plain(parameter.get("map"))
    value = parameter.get("value")
    if kind == "BOOLEAN" and str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    if kind == "INTEGER" and (number := whole(str(value))) is not None:
        return number
    if isinstance(value, bool):
        return value
    return "" if value is None else str(value)


def whole(text: str) -> int | None:
    """The whole number a text is, or none."""
    return int(text) if _WHOLE.fullmatch(text) else None


def bare(word: Any) -> str:
    """An enumeration's word without underscores, in capitals: MATCH_REGEX of exports and matchRegex of the API are one."""
    return re.sub(r"[^A-Z]", "", word.upper()) if isinstance(word, str) else ""


def faults_of(parameters: Any, path: str, depth: int = 0) -> Iterator[str]:
    """What is wrong with the shape of parameters, each with its place."""
    if parameters is None:
        return
    if not isinstance(parameters, list):
        yield f"{path}: it must be a list, and is {unsaid(parameters)}."
        return
    if depth > _DEEPEST:
        yield f"{path}: parameters are nested more than {_DEEPEST} deep."
        return
    for number, parameter in enumerate(parameters):
        yield from faults_of_one(parameter, f"{path}[{number}]", depth)


def faults_of_one(parameter: Any, path: str, depth: int = 0) -> Iterator[str]:
    """What is wrong with the shape of one parameter."""
    if not isinstance(parameter, dict):
        yield f"{path}: it must be an object, and is {unsaid(parameter)}."
        return
    key = parameter.get("key", "")
    if not isinstance(key, str) or len(key) > _LONGEST_KEY or not key.isprintable():
        yield f"{path}.key: it must be a short text on one line."
    if isinstance(parameter.get("value"), dict | list):
        yield f"{path}.value: it must be text, and is {unsaid(parameter['value'])}."
    for inner in ("list", "map"):
        yield from faults_of(parameter.get(inner), f"{path}.{inner}", depth + 1)


def unsaid(value: Any) -> str:
    """What kind of JSON value this is, for a message: values themselves may be secrets."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return f"the number {value}"[:40]
    return "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "an object"
