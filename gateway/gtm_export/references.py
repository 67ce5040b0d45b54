"""References to variables in what a GTM user wrote: `{{Name}}` by name, and `{{_event}}`, which is the event's name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")
EVENT_NAME = "Event Name"
_OF_CONTAINERS = {"_event": EVENT_NAME}
_DEEPEST, _LONGEST = 10, 2000
"""Constants that name constants are followed so far, and texts only up to this length: they may multiply."""


def rewritten(value: Any, renames: Mapping[str, str]) -> Any:
    """The same value with every reference by its name here."""
    if isinstance(value, str):
        return REFERENCE.sub(lambda found: f"{{{{{_named(found.group(1).strip(), renames)}}}}}", value)
    if isinstance(value, dict):
        return {key: rewritten(inner, renames) for key, inner in value.items()}
    if isinstance(value, list):
        return [rewritten(inner, renames) for inner in value]
    return value


def _named(name: str, renames: Mapping[str, str]) -> str:
    return renames.get(name) or _OF_CONTAINERS.get(name, name)


def alone(text: str) -> str | None:
    """The name, where a text is nothing but one reference."""
    found = REFERENCE.fullmatch(text.strip())
    return found.group(1).strip() if found else None


def settled(value: Any, constants: Mapping[str, str], depth: int = 0) -> Any:
    """The value with constants in the place of their names, as far as they are constants."""
    if isinstance(value, str) and depth < _DEEPEST and len(value) <= _LONGEST:
        done = REFERENCE.sub(lambda found: constants.get(found.group(1).strip(), found.group())[:_LONGEST], value)
        return done if done == value else settled(done, constants, depth + 1)
    if isinstance(value, dict):
        return {key: settled(inner, constants, depth) for key, inner in value.items()}
    if isinstance(value, list):
        return [settled(inner, constants, depth) for inner in value]
    return value
