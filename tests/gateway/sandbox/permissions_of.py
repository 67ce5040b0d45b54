"""Permissions as templates have them, and the same check inside a realm."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import quickjs  # type: ignore[import-untyped]

from gateway.place import Problem
from gateway.sandbox.permissions import Permissions, read_permissions
from gateway.sandbox.realm import PRELUDE
from gateway.sandbox.section import Section


def permissions(*entries: tuple[str, dict[str, Any]], found: list[Problem] | None = None) -> Permissions:
    """Permissions with these parameters, by way of what GTM would write into the file."""
    said = [{"instance": {"key": {"publicId": name}, "param": _parameters(given)}} for name, given in entries]
    return read_permissions(Section("SERVER_PERMISSIONS", json.dumps(said), 1, "shop.tpl"), found or [])


def _parameters(given: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in given.items()]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"type": 8, "boolean": value}
    if isinstance(value, list):
        return {"type": 2, "listItem": [_value(each) for each in value]}
    if isinstance(value, dict):
        return {
            "type": 3,
            "mapKey": [_value(key) for key in value],
            "mapValue": [_value(each) for each in value.values()],
        }
    return {"type": 1, "string": value}


def refusal(own: Permissions, name: str, *arguments: Any) -> str | None:
    """What the realm says: None where it is allowed."""
    said: str = json.loads(_check()(json.dumps(own.as_json()), json.dumps([name, *arguments])))
    return said or None


@cache
def _check() -> Any:
    context = quickjs.Context()
    source = (PRELUDE / "permissions.js").read_text("utf-8")
    return context.eval(
        f"const bridge = {{}}; ({source}\n)({{}}, bridge);"
        "(own, asked) => { bridge.permit(JSON.parse(own)); return JSON.stringify(bridge.refusal(...JSON.parse(asked))); }"
    )
