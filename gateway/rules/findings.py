"""What jsonschema found, as sentences a person can act on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from ..errors import nearest
from ..place import Problem
from .catalogue import SECTIONS
from .schema import TEMPLATED
from .written import Written, resolved

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of names to values",
}


def problems(
    written: Written,
    schema: dict[str, Any] | Draft7Validator,
    where: str,
    *,
    noun: str = "setting",
    stage: str = "settings",
) -> Iterator[Problem]:
    """Every way in which what is written does not fit the schema; `where` names the entry, `noun` what its keys are."""
    validator = schema if isinstance(schema, Draft7Validator) else Draft7Validator(schema)
    found = (
        msgspec.structs.replace(problem, stage=stage)
        for error in validator.iter_errors(written.data())
        for branch in _branches(error)
        if not written.at(branch.absolute_path).unset  # what is unset while rehearsing may be anything
        for problem in _told(branch, written, where, noun)
    )
    told: set[Problem] = set()
    for problem in found:  # one by one, for whoever hears enough of them stops
        if problem not in told:
            told.add(problem)
            yield problem


def _told(error: ValidationError, written: Written, where: str, noun: str) -> Iterator[Problem]:
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
                hint = _in_gtm(key, known) or nearest(key, known) or f" It has {', '.join(known)}."
                yield Problem(here.key_place(key), f'{where}: there is no {noun} "{key}".{hint}')
    elif error.validator == "required":
        for name in wanted:
            if name not in present:
                about = schema.get("properties", {}).get(name, {}).get("description", "")
                yield Problem(here.place, f'{where} needs the field "{name}". {about}'.rstrip())
    else:
        name = "".join(f'"{step}" ' for step in path if isinstance(step, str))
        yield Problem(here.place, f"{where}: {name}{_wrong(error, here)}")


def _branches(error: ValidationError) -> Iterator[ValidationError]:
    """Of an anyOf what is wrong with the branch the user meant: the first one of the kind of value he wrote."""
    if error.validator != "anyOf" or not error.context:
        yield error
        return
    inside = [inner for inner in error.context if inner.schema != TEMPLATED] or error.context
    if len(inside) > 1 and all(inner.validator == "type" and not inner.relative_path for inner in inside):
        yield _of_other_kind(inside)
        return
    meant = [inner for inner in inside if inner.validator != "type" or len(inner.relative_path)] or inside[:1]
    first = meant[0].schema_path[0]
    for inner in meant:
        if inner.schema_path[0] == first:
            yield from _branches(inner)


def _wrong(error: ValidationError, here: Written) -> str:
    schema: Any = error.schema
    secret = schema.get("writeOnly") or here.is_filled_in()
    shown = "what stands here" if secret else json.dumps(error.instance, ensure_ascii=False, default=str)[:60]
    if "pattern" in schema and error.validator in ("type", "pattern"):
        return f"cannot be {shown}. {schema.get('description', '')}"
    if error.validator == "type":
        wanted: Any = error.validator_value
        kinds = [wanted] if isinstance(wanted, str) else [kind for kind in wanted if kind != "null"]
        kind = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
        return f"must be {kind}, not {shown}.{_advice(error, here)}"
    if error.validator in ("enum", "const"):
        allowed = [str(value) for value in schema.get("enum", [schema.get("const")])]
        meant = nearest(str(error.instance), allowed)
        about = "" if meant else f" {schema.get('description', '')}".rstrip()
        return f"must be one of {', '.join(allowed)}, not {shown}.{meant}{about}"
    if error.validator == "minItems":
        return "must not be empty."
    if error.validator == "minimum":
        return f"must be at least {error.validator_value}, not {shown}."
    return f"{error.message}."


def _of_other_kind(branches: list[ValidationError]) -> ValidationError:
    """One fault of a value that has none of several kinds."""
    first = branches[0]
    first.validator_value = list(dict.fromkeys(kind for each in branches for kind in _listed(each.validator_value)))
    return first


def _listed(kinds: Any) -> list[str]:
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _advice(error: ValidationError, here: Written) -> str:
    """What to do about a value of another kind."""
    wanted, schema = _listed(error.validator_value), error.schema
    step = error.absolute_path[-1] if error.absolute_path else ""
    if step in ("all", "any"):
        return ' Begin each condition with "- ".'
    if step in ("in", "not_in"):
        return f" Write [{here.source}]." if here.source else ""
    if step == "equals" and isinstance(here.value, list):
        return " For several values write `in: [a, b]`."
    if wanted == ["string"] and here.source:
        return " Put it in quotes."
    if "boolean" in wanted and here.source.lower() in ("yes", "on", "true", "no", "off", "false"):
        return f" Write {'true' if here.source.lower() in ('yes', 'on', 'true') else 'false'}."
    if here.style in ("'", '"') and isinstance(resolved(here.source), int | float):
        return " Write it without quotes."
    example = next(iter(schema.get("examples", ())), None) if isinstance(schema, dict) else None
    if isinstance(example, dict):
        return f" Such as {_flow(example)}."
    is_section = step in SECTIONS and len(error.absolute_path) == 1
    return " Names are keys: `Order value: {type: …}`." if is_section and isinstance(here.value, list) else ""


def _flow(example: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in example.items()) + "}"


_GTM_WORDS = {
    "blocking_triggers": "exceptions",
    "blocking_trigger": "exceptions",
    "firing_triggers": "triggers",
    "setup_tag": "setup",
    "cleanup_tag": "cleanup",
    "teardown_tag": "cleanup",
    "tag_firing_option": "firing_option",
    "tag_firing_priority": "priority",
    "consent_settings": "consent",
    "default_value": "default",
    "key_path": "key",
    "cookie_name": "cookie",
    "header_name": "header",
    "input_variable": "input",
    "and": "all",
    "or": "any",
    "not_equals": "does_not_equal",
    "not_equal": "does_not_equal",
    "not_contains": "does_not_contain",
    "not_matches": "does_not_match",
    "negate": "not",
    "convert_case": "case",
    "case_conversion": "case",
    "blocking": "exceptions",
    "filters": "triggers",
    "value": "constant",
    "keypath": "key",
    "map": "table",
}
"""What GTM's interface, its exports or people call a field, and its name here."""


def _in_gtm(key: str, known: list[str]) -> str:
    here = _GTM_WORDS.get(key.lower().replace(" ", "_"))
    return f' Did you mean "{here}"?' if here in known else ""
