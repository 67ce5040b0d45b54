"""GTM's validators: what its form asks of the values of a template before it saves them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..comparison import number, text
from ..errors import SettingError, nearest
from ..filling import names_in
from ..patterns import pattern
from ..settings import is_unset
from .parameter import CHOSEN, TABLES, Parameter, Validator, is_given
from .parameters import Form, handed_over

Path = tuple[str | int, ...]
_LONGEST_NAME = 60


def faults(parameters: Sequence[Parameter], values: Mapping[str, Any]) -> Iterator[SettingError]:
    """Everything that GTM would not save; what names a variable is known with an event only, and may be anything."""
    form = Form(parameters, values)
    for parameter in parameters:
        if form.shows(parameter):
            for path, what in _wrong(form, parameter, form.value(parameter)):
                yield SettingError(parameter.setting, f'"{parameter.setting}" {what}', path=path)


def is_chosen(parameter: Parameter) -> bool:
    """Whether its value is one of a few."""
    return parameter.kind in CHOSEN and bool(parameter.choices)


def _wrong(form: Form, parameter: Parameter, value: Any) -> Iterator[tuple[Path, str]]:
    if is_unset(value) or (isinstance(value, str) and next(names_in(value), None) is not None):
        return
    for validator in parameter.validators:
        if form.holds(validator.conditions) and (what := _told(validator, value)):
            yield (), what
    if is_chosen(parameter) and is_given(value) and (what := _no_choice(parameter, value)):
        yield (), what
    if parameter.kind in TABLES and isinstance(value, list):
        yield from _wrong_rows(form, parameter, value)


def _wrong_rows(form: Form, parameter: Parameter, rows: list[Any]) -> Iterator[tuple[Path, str]]:
    for column in parameter.columns:
        seen: set[str] = set()
        for at, row in enumerate(rows):
            cell = handed_over(column, row.get(column.name)) if isinstance(row, Mapping) else None
            for path, what in _wrong(form, column, cell):
                yield (at, column.name, *path), f'row {at + 1}: "{column.name}" {what}'
            if column.unique and is_given(cell) and text(cell) in seen:
                yield (
                    (at, column.name),
                    f'row {at + 1}: "{column.name}" stands a second time. Take one of the rows out.',
                )
            seen.add(text(cell))


def _no_choice(parameter: Parameter, value: Any) -> str:
    """Exports of GTM have any choice as text, so `"true"` is good where true is."""
    known = [text(each) for each in parameter.choices]
    if text(value) in known:
        return ""
    return f"must be one of {', '.join(known)}, not {_shown(value)}.{nearest(text(value)[:_LONGEST_NAME], known)}"


def _told(validator: Validator, value: Any) -> str:
    """What the validator has against the value, in the template's own words where it has some; an empty text if nothing."""
    check = _CHECKS.get(validator.kind)
    if check is None or (not is_given(value) and validator.kind not in _OF_NOTHING):
        return ""
    what = check(value, validator.arguments)
    return f"{what} {validator.message}".rstrip() if what else ""


def _non_empty(value: Any, _: Sequence[Any]) -> str:
    return "must not be empty." if value in (None, "", []) else ""


def _table_rows(value: Any, arguments: Sequence[Any]) -> str:
    many = len(value) if isinstance(value, list) else 0
    return _between(many, arguments, "rows")


def _string_length(value: Any, arguments: Sequence[Any]) -> str:
    return _between(len(text(value)), arguments, "signs")


def _between(many: int, arguments: Sequence[Any], noun: str) -> str:
    least, most = (number(each) for each in (*arguments, None, None)[:2])
    if many < least:
        return f"has {many} {noun}, and {least:g} are needed."
    return f"has {many} {noun}, and {most:g} are allowed." if len(arguments) > 1 and many > most else ""


def _regex(value: Any, arguments: Sequence[Any]) -> str:
    source = text(arguments[0]) if arguments else ""
    try:
        matches = pattern(f"^(?:{source})$")
    except ValueError:
        return ""  # what RE2 does not know, GTM's form checks in a browser: better not checked than wrong
    return "" if matches(text(value)) else f"must match {source[:100]}, and {_shown(value)} does not."


def _numeric(good: Callable[[float], bool], noun: str) -> Callable[[Any, Sequence[Any]], str]:
    def check(value: Any, _: Sequence[Any]) -> str:
        return "" if good(number(value)) else f"must be {noun}, not {_shown(value)}."

    return check


def _shown(value: Any) -> str:
    shown = text(value)
    return f'"{shown[:40]}{"…" * (len(shown) > 40)}"'


_OF_NOTHING = frozenset(("NON_EMPTY", "TABLE_ROW_COUNT"))
_CHECKS: dict[str, Callable[[Any, Sequence[Any]], str]] = {
    "NON_EMPTY": _non_empty,
    "REGEX": _regex,
    "NUMBER": _numeric(lambda given: not math.isnan(given), "a number"),
    "DECIMAL": _numeric(lambda given: not math.isnan(given), "a number"),
    "NON_NEGATIVE_NUMBER": _numeric(lambda given: given >= 0, "0 or a positive number"),
    "POSITIVE_NUMBER": _numeric(lambda given: given > 0, "a positive number"),
    "PERCENTAGE": _numeric(lambda given: 0 <= given <= 100, "a number from 0 to 100"),
    "STRING_LENGTH": _string_length,
    "TABLE_ROW_COUNT": _table_rows,
}
