"""Triggers of an export: All Events and Custom Event with their conditions; what is for web pages only is inert."""

from __future__ import annotations

from typing import Any

from .around import Around, free_name
from .conditions import Comparison, Untranslatable, read_condition, trigger_of
from .export import Thing
from .made import Added, Made, inert
from .parameters import bare
from .references import alone

_KNOWN = ("ALWAYS", "CUSTOMEVENT")


def trigger(thing: Thing, around: Around) -> Made:
    """The trigger as an expression or conditions. One that cannot be said here fires nothing and, as an exception, blocks."""
    if bare(thing.type) not in _KNOWN:
        return inert(thing, f"a server container has no triggers of type {thing.type[:60]}.")
    if thing.data.get("autoEventFilter"):
        return inert(thing, "its conditions are for clicks and forms on web pages.")
    try:
        found = [read_condition(each, around.renames) for each in _conditions(thing)]
    except Untranslatable as error:
        return _inert_with_conditions(thing, str(error))
    added = _odd_sides(thing, found, around)
    names = iter(each.name for each in added)
    sides = [each if alone(each.left) else _with_left(each, f"{{{{{next(names)}}}}}") for each in found]
    notes = ['"parameter" is not taken over: triggers have conditions only.'] if thing.data.get("parameter") else []
    return Made("native", "expression", trigger_of(sides, around.variables), tuple(notes), added=tuple(added))


def _conditions(thing: Thing) -> list[dict[str, Any]]:
    return [*(thing.data.get("customEventFilter") or []), *(thing.data.get("filter") or [])]


def _odd_sides(thing: Thing, found: list[Comparison], around: Around) -> list[Added]:
    """Left sides that are no variable but a text: each becomes a variable that is this text."""
    return [
        Added(
            "variables",
            free_name(f"{_unbraced(thing.name)}: condition {number}", around.variables),
            {"type": "constant", "constant": each.left},
            f'trigger "{thing.name}" compares a text with variables in it',
            thing.path,
            "constant",
        )
        for number, each in enumerate(found, 1)
        if not alone(each.left)
    ]


def _unbraced(name: str) -> str:
    return name.translate(str.maketrans("{}", "()"))


def _with_left(each: Comparison, left: str) -> Comparison:
    return Comparison(left, each.operator, each.values, each.negated, each.ignores_case, each.is_list)


def _inert_with_conditions(thing: Thing, reason: str) -> Made:
    made = inert(thing, reason)
    said = [_said(each) for each in _conditions(thing)]
    return Made(made.outcome, made.type, made.value, made.notes, (*made.kept, *said))


def _said(condition: dict[str, Any]) -> str:
    """A condition as GTM has it, for a comment."""
    sides = {each.get("key"): each.get("value", "") for each in condition.get("parameter") or []}
    flags = "".join(f" ({key})" for key in ("negate", "ignore_case") if str(sides.get(key)).lower() == "true")
    return f"{sides.get('arg0', '')} {condition['type']} {sides.get('arg1', '')}{flags}"
