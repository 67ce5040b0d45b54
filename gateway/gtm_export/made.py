"""What an object of the export has become here: its entry in the rules, how it runs, and what a user should know of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from .export import Thing
from .given import Given
from .parameters import plain

Outcome = Literal["native", "template", "inert"]
_LONGEST_SHOWN = 300


@dataclass(frozen=True)
class Added:
    """An entry that is in no export and is needed here, such as the conditions of a transformation as a trigger."""

    section: str
    name: str
    value: Any
    why: str
    path: str
    type: str = ""


@dataclass(frozen=True)
class Made:
    """An object as an entry: `value` is what stands behind its name in rules.yaml."""

    outcome: Outcome
    type: str
    value: Any
    notes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Its settings in GTM, as comments: what is inert can still be read."""
    added: tuple[Added, ...] = ()
    environment: tuple[str, ...] = field(default=())
    """Names a user has to set."""


def native(type_name: str, settings: dict[str, Any], given: Given | None = None, *notes: str) -> Made:
    """An entry of one of our own types. What was filled in and not understood is told."""
    lost = tuple(
        f'"{key}" is not taken over: there is no such setting here.' for key in (given.left() if given else ())
    )
    return Made("native", type_name, {"type": type_name, **settings}, (*notes, *lost))


def inert(thing: Thing, reason: str) -> Made:
    """An entry that stands for what does not run here. Its settings stay as comments."""
    kept = tuple(f"{key}: {_shown(value)}" for key, value in plain(thing.data.get("parameter")).items())
    return Made(
        "inert",
        "inert",
        {"type": "inert", "was": _unread(thing.type[:_LONGEST_SHOWN]), "reason": _unread(reason)},
        (),
        kept,
    )


def _unread(text: str) -> str:
    """A text in which no variable is named, whatever brackets it has."""
    return re.sub(r"([{}])(?=[{}])", r"\1 ", text)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = str(value)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
