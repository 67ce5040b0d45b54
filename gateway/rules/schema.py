"""The JSON Schema (draft-07) of rules.yaml, made from the declarations of the types: the checks and the editor use the same."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema import Draft7Validator

from ..settings import Setting
from .catalogue import SECTIONS, Catalogue
from .frames import CONSENT, CONTAINER, DELIVERY, EGRESS, FRAMES, INCLUDE, TEMPLATES

TEMPLATED = {"type": "string", "pattern": r"\{\{|\$\{"}


@lru_cache(256)
def validator_of(section: str, type_name: str, kind: type[Any]) -> Draft7Validator:
    """What checks the entries of one type."""
    return Draft7Validator(entry_schema(section, type_name, kind.settings()))


def validator_of_conditions(when: dict[str, Any]) -> Draft7Validator:
    """What checks conditions in the structured form, which is one of the forms of a trigger's `when`."""
    return Draft7Validator({**when["definitions"]["condition"], "definitions": when["definitions"]})


def entry_schema(section: str, type_name: str, settings: tuple[Setting, ...]) -> dict[str, Any]:
    """The schema of one entry of one type; what its settings share is under `definitions`."""
    properties = {setting.name: _setting_schema(setting) for setting in settings}
    shared: dict[str, Any] = {}
    for schema in properties.values():
        shared |= schema.pop("definitions", {})
    return {
        **({"definitions": shared} if shared else {}),
        "type": "object",
        "properties": {"type": {"const": type_name}, **FRAMES[section], **properties},
        "required": ["type", *[setting.name for setting in settings if setting.required]],
        "additionalProperties": False,
    }


def schema_of(catalogue: Catalogue) -> dict[str, Any]:
    """The schema of the whole file, for editors."""
    shared: dict[str, Any] = {}
    sections = {section: _section_schema(section, catalogue, shared) for section in SECTIONS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "rules.yaml",
        "type": "object",
        "properties": {
            "container": CONTAINER,
            "include": INCLUDE,
            "consent": CONSENT,
            **sections,
            "delivery": DELIVERY,
            "egress": EGRESS,
            "templates": TEMPLATES,
        },
        "additionalProperties": False,
        "definitions": shared,
    }


def _section_schema(section: str, catalogue: Catalogue, shared: dict[str, Any]) -> dict[str, Any]:
    names = catalogue.names(section)
    rules = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": _described(section, name, catalogue),
        }
        for name in names
    ]
    for rule in rules:
        shared |= rule["then"].pop("definitions", {})
    entry: dict[str, Any] = {
        "type": "object",
        "properties": {"type": {"enum": names, "description": "The type of this entry."}},
        "required": ["type"],
        "allOf": rules,
    }
    if section == "triggers":
        conditions = {"$ref": "#/definitions/condition"}
        entry = {"anyOf": [{"type": "string", "description": "An expression, or always."}, conditions, entry]}
    return {"type": "object", "additionalProperties": entry}


def _described(section: str, name: str, catalogue: Catalogue) -> dict[str, Any]:
    try:
        kind = catalogue.type_of(section, name)
        settings = kind.settings()
    except Exception as error:  # noqa: BLE001 - the other types still complete in the editor
        return {"description": f"{name}.py cannot be used: {error}"}
    about = (kind.__doc__ or "").strip().split("\n")[0]
    return {**entry_schema(section, name, settings), "description": about}


def _setting_schema(setting: Setting) -> dict[str, Any]:
    """Any setting may also be a text that names a variable or comes from the environment."""
    schema: dict[str, Any] = setting.schema
    if schema and not _takes_text(schema):
        outside: dict[str, Any] = {key: schema[key] for key in ("examples", "definitions") if key in schema}
        schema = {"anyOf": [{key: schema[key] for key in schema if key not in outside}, TEMPLATED], **outside}
    schema = {**schema, "description": setting.sentence}
    if setting.secret:
        schema["writeOnly"] = True
    if not setting.required and isinstance(setting.default, str | int | float | bool | list):
        schema["default"] = setting.default
    return schema


def _takes_text(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" or any(_takes_text(branch) for branch in schema.get("anyOf", ()))
