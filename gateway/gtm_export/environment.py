"""Names of the environment that stand in the rules for credentials: their values stay in GTM, and in no text file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from .credential import is_named_like_one, may_be_one, replaced, words_of
from .export import Thing, visible
from .made import Made

Pairs = list[tuple[Thing, Made]]
Put = Callable[[str, str, str], Any]
"""What stands in the place of a credential: asked with its field, what its name is made of, and its text."""
_LONGEST_NAME = 60
_PREFIX = "GTM_"
"""An export could otherwise name what this machine keeps for others: a constant called `AWS secret access key`."""
_OF_VARIABLES = {"constant": "Value", "default": "Default Value", "table": "Table"}
"""Settings of our own variables that hold what their names tell of, and what GTM calls them."""


@dataclass(frozen=True)
class EnvironmentName:
    """A credential that stands in rules by its name, `${NAME}`; its value is known only to tell one from another."""

    name: str
    value: str = field(default="", repr=False)


@dataclass(frozen=True)
class Credential:
    """A name to set, and the place in GTM where its value stands."""

    name: str
    kind: str
    of: str
    field: str

    def __str__(self) -> str:
        return f'export {self.name}=… with the value of {self.kind} "{visible(self.of)}", field "{visible(self.field)}"'

    def as_json(self) -> dict[str, str]:
        """For programs."""
        return {"name": self.name, "kind": self.kind, "of": visible(self.of), "field": visible(self.field)}


class Environment:
    """Gives each credential a name: one of the same value has the same one wherever it stands."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._found: dict[str, Credential] = {}

    def credentials(self) -> tuple[Credential, ...]:
        """Every name with the place that has its value, in the order they were found."""
        return tuple(self._found.values())

    def settle(self, pairs: Pairs) -> None:
        """Gives their names to credentials that stand by a name already, and puts it into the notes, too."""
        for number, (thing, made) in enumerate(pairs):
            for key, given in made.value.items() if isinstance(made.value, dict) else ():
                if isinstance(given, EnvironmentName):
                    name = self._name(thing, key, given.name, given.value)
                    value = {**made.value, key: EnvironmentName(name)}
                    notes = tuple(note.replace(f"set {given.name} ", f"set {name} ") for note in made.notes)
                    pairs[number] = thing, replace(made, value=value, notes=notes)

    def take_out(self, pairs: Pairs) -> None:
        """Puts a name in the place of each credential that stands in an entry, and tells it."""
        for number, (thing, made) in enumerate(pairs):
            told: dict[str, str] = {}

            def put(where: str, label: str, text: str, thing: Thing = thing, told: dict[str, str] = told) -> Any:
                told[where] = self._name(thing, where, _upper(label), text)
                return EnvironmentName(told[where])

            value = _with(thing, made, put)
            notes = [f'"{name}" is a credential and stays in GTM: set {told[name]} to it.' for name in told]
            pairs[number] = thing, replace(made, value=value, notes=(*made.notes, *notes))

    def _name(self, thing: Thing, key: str, wanted: str, value: str) -> str:
        if value not in self._names:
            name = _free(wanted, set(self._names.values()))
            self._names[value] = name
            self._found[name] = Credential(name, thing.kind, thing.name, key)
        return self._names[value]


def point_out(pairs: Pairs) -> None:
    """Leaves credentials where they stand, and tells it."""
    for number, (thing, made) in enumerate(pairs):
        told: dict[str, None] = {}

        def put(where: str, label: str, text: str, told: dict[str, None] = told) -> Any:
            told[where] = None
            return text

        _with(thing, made, put)
        notes = [
            f'"{name}" is a credential and stands in rules.yaml in the clear: write ${{NAME}} in its place.'
            for name in told
        ]
        pairs[number] = thing, replace(made, notes=(*made.notes, *notes))


def _with(thing: Thing, made: Made, put: Put) -> Any:
    """The value of an entry with what `put` has, for its field, a name and its text, in the place of each credential."""
    if made.outcome == "inert" or not isinstance(made.value, dict):
        return made.value
    if made.outcome == "native" and thing.kind == "variable":
        own = [key for key in _OF_VARIABLES if key in made.value and is_named_like_one(thing.name)]
        return {**made.value, **{key: _each(_OF_VARIABLES[key], made.value[key], thing.name, put) for key in own}}
    return {
        key: replaced(key, inner, lambda where, text: put(where, f"{made.type} {words_of(where)}", text))
        for key, inner in made.value.items()
    }


def _each(where: str, value: Any, label: str, put: Put) -> Any:
    """The value, or every value of a table, with a name in its place where it may be a credential."""
    if isinstance(value, dict):
        return {key: _each(f"{where}, {key}", inner, label, put) for key, inner in value.items()}
    return put(where, label, value) if may_be_one(value) else value


def _upper(label: str) -> str:
    folded = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().upper()
    return _PREFIX + (re.sub(r"[^A-Z0-9]+", "_", folded)[:_LONGEST_NAME].strip("_") or "CREDENTIAL")


def _free(wanted: str, taken: set[str]) -> str:
    numbered = (f"{wanted}_{number}" if number > 1 else wanted for number in count(1))
    return next(name for name in numbered if name not in taken)
