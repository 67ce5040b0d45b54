"""One parameter of a template: a field of its form in GTM, with what it may be and when it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..comparison import text
from ..settings import setting_name

TEXT, CHECKBOX, SELECT, RADIO = "TEXT", "CHECKBOX", "SELECT", "RADIO"
SIMPLE_TABLE, PARAM_TABLE = "SIMPLE_TABLE", "PARAM_TABLE"
GROUP, LABEL = "GROUP", "LABEL"
TABLES = frozenset((SIMPLE_TABLE, PARAM_TABLE))
CHOSEN = frozenset((SELECT, RADIO))


@dataclass(frozen=True)
class Condition:
    """One enabling condition: another parameter EQUALS or NOT_EQUALS a value, or is PRESENT or NOT_PRESENT."""

    parameter: str
    kind: str
    value: Any = None

    def holds(self, value: Any) -> bool:
        """Whether it holds for that value of the other parameter. GTM compares what stands in its form, which is text."""
        if self.kind in ("PRESENT", "NOT_PRESENT"):
            return is_given(value) == (self.kind == "PRESENT")
        equal = text(value) == text(self.value)
        return equal != (self.kind == "NOT_EQUALS")


Conditions = tuple[tuple[Condition, ...], ...]
"""All of them must hold, and each does with any one of its own: a field of a group is there if the group is."""


@dataclass(frozen=True)
class Validator:
    """What GTM asks of a value before it saves it, such as NON_EMPTY or REGEX."""

    kind: str
    arguments: tuple[Any, ...] = ()
    message: str = ""
    conditions: Conditions = ()


@dataclass(frozen=True)
class Parameter:
    """A field of the form; of a table, `columns` are the fields of a row."""

    name: str
    kind: str = TEXT
    title: str = ""
    help: str = ""
    default: Any = None
    choices: tuple[Any, ...] = ()
    as_list: bool = False
    """Whether each line of its text is a value."""
    unique: bool = False
    """Whether a value may stand in one row of its table only."""
    validators: tuple[Validator, ...] = ()
    conditions: Conditions = ()
    columns: tuple[Parameter, ...] = ()

    @property
    def setting(self) -> str:
        """How rules.yaml calls it: by its own name, with a `_` behind it where an entry has a field of that name itself."""
        return setting_name(self.name)

    @property
    def is_needed(self) -> bool:
        """Whether there is no saving without it, whatever the other parameters are."""
        always = any(each.kind == "NON_EMPTY" and not each.conditions for each in self.validators)
        return always and not self.conditions and self.default is None


def is_given(value: Any) -> bool:
    """Whether the form has something there."""
    return value is not None and value is not False and value != "" and value != () and value != []
