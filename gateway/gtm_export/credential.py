"""What looks like a credential in an export: it is kept where it stands, for it has to work, and told without its value."""

from __future__ import annotations

import re
from typing import Any

_NAMES = re.compile(r"secret|token|passw|api[ _-]?key|private[ _-]?key", re.IGNORECASE)
_VALUE = re.compile(r"[\x21-\x7e]{12,}")


def advice(name: str, value: Any) -> tuple[str, ...]:
    """What to do with a text that stands under such a name; nothing where it names a variable or is too short for one."""
    if not (isinstance(value, str) and _NAMES.search(name) and _VALUE.fullmatch(value)) or "{{" in value:
        return ()
    return (f'"{name}" looks like a credential, and stands in rules.yaml in the clear: write ${{NAME}} in its place.',)
