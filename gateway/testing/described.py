"""Two values that should be one, as a message names them: as they are, and of what is masked as much as names nobody."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from ..redaction import redacted, redacted_text

MISSING: Final = object()
"""Stands for a value that is not there."""
UNSET = re.compile(r"<[A-Z][A-Z0-9_]+>")
"""What stands for a `${NAME}`: tests read no environment."""
_CREDENTIAL = re.compile(rf"(?:\w+ )?(?:\$\{{\w+\}}|{UNSET.pattern})")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST = 200


def apart(expected: Any, found: Any, *names: str) -> str:
    """What was expected and what is there instead, under a key of this name, inside keys of the further ones."""
    if found is MISSING:
        return f"{shown(expected, *names)} expected, and it is not there"
    if expected is MISSING or expected is None:
        return f"nothing expected, and it is {shown(found, *names)}"
    wanted, met = shown(expected, *names), shown(found, *names)
    if wanted == met:
        met = "another one"
    if not met.startswith('"'):
        met += _only(expected, found)
    elif isinstance(found, str) and UNSET.search(found):
        met += ", for tests read no environment"
    return f"{wanted} expected, and it is {met}"


def shown(value: Any, *names: str) -> str:
    """A value as JSON; a masked one by what it is. Cut only after masking, as everywhere."""
    if value is MISSING:
        return "nothing"
    if isinstance(value, str) and _CREDENTIAL.fullmatch(value):
        return json.dumps(value)  # the name of a credential is no secret
    plain = redacted(value)
    masked = next((by_name for name in names if (by_name := redacted(value, name)) != plain), plain)
    if masked != value and not isinstance(value, dict | list):
        return _sort_of(str(value), str(masked))
    return _cut(masked)


def _sort_of(text: str, masked: str) -> str:
    if _EMAIL.fullmatch(text):
        return "an e-mail address"
    if _DIGEST.fullmatch(text):
        return f"the SHA-256 {text[:12]}…"
    if masked == redacted_text(text):
        return _cut(masked)  # somebody in a longer text, whose rest may be read
    sort = "a number" if text.isdecimal() else "a text"
    return f"{sort} of {len(text)} sign{'s' * (len(text) != 1)}"


def _cut(masked: Any) -> str:
    text = json.dumps(masked, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _only(expected: Any, found: Any) -> str:
    """What alone sets two texts apart, where these are masked."""
    if not isinstance(expected, str) or not isinstance(found, str):
        return ""
    if expected.strip() == found.strip():
        return ": only blanks around it differ"
    return ": only the case differs" if expected.lower() == found.lower() else ""
