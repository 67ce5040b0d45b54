"""The structured form of a trigger: the operators of the expression as keys, for those who like YAML better than grammar.

all:                                              every one of these
  - {variable: event_name, equals: purchase}
  - any: [event_name == purchase, event_name == refund]     an expression may stand wherever a condition does
  - not: {variable: page_location, matches: ^http:, ignore_case: true}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gateway import SettingError

from ._conditions import Both, Comparison, Either, Name, Not, Part, Path, Spot
from ._expression_parser import DEEPEST, comparison, is_name, parse

_OPERATORS = {
    "equals": ("==", False),
    "does_not_equal": ("==", True),
    "contains": ("contains", False),
    "does_not_contain": ("contains", True),
    "starts_with": ("starts with", False),
    "does_not_start_with": ("starts with", True),
    "ends_with": ("ends with", False),
    "does_not_end_with": ("ends with", True),
    "matches": ("matches", False),
    "does_not_match": ("matches", True),
    "less_than": ("<", False),
    "less_than_or_equal_to": ("<=", False),
    "greater_than": (">", False),
    "greater_than_or_equal_to": (">=", False),
    "in": ("in", False),
    "not_in": ("in", True),
    "exists": ("exists", False),
}
"""GTM's words for its operators, and the expression's."""
_KINDS = ("all", "any", "not", "variable")


def parse_structure(written: Any, path: Path = ()) -> Part:
    """The compiled condition. Raises SettingError with the path of what is wrong, or an ExceptionGroup of several."""
    faults: list[SettingError] = []
    part = _part(written, path, faults)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ExceptionGroup("conditions", faults)
    return part


def _part(written: Any, path: Path, faults: list[SettingError]) -> Part:
    """The condition at this path; what is wrong with it is added to `faults`, and stood in for."""
    try:
        if len(path) > DEEPEST:
            raise _fault("the conditions are too deep. Split them into several triggers.", path)
        if isinstance(written, str):
            return parse(written, path)
        kind = _only_one(written, _KINDS, path)
        if kind == "variable":
            return _comparison(written, path)
        if beside := [key for key in written if key != kind]:
            raise _fault(f"{beside[0]} stands beside {kind}. Put it into a condition of its own.", (*path, beside[0]))
        inner = written[kind]
        if kind == "not":
            return Not(_part(inner, (*path, "not"), faults))
        group: Callable[[list[Part]], Part] = Both if kind == "all" else Either
        return group([_part(each, (*path, kind, number), faults) for number, each in enumerate(inner)])
    except SettingError as error:
        faults.append(error)
        return Both(())


def _comparison(written: Mapping[str, Any], path: Path) -> Comparison:
    name = str(written["variable"]).strip()
    if not is_name(name):
        what = f'"{name}" is no name: write a key such as event_name, or a variable as "{{{{{name}}}}}".'
        raise _fault(what, (*path, "variable"))
    key = _only_one(written, _OPERATORS, path)
    operator, negated = _OPERATORS[key]
    value = written[key]
    if operator == "exists":
        negated = value is False
    if written.get("ignore_case") is True:
        if operator != "matches":
            raise _fault("only matches and does_not_match can ignore case, as in GTM.", (*path, "ignore_case"))
        value = f"(?i){value}"
    return comparison(Name(name), operator, value, negated=negated, at=Spot((*path, key)))


def _only_one(written: Mapping[str, Any], keys: Iterable[str], path: Path) -> str:
    given = [key for key in keys if key in written]
    if len(given) == 1:
        return given[0]
    if not given:
        example = (
            "an operator, such as `equals: purchase`" if "equals" in keys else "a `variable:`, or all:, any: or not:"
        )
        raise _fault(f"a condition needs {example}.", path)
    raise _fault(f"{' and '.join(given)} stand in one condition. Make two of it, in a list under all: or any:.", path)


def _fault(what: str, path: Path) -> SettingError:
    return SettingError("when", what, path=path)


_SCALAR = {"type": ["string", "number", "boolean", "null"]}
_NUMBER = {"type": ["number", "string"]}
_LIST = {"type": "array", "items": _SCALAR, "minItems": 1}
_CONDITION = {"$ref": "#/definitions/condition"}
_SENTENCES = {
    "equals": "The text is exactly this.",
    "does_not_equal": "The text is another one.",
    "contains": "This is somewhere in the text.",
    "does_not_contain": "This is nowhere in the text.",
    "starts_with": "The text begins so.",
    "does_not_start_with": "The text does not begin so.",
    "ends_with": "The text ends so.",
    "does_not_end_with": "The text does not end so.",
    "matches": "The RE2 pattern is found in the text.",
    "does_not_match": "The RE2 pattern is not found in the text.",
    "less_than": "The number is less.",
    "less_than_or_equal_to": "The number is not greater.",
    "greater_than": "The number is greater.",
    "greater_than_or_equal_to": "The number is not less.",
    "in": "The text is one of these.",
    "not_in": "The text is none of these.",
    "exists": "Whether the event has it at all.",
}


def _value_schema(key: str) -> dict[str, Any]:
    operator = _OPERATORS[key][0]
    if operator == "exists":
        return {"type": "boolean"}
    if operator == "matches":
        return {"type": "string", "examples": ["^https://shop\\.example/de/"]}
    if operator == "in":
        return {**_LIST, "examples": [["view_item", "add_to_cart"]]}
    return _NUMBER if operator[0] in "<>" else _SCALAR


SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "string"}, _CONDITION],
    "examples": ["client_name == GA4 and event_name == purchase", {"all": ["event_name == purchase", "value > 100"]}],
    "definitions": {
        "condition": {
            "type": ["object", "string"],
            "description": "A condition, a group of them, or an expression.",
            "properties": {
                "all": {"type": "array", "items": _CONDITION, "minItems": 1, "description": "All of these hold."},
                "any": {"type": "array", "items": _CONDITION, "minItems": 1, "description": "One of these holds."},
                "not": {**_CONDITION, "description": "This does not hold."},
                "variable": {
                    "type": "string",
                    "description": 'A built-in variable, an event key, or "{{A variable}}".',
                    "examples": ["event_name", "page_location", "{{Order value}}"],
                },
                **{key: {**_value_schema(key), "description": _SENTENCES[key]} for key in _OPERATORS},
                "ignore_case": {
                    "type": "boolean",
                    "description": "For matches: capital and small letters are the same.",
                },
            },
            "additionalProperties": False,
        }
    },
}
"""The JSON Schema of a condition, in either form."""
