"""User-provided data: gtag.js flattens it to `user_data.address.0.city`, event data has it as the object it was."""

from __future__ import annotations

from typing import Any

_DEEPEST = 8


def unflattened(flat: dict[str, Any], data: dict[str, Any]) -> None:
    """Put each value where its dotted name says; one whose place is taken stays under its flat name.

    Numbers in a name become keys "0", "1", … of an object, as event data has them.
    """
    for name, value in flat.items():
        steps = name.split(".")
        if len(steps) > _DEEPEST or not _placed(data, steps, value):
            data[name] = value


def _placed(data: dict[str, Any], steps: list[str], value: Any) -> bool:
    for step in steps[:-1]:
        data = data.setdefault(step, {})
        if not isinstance(data, dict):
            return False
    if steps[-1] in data:
        return False
    data[steps[-1]] = value
    return True
