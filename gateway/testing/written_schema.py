"""What may stand in a `rules_test.yaml`, as JSON Schema: each field with the sentence that is told where it is wrong."""

from __future__ import annotations

from typing import Any

_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
_NAME: dict[str, Any] = {"type": "string"}
_NAMES: dict[str, Any] = {"anyOf": [_NAME, {"type": "array", "items": _NAME}]}
_REASONS: dict[str, Any] = {
    "anyOf": [*_NAMES["anyOf"], {"type": "object", "additionalProperties": {"type": ["string", "null"]}}]
}
_REQUEST: dict[str, Any] = {
    "type": "object",
    "properties": {
        "method": {"type": "string"},
        "url": {"type": "string"},
        "headers": {"type": "object", "additionalProperties": _SCALAR},
        "body": {"description": "A part of its JSON, or its text."},
    },
    "additionalProperties": False,
}
_EXPECT: dict[str, Any] = {
    "type": "object",
    "description": "What has to be so.",
    "properties": {
        "client": {"type": ["string", "null"], "description": "The client that claims the hit; null is none."},
        "events": {"type": "array", "items": {"type": "object"}, "description": "Of each event some of its data."},
        "fired": {**_NAMES, "description": "Tags that fire and do not fail; [] is none at all."},
        "not_fired": {**_REASONS, "description": "Tags that do not fire, each with a part of the reason."},
        "failed": {**_REASONS, "description": "Tags that fire and fail, each with a part of the reason."},
        "requests": {
            "anyOf": [
                {"type": "object", "additionalProperties": {"anyOf": [_REQUEST, {"type": "array", "items": _REQUEST}]}},
                {"type": "string", "description": "The file of a snapshot."},
            ],
            "description": "Of each tag what it sends, or the file of a snapshot, which is of all tags.",
        },
        "response": {
            "type": "object",
            "properties": {
                "status": {"type": "integer"},
                "cookies": _NAMES,
                "headers": {"type": "object", "additionalProperties": _SCALAR},
            },
            "additionalProperties": False,
            "description": "What the browser gets.",
        },
        "merged": {"type": "boolean", "description": "Whether TikTok merges the pixel's events with the tags'."},
    },
    "additionalProperties": False,
}

TEST: dict[str, Any] = {
    "type": "object",
    "properties": {
        "hit": {
            "type": "string",
            "description": "The file of a hit, beside this file or rules.yaml; #2 is its second.",
        },
        "event": {"type": "object", "description": "Event data, given directly."},
        "client": {"type": "string", "description": "The client the event shall come from; else the first."},
        "pixel": {"type": "string", "description": "The file of what TikTok's pixel sent from the browser."},
        "replies": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "status": {"type": "integer", "minimum": 0, "maximum": 599},
                    "headers": {"type": "object", "additionalProperties": {"type": "string"}},
                    "body": {"description": "JSON, or text."},
                    "error": {"type": "string"},
                },
                "additionalProperties": False,
            },
            "description": "What vendors answer, by the beginning of the URL; others answer as without.",
        },
        "with": {
            "type": "object",
            "additionalProperties": _SCALAR,
            "description": "Parameters of the hit, or keys of the event, that are changed; null takes one away.",
        },
        "matrix": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": _SCALAR, "minItems": 1},
            "description": "Parameters, or keys, with all their values: every combination is a test.",
        },
        "expect": _EXPECT,
    },
    "required": ["expect"],
    "additionalProperties": False,
}
"""One test."""

FILE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "rules": {"type": "string", "description": "The rules file; left out, the nearest rules.yaml."},
        "tests": {"type": "object", "description": "Tests by their names."},
    },
    "required": ["tests"],
    "additionalProperties": False,
}
"""A file of tests; what is in each is checked on its own."""


def schema_of_tests() -> dict[str, Any]:
    """The schema (draft-07) of the whole file, for editors."""
    tests = {**FILE["properties"]["tests"], "additionalProperties": TEST}
    draft = "http://json-schema.org/draft-07/schema#"
    return {"$schema": draft, **FILE, "properties": {**FILE["properties"], "tests": tests}}
