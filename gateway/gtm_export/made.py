"""What an object of the export has become here: its entry in the rules, how it runs, and what a user should know of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from .credential import is_named_like_one, may_be_one, replaced
from .export import Thing
from .given import Given
from .parameters import plain

Outcome = Literal["native", "template", "inert"]
_LONGEST_SHOWN = 300
_OUTSIDE = "(a credential, which stays in GTM)"


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
    kept = tuple(kept_as_comment(key, value, thing) for key, value in plain(thing.data.get("parameter")).items())
    return Made(
        "inert",
        "inert",
        {"type": "inert", "was": _unread(thing.type[:_LONGEST_SHOWN]), "reason": _unread(reason)},
        (),
        kept,
    )


def kept_as_comment(key: str, value: Any, thing: Thing) -> str:
    """A setting in GTM as a comment, without the credentials in it."""
    if thing.kind == "variable" and is_named_like_one(thing.name) and may_be_one(value):
        return f"{key}: {_OUTSIDE}"
    return f"{key}: {_shown(replaced(key, value, lambda field, text: _OUTSIDE))}"


def _unread(text: str) -> str:
    """A text in which no variable is named, whatever brackets it has."""
    return re.sub(r"([{}])(?=[{}])", r"\1 ", text)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = str(value)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
