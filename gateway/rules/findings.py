"""What jsonschema found, as sentences a person can act on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from ..errors import nearest
from ..place import Problem
from .schema import TEMPLATED
from .written import Written

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of names to values",
}


def problems(written: Written, schema: dict[str, Any], where: str, *, noun: str = "setting") -> Iterator[Problem]:
    """Every way in which what is written does not fit the schema; `where` names the entry, `noun` what its keys are."""
    found = (
        problem
        for error in Draft7Validator(schema).iter_errors(written.data())
        for problem in _told(error, written, where, noun)
    )
    yield from dict.fromkeys(found)


def _told(error: ValidationError, written: Written, where: str, noun: str) -> Iterator[Problem]:
    error = _branch(error)
    schema: Any = error.schema
    wanted: Any = error.validator_value
    present: Any = error.instance
    path = list(error.absolute_path)
    here = written.at(path)
    if noun == "section" and len(path) + (error.validator == "additionalProperties") > 1:
        where, noun, path = str(path[0]), "setting", path[1:]
    if error.validator == "additionalProperties":
        known = sorted(schema.get("properties", {}))
        for key in present:
            if key not in known:
                hint = nearest(key, known) or f" It has {', '.join(known)}."
                yield Problem(here.key_place(key), f'{where}: there is no {noun} "{key}".{hint}')
    elif error.validator == "required":
        for name in wanted:
            if name not in present:
                about = schema.get("properties", {}).get(name, {}).get("description", "")
                yield Problem(here.place, f'{where} needs the field "{name}". {about}'.rstrip())
    else:
        name = "".join(f'"{step}" ' for step in path if isinstance(step, str))
        yield Problem(here.place, f"{where}: {name}{_wrong(error, here)}")


def _branch(error: ValidationError) -> ValidationError:
    """Of an anyOf the branch the user meant: the first one that is not just `{{A variable}}`."""
    while error.validator == "anyOf" and error.context:
        branches = [inner for inner in error.context if inner.schema != TEMPLATED]
        same_kind = [inner for inner in branches if inner.validator != "type"]
        error = (same_kind or branches or error.context)[0]
    return error


def _wrong(error: ValidationError, here: Written) -> str:
    schema: Any = error.schema
    structured = isinstance(here.value, list | dict) or schema.get("type") == "object"
    secret = schema.get("writeOnly") or (structured and here.is_filled_in())
    shown = "what stands here" if secret else json.dumps(error.instance, ensure_ascii=False, default=str)[:60]
    if "pattern" in schema and error.validator in ("type", "pattern"):
        return f"cannot be {shown}. {schema.get('description', '')}"
    if error.validator == "type":
        kind = _KINDS.get(str(error.validator_value), str(error.validator_value))
        advice = " Put it in quotes." if error.validator_value == "string" and here.source else ""
        return f"must be {kind}, not {shown}.{advice}"
    if error.validator in ("enum", "const"):
        allowed = [str(value) for value in schema.get("enum", [schema.get("const")])]
        return f"must be one of {', '.join(allowed)}, not {shown}.{nearest(str(error.instance), allowed)}"
    if error.validator == "minimum":
        return f"must be at least {error.validator_value}, not {shown}."
    return f"{error.message}."
