"""Conditions of GTM as an expression where a person would write one, else as the structured form, which can say everything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..patterns import pattern
from .parameters import bare, plain
from .references import EVENT_NAME, REFERENCE, alone, rewritten

_LONGEST_EXPRESSION = 100
_WORD = re.compile(r"[A-Za-z_][\w./-]*", re.ASCII)
_RESERVED = frozenset(("and", "or", "not", "always", "exists", "in", "contains", "matches", "starts", "ends", "with"))
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?")

_OPERATORS = {
    "EQUALS": ("equals", "does_not_equal", "==", "!="),
    "CONTAINS": ("contains", "does_not_contain", "contains", "not contains"),
    "STARTSWITH": ("starts_with", "does_not_start_with", "starts with", "not starts with"),
    "ENDSWITH": ("ends_with", "does_not_end_with", "ends with", "not ends with"),
    "MATCHREGEX": ("matches", "does_not_match", "matches", "not matches"),
    "LESS": ("less_than", "", "<", ""),
    "LESSOREQUALS": ("less_than_or_equal_to", "", "<=", ""),
    "GREATER": ("greater_than", "", ">", ""),
    "GREATEROREQUALS": ("greater_than_or_equal_to", "", ">=", ""),
}
"""GTM's operators, and here: the key, its negation, the expression's words for both. Sizes are negated by a `not`."""
_OF_THE_WEB = ("CSSSELECTOR", "URLMATCHES")
_BARE = {EVENT_NAME: "event_name", "Client Name": "client_name"}
"""Built-in variables that read better without brackets."""


class Untranslatable(Exception):  # noqa: N818 - not an error: the object stays in the rules, inert
    """Why something of the export cannot be said here."""


@dataclass(frozen=True)
class Comparison:
    """One condition: the left side as the export has it, the operator's key here, and one value or several."""

    left: str
    operator: str
    values: tuple[str, ...]
    negated: bool = False
    ignores_case: bool = False
    is_list: bool = False


def read_condition(data: Mapping[str, Any], renames: Mapping[str, str]) -> Comparison:
    """A condition of a trigger. Raises Untranslatable with the reason."""
    given = rewritten(plain(data.get("parameter")), renames)
    right = given.get("arg1", "")
    values = tuple(map(_text, right)) if isinstance(right, list) else (_text(right),)
    return comparison(
        _text(given.get("arg0", "")),
        str(data["type"]),
        values,
        negated=given.get("negate") is True or str(given.get("negate")).lower() == "true",
        ignores_case=str(given.get("ignore_case")).lower() == "true",
    )


def comparison(
    left: str, operator: str, values: tuple[str, ...], *, negated: bool = False, ignores_case: bool = False
) -> Comparison:
    """A comparison by GTM's name of its operator. Raises Untranslatable where there is none such, or RE2 refuses the pattern."""
    word = bare(operator)
    if word in _OF_THE_WEB:
        raise Untranslatable(f"the operator {word} is for web pages only.")
    if word not in _OPERATORS:
        raise Untranslatable(f'there is no operator "{operator[:60]}" here.')
    if not values:
        raise Untranslatable("a condition compares with nothing.")
    if word == "MATCHREGEX":
        for value in values:
            check_pattern(f"(?i){value}" if ignores_case else value)
    return Comparison(
        left, word, values, negated, ignores_case and word == "MATCHREGEX", is_list=len(values) > 1 and word == "EQUALS"
    )


def check_pattern(source: str) -> None:
    """Raises Untranslatable for a pattern RE2 refuses, with its reason."""
    if REFERENCE.search(source) is not None:
        return
    try:
        pattern(source)
    except ValueError as error:
        raise Untranslatable(f"the pattern {source[:120]} is refused: {error}") from None


def trigger_of(comparisons: Sequence[Comparison], own: frozenset[str] = frozenset()) -> Any:
    """What must all hold, as the value of an entry under `triggers:`. `own` are names of the container's own variables."""
    if not comparisons:
        return "always"
    words = [_words(each, own) for each in comparisons]
    expression = " and ".join(word for word in words if word)
    if all(words) and len(expression) <= _LONGEST_EXPRESSION:
        return expression
    parts = [_structure(each, own) for each in comparisons]
    return parts[0] if len(parts) == 1 else {"all": parts}


def _words(each: Comparison, own: frozenset[str]) -> str:
    """A condition as words of an expression; nothing where the structured form reads better."""
    key, _, word, opposite = _OPERATORS[each.operator]
    if len(each.values) > 1 or each.ignores_case:
        return ""
    (value,) = each.values
    written = _written(value, is_size=key.startswith(("less", "greater")))
    if not written:
        return ""
    left = _name(each.left, own)
    if each.negated and not opposite:
        return f"not {left} {word} {written}"
    return f"{left} {opposite if each.negated else word} {written}"


def _written(value: str, *, is_size: bool) -> str:
    if is_size and _NUMBER.fullmatch(value):
        return value
    if REFERENCE.fullmatch(value) or (_WORD.fullmatch(value) and value.lower() not in _RESERVED):
        return value
    return "" if '"' in value or "\\" in value or not value.isprintable() else f'"{value}"'


def _structure(each: Comparison, own: frozenset[str]) -> dict[str, Any]:
    key, opposite, *_ = _OPERATORS[each.operator]
    left = _name(each.left, own)
    if each.is_list:
        return {"variable": left, "not_in" if each.negated else "in": list(each.values)}
    more = {"ignore_case": True} if each.ignores_case else {}
    if len(each.values) > 1:
        any_of = {"any": [{"variable": left, key: value, **more} for value in each.values]}
        return {"not": any_of} if each.negated else any_of
    (value,) = each.values
    if each.negated and not opposite:
        return {"not": {"variable": left, key: value}}
    return {"variable": left, opposite if each.negated else key: value, **more}


def _name(left: str, own: frozenset[str]) -> str:
    name = alone(left) or ""
    return _BARE[name] if name in _BARE and name not in own else f"{{{{{name}}}}}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else ""
