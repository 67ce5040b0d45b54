"""What is no capture and yet known by how it looks: what it is, and what to hand over instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .captured import Found, Sieve, Skipped
from .source import Source

INSTEAD = "Copy the request as cURL instead, or save the recording as a HAR file."
POWERSHELL = f"this is a command for PowerShell. {INSTEAD}"
FETCH = f"this is a call of fetch() for Node.js or the console. {INSTEAD}"
CHARLES = "this is a session of Charles. Export it as HTTP Archive (.har) instead: File, Export Session."

_POWERSHELL = re.compile(
    rb"\s*(?:\$\w+\s*=\s*)?(?:Invoke-(?:WebRequest|RestMethod)|New-Object\s+Microsoft\.PowerShell)\b", re.IGNORECASE
)
_FETCH = re.compile(rb"\s*(?:await\s+)?fetch\(\s*[\"'`]")
_OF_CHARLES = frozenset(("scheme", "host", "actualPort", "tunnel"))


def is_stranger(line: bytes) -> bool:
    """Whether the line begins a command that is copied, and is none of cURL."""
    return bool(_of_line(line))


def told_stranger(source: Source, _: Sieve) -> Iterator[Found]:
    """What it is, at the first line that says so."""
    for number, line in source.lines():
        if why := _of_line(line):
            yield Skipped(f"{source.name}:{number}", why, unreadable=True)
            return


def of_charles(said: Mapping[str, Any]) -> bool:
    """Whether an object is an entry of a session of Charles."""
    return said.keys() >= _OF_CHARLES


def _of_line(line: bytes) -> str:
    if _POWERSHELL.match(line):
        return POWERSHELL
    return FETCH if _FETCH.match(line) else ""
