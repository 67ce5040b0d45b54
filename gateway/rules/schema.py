"""The JSON Schema (draft-07) of rules.yaml, made from the declarations of the types: the checks and the editor use the same."""

from __future__ import annotations

from typing import Any

from ..settings import Setting
from .catalogue import SECTIONS, Catalogue

_NAMES = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_PRIORITY = {"type": "integer", "description": "The higher, the earlier; 0 where it is left out."}

FRAMES: dict[str, dict[str, Any]] = {
    "clients": {"priority": _PRIORITY},
    "variables": {
        "case": {
            "enum": ["lower", "upper"],
            "description": "Write the value, if it is text, in small or capital letters.",
        },
        "convert_null": {"description": "What to use instead of null."},
        "convert_undefined": {"description": "What to use instead of a value that is not there."},
        "convert_true": {"description": "What to use instead of true."},
        "convert_false": {"description": "What to use instead of false."},
    },
    "triggers": {},
    "transformations": {
        "tags": {**_NAMES, "description": "The tags it is for; left out, all."},
        "types": {**_NAMES, "description": "Types of tags it is for, such as tiktok."},
        "except_tags": {**_NAMES, "description": "Tags it is not for."},
        "triggers": {**_NAMES, "description": "It is applied when one of them fires; left out, always."},
        "priority": _PRIORITY,
    },
    "tags": {
        "triggers": {**_NAMES, "description": "The tag fires when one of them fires."},
        "exceptions": {**_NAMES, "description": "The tag does not fire when one of them fires."},
        "consent": {**_NAMES, "description": "Types of consent it needs, such as ad_storage."},
        "priority": _PRIORITY,
        "setup": {"type": "string", "description": "A tag to run before."},
        "cleanup": {"type": "string", "description": "A tag to run after."},
        "stop_on_setup_failure": {"type": "boolean", "description": "Do not run it when its setup tag failed."},
        "stop_cleanup_on_failure": {"type": "boolean", "description": "Do not run the cleanup tag when it failed."},
        "paused": {"type": "boolean", "description": "Never fires while true."},
    },
}
"""What an entry may have whatever its type: GTM's own fields, section by section."""

DURATION = "^([0-9]{1,6})(s|m|h|d)$"
DELIVERY: dict[str, Any] = {
    "type": "object",
    "description": "How requests are delivered.",
    "properties": {
        "give_up_after": {
            "type": "string",
            "pattern": DURATION,
            "description": "How long a request is tried: a number and s, m, h or d, such as 24h.",
        }
    },
    "additionalProperties": False,
}
TEMPLATED = {"type": "string", "pattern": r"\{\{|\$\{"}


def entry_schema(section: str, type_name: str, settings: tuple[Setting, ...]) -> dict[str, Any]:
    """The schema of one entry of one type."""
    properties = {setting.name: _setting_schema(setting) for setting in settings}
    return {
        "type": "object",
        "properties": {"type": {"const": type_name}, **FRAMES[section], **properties},
        "required": ["type", *[setting.name for setting in settings if setting.required]],
        "additionalProperties": False,
    }


def schema_of(catalogue: Catalogue) -> dict[str, Any]:
    """The schema of the whole file, for editors."""
    sections = {section: _section_schema(section, catalogue) for section in SECTIONS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "rules.yaml",
        "type": "object",
        "properties": {
            "container": {"type": "string", "description": "The container's name."},
            **sections,
            "delivery": DELIVERY,
        },
        "additionalProperties": False,
    }


def _section_schema(section: str, catalogue: Catalogue) -> dict[str, Any]:
    names = catalogue.names(section)
    rules = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": _described(section, name, catalogue),
        }
        for name in names
    ]
    entry: dict[str, Any] = {
        "type": "object",
        "properties": {"type": {"enum": names, "description": "The type of this entry."}},
        "required": ["type"],
        "allOf": rules,
    }
    if section == "triggers":
        entry = {"anyOf": [{"type": "string", "description": "An expression, or always."}, entry]}
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
    if schema.get("type") != "string" and schema:
        schema = {"anyOf": [schema, TEMPLATED]}
    schema = {**schema, "description": setting.sentence}
    if setting.secret:
        schema["writeOnly"] = True
    if not setting.required and isinstance(setting.default, str | int | float | bool | list):
        schema["default"] = setting.default
    return schema
