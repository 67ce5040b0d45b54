"""What yaml-language-server, the server behind YAML in most editors, needs beside the schema to insert things rightly.

It inserts an example as text in quotes only where `type` says text, and of lists and mappings it quotes nothing and takes
`${NAME}` for a place to fill in. Snippets (`defaultSnippets`) it inserts as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

_ANYTHING = ["string", "number", "boolean", "object", "array", "null"]
_SAID = {"type", "enum", "const", "anyOf", "allOf", "$ref"}


def for_editor(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of rules.yaml with what it needs; the same documents are valid."""
    # It calls everything by the nearest title above it: all would be "rules.yaml".
    changed = _inner({key: value for key, value in schema.items() if key != "title"})
    for section, entries in changed["properties"].items():
        for entry in _typed_entries(entries):
            _name_types(entry, section, changed.setdefault("definitions", {}))
    return changed


def _typed_entries(entries: dict[str, Any]) -> Iterator[dict[str, Any]]:
    each = entries.get("additionalProperties")
    if isinstance(each, dict):
        yield from (branch for branch in each.get("anyOf", [each]) if "allOf" in branch)


def _name_types(entry: dict[str, Any], section: str, definitions: dict[str, Any]) -> None:
    """It tells a type's sentence beside its name, and calls what it inserts for a type by the name of its definition."""
    kind, told = entry["properties"]["type"], {}
    for rule in entry["allOf"]:
        name = rule["if"]["properties"]["type"]["const"]
        told[name] = rule["then"].get("description", "")
        definitions[f"{name}_{section[:-1]}"], rule["then"] = (
            rule["then"],
            {"$ref": f"#/definitions/{name}_{section[:-1]}"},
        )
    kind["enumDescriptions"] = [told[name] for name in kind["enum"]]


def _inner(schema: dict[str, Any]) -> dict[str, Any]:
    changed = dict(schema)
    for name in ("properties", "definitions"):
        if name in schema:
            changed[name] = {key: _inner(_typed(inner)) for key, inner in schema[name].items()}
    for name in ("anyOf", "allOf"):
        if name in schema:
            changed[name] = [_inner(branch) for branch in schema[name]]
    for name in ("then", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            changed[name] = _inner(schema[name])
    return _with_snippets(changed)


def _typed(schema: dict[str, Any]) -> dict[str, Any]:
    """A setting that may be anything says so: without a type the server leaves out its colon."""
    return schema if _SAID & schema.keys() else {"type": _ANYTHING, **schema}


def _with_snippets(schema: dict[str, Any]) -> dict[str, Any]:
    examples = schema.get("examples", [])
    wrong = [example for example in examples if _is_written_wrong(example, schema.get("type"))]
    if not wrong:
        return schema
    right = {"examples": [example for example in examples if example not in wrong]} if wrong != examples else {}
    snippets = [_snippet(example) for example in wrong]
    # It shows examples, but no snippets, where one hovers over a setting.
    shown = "".join(f"\n\nExample: {snippet['label']}" for snippet in snippets)
    return {
        **{key: value for key, value in schema.items() if key != "examples"},
        **right,
        **({"description": schema["description"] + shown} if "description" in schema else {}),
        "defaultSnippets": snippets,
    }


def _is_written_wrong(example: Any, kind: Any) -> bool:
    if isinstance(example, list):
        return any((isinstance(one, str) and _text(one) != one) or "$" in str(one) for one in example)
    first = kind[0] if isinstance(kind, list) else kind
    return isinstance(example, dict) or (isinstance(example, str) and first != "string" and _text(example) != example)


def _snippet(example: Any) -> dict[str, Any]:
    if isinstance(example, list):
        return {"label": _flow(example), "bodyText": _escaped(_flow(example))}
    return {"label": _flow(example), "body": _body(example)}


def _body(example: Any) -> Any:
    if isinstance(example, dict):
        return {_text(key): _body(value) for key, value in example.items()}
    if isinstance(example, list):
        return [_body(one) for one in example]
    return _escaped(_text(example)) if isinstance(example, str) else example


def _flow(example: Any) -> str:
    if isinstance(example, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(_flow(one) for one in example) + "]"
    if isinstance(example, str):
        return json.dumps(example, ensure_ascii=False) if re.search(r"[\[\]{},]", example) else _text(example)
    return json.dumps(example)


def _text(text: str) -> str:
    """The text as YAML writes it: in quotes where it would be something else without."""
    try:
        plain = yaml.safe_load(f"a: {text}\n") == {"a": text} and yaml.safe_load(f"{text}: a\n") == {text: "a"}
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)


def _escaped(text: str) -> str:
    return re.sub(r"[$}\\]", r"\\\g<0>", text)
