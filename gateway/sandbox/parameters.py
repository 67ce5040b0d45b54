"""`___TEMPLATE_PARAMETERS___`: the form of a template, read field by field, and the `data` its code gets from it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..comparison import text
from ..event import UNDEFINED
from ..filling import filler
from ..lookup import Lookup
from ..place import Problem
from .parameter import CHECKBOX, GROUP, LABEL, TABLES, TEXT, Condition, Conditions, Parameter, Validator
from .section import Section, SectionFault

MOST, DEEPEST, LONGEST_NAME = 2000, 20, 200
_CHOICES = {"SELECT": "selectItems", "RADIO": "radioItems"}


def read_parameters(section: Section, found: list[Problem]) -> tuple[Parameter, ...]:
    """Its fields in their order, those of groups among them; what is wrong is added to `found`."""
    said = section.json() if section.text else []
    if not isinstance(said, list):
        raise SectionFault(section.problem("it must be a list: […]."))
    return tuple(_once(_Reader(section, found).fields(said, (), 0)))


def data_for(
    parameters: Sequence[Parameter], values: Mapping[str, Any], lookup: Lookup | None = None
) -> dict[str, Any]:
    """The `data` a template's code sees: what is written, as GTM hands it over, and the defaults of what is left out.

    `values` has the settings of an entry that are written there; one that is written as null is nothing, and has no default.
    A default may name variables, which `lookup` knows.
    """
    form = Form(parameters, values, lookup)
    data = {parameter.name: form.value(parameter) for parameter in parameters}
    return {name: value for name, value in data.items() if value is not None}


def handed_over(parameter: Parameter, value: Any) -> Any:
    """A value as the template's code gets it: what is no text in the form is none here, and rows are objects.

    What a variable gave keeps its type, so text that is written comes here as text, also where it is a number.
    """
    if parameter.kind in TABLES:
        return _rows(parameter, value)
    if isinstance(value, tuple):
        return list(value)
    if parameter.kind == CHECKBOX:
        return value if not isinstance(value, str) else _TRUTH.get(value.lower(), value)
    if parameter.as_list and isinstance(value, str):
        return [line for line in value.splitlines() if line]
    return next((each for each in parameter.choices if text(each) == text(value)), value)


_TRUTH = {"true": True, "false": False}


def _rows(parameter: Parameter, value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    columns = {column.name: column for column in parameter.columns}
    return [_row(columns, row) if isinstance(row, Mapping) else row for row in value]


def _row(columns: Mapping[str, Parameter], row: Mapping[str, Any]) -> dict[str, Any]:
    """A cell that is left out or empty is an empty text, as GTM saves it; one of no column stays as it is.

    One whose variable has no value is not there, so that code finds `undefined` in it.
    """
    cells = {name: "" if row.get(name) is None else row[name] for name in [*columns, *row]}
    return {
        name: handed_over(columns[name], cell) if name in columns else cell
        for name, cell in cells.items()
        if cell is not UNDEFINED
    }


class Form:
    """A form with its values: which fields are there, and what they are by themselves."""

    def __init__(
        self, parameters: Sequence[Parameter], values: Mapping[str, Any], lookup: Lookup | None = None
    ) -> None:
        self._lookup = lookup
        self._parameters = {parameter.name: parameter for parameter in parameters}
        self._values = values
        self._known: dict[str, bool] = {}

    def shows(self, parameter: Parameter) -> bool:
        """Whether GTM shows this field, so that its default and its checks count."""
        if parameter.name not in self._known:
            self._known[parameter.name] = True  # while it is worked out: of two that wait for each other one is there
            self._known[parameter.name] = self.holds(parameter.conditions)
        return self._known[parameter.name]

    def holds(self, conditions: Conditions) -> bool:
        """Whether of each of these at least one holds."""
        return all(any(each.holds(self._value(each.parameter)) for each in one) for one in conditions)

    def default(self, parameter: Parameter) -> Any:
        """What a field is that nobody filled in: nothing, if it is not shown."""
        if not self.shows(parameter):
            return None
        if parameter.default is None:
            return False if parameter.kind == CHECKBOX else None
        fill = None if self._lookup is None else filler(parameter.default)
        filled = parameter.default if fill is None or self._lookup is None else fill(self._lookup)
        return None if filled is UNDEFINED else handed_over(parameter, filled)

    def value(self, parameter: Parameter) -> Any:
        """What a field is: what is written, or what it is by itself."""
        written = parameter.setting in self._values
        return handed_over(parameter, self._values[parameter.setting]) if written else self.default(parameter)

    def _value(self, name: str) -> Any:
        return self.value(self._parameters[name]) if name in self._parameters else None


class _Reader:
    """Reads fields, and those in them, whatever they are."""

    def __init__(self, section: Section, found: list[Problem]) -> None:
        self._section, self._found = section, found
        self._many = 0

    def fields(self, said: Any, conditions: Conditions, depth: int) -> Iterator[Parameter]:
        if not isinstance(said, list):
            self._tell("fields must be a list: […].")
            return
        if depth > DEEPEST:
            raise SectionFault(self._section.problem(f"fields are nested more than {DEEPEST} deep."))
        for field in said:
            self._many += 1
            if self._many > MOST:
                raise SectionFault(self._section.problem(f"it has more than {MOST} fields."))
            if isinstance(field, dict):
                yield from self._field(field, conditions, depth)
            else:
                self._tell(f"a field must be an object, not {text(field)[:60]}.")

    def _field(self, said: dict[str, Any], conditions: Conditions, depth: int) -> Iterator[Parameter]:
        own = (*conditions, *_conditions(said))
        if said.get("type") not in (GROUP, LABEL):
            yield self._parameter(said, own, depth)
        if "subParams" in said:
            yield from self.fields(said["subParams"], own, depth + 1)
        for item in _objects(said.get("radioItems")) + _objects(said.get("selectItems")):
            if item.get("subParams"):
                chosen = (Condition(_text(said.get("name")), "EQUALS", item.get("value")),)
                yield from self.fields(item["subParams"], (*own, chosen), depth + 1)

    def _parameter(self, said: dict[str, Any], conditions: Conditions, depth: int) -> Parameter:
        kind = _text(said.get("type")) or "TEXT"
        name = said.get("name")
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            self._tell(f"a field of type {kind[:60]} has no name of 1 to {LONGEST_NAME} signs.")
        return Parameter(
            name=_text(name),
            kind=kind,
            title=_plain(said.get("displayName")) or _plain(said.get("checkboxText")),
            help=_plain(said.get("help")),
            default=_default(said.get("defaultValue"), kind),
            choices=_choices(said.get(_CHOICES.get(kind, ""))),
            as_list=said.get("textAsList") is True,
            unique=said.get("isUnique") is True,
            validators=_validators(said),
            conditions=conditions,
            columns=tuple(self._columns(said, depth)),
        )

    def _columns(self, said: dict[str, Any], depth: int) -> Iterator[Parameter]:
        if depth > DEEPEST:
            raise SectionFault(self._section.problem(f"fields are nested more than {DEEPEST} deep."))
        for column in _objects(said.get("simpleTableColumns")):
            yield self._parameter(column, (), depth + 1)
        for column in _objects(said.get("paramTableColumns")):
            if isinstance(column.get("param"), dict):
                yield self._parameter({**column["param"], "isUnique": column.get("isUnique")}, (), depth + 1)

    def _tell(self, what: str) -> None:
        self._found.append(self._section.problem(what))


def _once(parameters: Iterator[Parameter]) -> list[Parameter]:
    """Fields of one name that GTM shows in turn are one setting, which is always there."""
    found: dict[str, Parameter] = {}
    for parameter in parameters:
        known = found.get(parameter.name)
        found[parameter.name] = parameter if known is None else replace(known, conditions=(), validators=())
    return list(found.values())


def _objects(said: Any) -> list[dict[str, Any]]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def _conditions(said: dict[str, Any]) -> Conditions:
    """GTM shows a field when any one of its enabling conditions holds."""
    own = tuple(
        Condition(_text(each.get("paramName")), _text(each.get("type")) or "EQUALS", each.get("paramValue"))
        for each in _objects(said.get("enablingConditions"))
    )
    return (own,) if own else ()


def _validators(said: dict[str, Any]) -> tuple[Validator, ...]:
    return tuple(
        Validator(
            _text(each.get("type")),
            tuple(each["args"]) if isinstance(each.get("args"), list) else (),
            _plain(each.get("errorMessage")),
            _conditions(each),
        )
        for each in _objects(said.get("valueValidators"))
    )


def _choices(said: Any) -> tuple[Any, ...]:
    values = [each.get("value") for each in _objects(said)]
    plain = [each for each in values if isinstance(each, str | int | float | bool)]
    return tuple(each for number, each in enumerate(plain) if text(each) not in map(text, plain[:number]))


def _default(said: Any, kind: str) -> Any:
    if kind == TEXT and isinstance(said, int | float):
        return text(said)
    return said if said not in ("", []) and isinstance(said, str | int | float | bool | list) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")


def _plain(said: object) -> str:
    """Help is written as HTML; what a person reads of it is one line of text."""
    return " ".join(html.unescape(_TAG.sub(" ", _text(said)[:10_000])).split())
