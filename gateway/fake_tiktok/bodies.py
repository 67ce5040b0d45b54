"""A body read as JSON, as strictly as it has to be: what came has to be shown as JSON again."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

DEEPEST: Final = 256
"""Levels of a body; no event needs ten, and what looks at a value would run out of stack far below."""


def read(body: bytes) -> Any:
    """What the body says. Raises ValueError where it is no JSON, or has a number without an end, or too many levels."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        document = _read_slowly(body)
    if body.count(b"[") + body.count(b"{") > DEEPEST and _is_deep(document):
        raise ValueError("it has too many levels")
    return document


def _read_slowly(body: bytes) -> Any:
    """What the fast reader does not take: nearly all of it is wrong, but for half a sign and a mark at the beginning."""
    try:
        return json.loads(body, parse_constant=_refused, parse_float=_finite)
    except RecursionError:
        raise ValueError("it has too many levels") from None


def read_roughly(body: bytes) -> Any:
    """What a body says that is nearly JSON: a number that is none is text. Raises ValueError where nothing can be read."""
    try:
        return json.loads(body, parse_constant=str, parse_float=_finite_or_text)
    except RecursionError:
        raise ValueError("it has too many levels") from None


def _finite_or_text(written: str) -> float | str:
    try:
        return _finite(written)
    except ValueError:
        return written[:60]


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _finite(written: str) -> float:
    number = float(written)
    if abs(number) == float("inf"):
        raise ValueError(f"{written[:60]} is larger than any number")
    return number


def _is_deep(document: Any) -> bool:
    level = [document]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
