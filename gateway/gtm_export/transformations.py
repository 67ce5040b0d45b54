"""Transformations of an export: what tags may see. One that cannot be said here never lets more through than GTM's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..ga4 import IMMUTABLE
from .around import Around, free_name
from .conditions import Untranslatable, comparison, trigger_of
from .export import Thing
from .given import Given
from .made import Added, Made, inert, native
from .parameters import bare, whole
from .references import alone

_ALLOW, _EXCLUDE, _AUGMENT = "allow_parameters", "exclude_parameters", "augment_event"
_TYPES = {"tf_allow_params": _ALLOW, "tf_exclude_params": _EXCLUDE, "tf_augment_event": _AUGMENT}


def transformation(thing: Thing, around: Around) -> Made:
    """The transformation with the tags it is for and its conditions."""
    given = Given(thing, around.renames)
    tags, notes = _tags(given, around)
    if thing.type not in _TYPES:
        made = inert(thing, "what it would change is not known here, so its tags send nothing.")
        return replace(made, value={**made.value, **tags}, notes=(*made.notes, *notes))
    type_here = _TYPES[thing.type]
    settings, more = _parameters(type_here, given)
    added: tuple[Added, ...] = ()
    try:
        added = _conditions(thing, given, around)
    except Untranslatable as error:
        if type_here == _AUGMENT:
            made = inert(thing, f"{error} When it would change the event is not known here, so its tags send nothing.")
            return replace(made, value={**made.value, **tags}, notes=(*made.notes, *notes))
        more.append(f"it is applied always, for its conditions cannot be said here: {error}")
    when: dict[str, Any] = {"triggers": [added[0].name]} if added else {}
    priority = whole(thing.text("priority"))
    when |= {"priority": priority} if priority else {}
    return replace(native(type_here, {**tags, **when, **settings}, given, *notes, *more), added=added)


def _parameters(type_here: str, given: Given) -> tuple[dict[str, Any], list[str]]:
    if type_here == _AUGMENT:
        rows = given.rows("augmentEventTable")
        values: dict[str, Any] = {
            str(row["paramName"]): row.get("paramValue", "") for row in rows if row.get("paramName")
        }
        kept = {name: value for name, value in values.items() if name not in IMMUTABLE}
        return {"parameters": kept}, _immutable(values)
    table, column = (
        ("allowedParamsTable", "allowedParams") if type_here == _ALLOW else ("excludedParamsTable", "excludedParams")
    )
    names = list(dict.fromkeys(given.column(table, column, "paramName")))
    if type_here == _ALLOW:
        return {"parameters": names}, []
    return {"parameters": [name for name in names if name not in IMMUTABLE]}, _immutable(names)


def _immutable(names: Any) -> list[str]:
    own = [name for name in names if name in IMMUTABLE]
    return [f"{', '.join(own)}: left out, for no transformation changes Google's own."] if own else []


def _tags(given: Given, around: Around) -> tuple[dict[str, Any], list[str]]:
    """Which tags it is for, by name: GTM's types of tags and their exceptions are looked up in this container."""
    named = given.column("affectedTags", "tagReference")
    notes = [f'there is no tag "{name[:80]}" it is for.' for name in named if name.strip() not in around.tags]
    names = [around.tags[name.strip()] for name in named if name.strip() in around.tags]
    excepted = {
        str(row.get("tagType", "")): {around.tags.get(each, each) for each in _references(row.get("tagTypeExceptions"))}
        for row in given.rows("affectedTagTypes")
    }
    by_type = [name for name, kind in around.tag_types.items() if kind in excepted and name not in excepted[kind]]
    wanted = {*names, *by_type}
    names = [name for name in around.tag_types if name in wanted]
    if given.flag("allTagsExcept") is True:
        return ({"except_tags": names} if names else {}), notes
    return {"tags": names}, notes if names else [*notes, "it is for no tag."]


def _references(value: Any) -> list[str]:
    given = value if isinstance(value, list) else []
    return [str(each.get("tagReference", "") if isinstance(each, dict) else each).strip() for each in given]


def _conditions(thing: Thing, given: Given, around: Around) -> tuple[Added, ...]:
    """Its conditions as a trigger. Raises Untranslatable where they cannot be said here."""
    wanted, rows = given.flag("matchingConditionsEnabled"), given.rows("matchingConditionsTable")
    expression = given.text("booleanExpressionString").strip()
    if wanted is not True:
        return ()
    if expression:
        raise Untranslatable("they are joined by an expression.")
    comparisons = [
        comparison(
            str(row.get("variableReference") or f"{{{{{row.get('variableName', '')}}}}}"),
            _positive(str(row.get("expressionType", ""))),
            (str(row.get("expressionValue", "")),),
            negated=_is_negated(str(row.get("expressionType", ""))),
            ignores_case=bare(row.get("expressionType")).endswith("IGNORECASE"),
        )
        for row in rows
    ]
    if not comparisons or not all(alone(each.left) for each in comparisons):
        raise Untranslatable("they name no variable.")
    value, name = (
        trigger_of(comparisons, around.variables),
        free_name(f"{thing.name}: conditions", around.trigger_names),
    )
    why = f'the conditions of transformation "{thing.name}"'
    return (Added("triggers", name, value, why, thing.path, "expression"),)


def _positive(word: str) -> str:
    """EQUALS of DOES_NOT_EQUAL, NOT_EQUALS and EQUALS alike."""
    found = bare(word).removesuffix("IGNORECASE").removeprefix("DOES").removeprefix("NOT")
    return _PLAIN.get(found, found)


def _is_negated(word: str) -> bool:
    return bare(word).removeprefix("DOES").startswith("NOT")


_PLAIN = {
    "EQUAL": "EQUALS",
    "CONTAIN": "CONTAINS",
    "STARTWITH": "STARTSWITH",
    "STARTSWITH": "STARTSWITH",
    "ENDWITH": "ENDSWITH",
    "ENDSWITH": "ENDSWITH",
    "REGEX": "MATCHREGEX",
    "MATCHESREGEX": "MATCHREGEX",
    "LESSTHAN": "LESS",
    "LESSTHANOREQUALS": "LESSOREQUALS",
    "GREATERTHAN": "GREATER",
    "GREATERTHANOREQUALS": "GREATEROREQUALS",
}
"""Words of the table of conditions that the conditions of triggers write otherwise."""
