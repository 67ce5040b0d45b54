"""Variables of an export, by GTM's codes of their types: ed is Event Data, smm a Lookup Table, and so on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .around import Around
from .conditions import Untranslatable, check_pattern
from .export import Thing
from .given import Given
from .made import Made, inert, native
from .parameters import bare, value_of, whole
from .references import rewritten
from .template_entries import template_entry

_LONGEST_KEY = 400
_REASONS = {
    "fs": "Firestore is Google's. Put a value into stand_in, or use a template that asks another store.",
    "v": "data layer variables are for web containers.",
    "jsm": "JavaScript variables are for web containers.",
}
_BUILT_IN = {
    "ctv": "Container Version",
    "cid": "Container ID",
    "dbg": "Debug Mode",
    "ev": "Environment Name",
    "env": "Environment Name",
    "e": "Event Name",
}
"""Types that are what a built-in variable is here."""


def variable(thing: Thing, around: Around) -> Made:
    """The variable with its format."""
    given = Given(thing, around.renames)
    if thing.type.startswith("cvt_"):
        made = template_entry(thing, around)
    elif thing.type in _BUILT_IN:
        made = native("constant", {"constant": f"{{{{{_BUILT_IN[thing.type]}}}}}"}, given)
    elif thing.type in _TYPES:
        made = _made(thing, given)
    else:
        made = inert(thing, _REASONS.get(thing.type, f"there is no type {thing.type[:60]} here."))
    return _formatted(thing, made, around)


def _made(thing: Thing, given: Given) -> Made:
    try:
        type_here, settings = _TYPES[thing.type](given)
    except Untranslatable as error:
        return inert(thing, str(error))
    return native(type_here, settings, given)


def _needed(given: Given, key: str, what: str) -> str:
    text = given.text(key)
    if not text:
        raise Untranslatable(f"it says no {what}.")
    return text


def _default(given: Given) -> dict[str, Any]:
    """GTM keeps a default that is switched off."""
    wanted, value = given.flag("setDefaultValue"), given.text("defaultValue")
    return {"default": value} if wanted else {}


def _event_data(given: Given) -> tuple[str, dict[str, Any]]:
    return "event_data", {"key": _needed(given, "keyPath", "key path"), **_default(given)}


def _constant(given: Given) -> tuple[str, dict[str, Any]]:
    return "constant", {"constant": given.text("value")}


def _query_parameter(given: Given) -> tuple[str, dict[str, Any]]:
    return "query_parameter", {"parameter": _needed(given, "queryParamName", "parameter")}


def _header(given: Given) -> tuple[str, dict[str, Any]]:
    return "request_header", {"header": _needed(given, "headerName", "header")}


def _cookie(given: Given) -> tuple[str, dict[str, Any]]:
    """The server's cookies are decoded unless somebody says otherwise, those of web containers only on request."""
    named = given.text("cookieName")
    name = named or _needed(given, "name", "cookie")
    decoded = given.flag("decodeCookie") if given.says("decodeCookie") else bool(named)
    return "cookie", {"cookie": name, **({} if decoded else {"decode": False})}


def _lookup_table(given: Given) -> tuple[str, dict[str, Any]]:
    return "lookup_table", {"input": given.text("input"), "table": _table(given), **_default(given)}


def _regex_table(given: Given) -> tuple[str, dict[str, Any]]:
    table = _table(given)
    flags = {
        "full_match": given.flag("fullMatch"),
        "ignore_case": given.flag("ignoreCase"),
        "replace_after_match": given.flag("replaceAfterMatch"),
    }
    for source in table:
        check_pattern(f"^{source}$" if flags["full_match"] else source)
    return "regex_table", {"input": given.text("input"), "table": table, **flags, **_default(given)}


def _table(given: Given) -> dict[str, str]:
    """The rows; of two with one key GTM takes the first."""
    table: dict[str, str] = {}
    for row in given.rows("map"):
        key, value = (_cell(row.get(name, "")) for name in ("key", "value"))
        if len(key) > _LONGEST_KEY:
            raise Untranslatable(f"a row of its table begins with {len(key)} signs; {_LONGEST_KEY} are possible here.")
        table.setdefault(key, value)
    return table


def _cell(value: Any) -> str:
    if isinstance(value, list | dict):
        raise Untranslatable("its table has a row that is no text.")
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _random_number(given: Given) -> tuple[str, dict[str, Any]]:
    bounds = {key: whole(given.text(key)) for key in ("min", "max")}
    settings = {key: bound for key, bound in bounds.items() if bound is not None}
    if settings.get("max", 2**31) < settings.get("min", 0):
        raise Untranslatable("its largest number is less than its least.")
    return "random_number", settings


def _visitor_region(given: Given) -> tuple[str, dict[str, Any]]:
    given.understood("resolutionOptions")
    return "visitor_region", {}


def _url(given: Given) -> tuple[str, dict[str, Any]]:
    component = given.text("component") or "URL"
    if component not in _PARTS:
        raise Untranslatable(f"an address has no part {component[:60]}.")
    settings: dict[str, Any] = {"part": _PARTS[component]}
    settings |= {"url": source} if (source := given.text("customUrlSource")) else {}
    if component == "QUERY" and (key := given.text("queryKey")):
        settings["query_key"] = key
    if component == "HOST" and given.flag("stripWww"):
        settings["strip_www"] = True
    given.understood("queryKey", "stripWww")
    return "url", settings


_PARTS = {
    "URL": "full",
    "PROTOCOL": "protocol",
    "HOST": "host",
    "PORT": "port",
    "PATH": "path",
    "EXTENSION": "filename_extension",
    "QUERY": "query",
    "FRAGMENT": "fragment",
}
_TYPES: dict[str, Callable[[Given], tuple[str, dict[str, Any]]]] = {
    "ed": _event_data,
    "c": _constant,
    "qp": _query_parameter,
    "rh": _header,
    "sgtmk": _cookie,
    "k": _cookie,
    "smm": _lookup_table,
    "remm": _regex_table,
    "r": _random_number,
    "rand": _random_number,
    "vr": _visitor_region,
    "u": _url,
}

_CONVERSIONS = {
    "convertNullToValue": "convert_null",
    "convertUndefinedToValue": "convert_undefined",
    "convertTrueToValue": "convert_true",
    "convertFalseToValue": "convert_false",
}
_CASES = {"LOWERCASE": "lower", "UPPERCASE": "upper"}


def _formatted(thing: Thing, made: Made, around: Around) -> Made:
    """With GTM's Format Value."""
    written = thing.data.get("formatValue")
    if not isinstance(written, dict) or made.outcome == "inert":
        return made
    settings, notes = {}, []
    for key, value in written.items():
        if key in _CONVERSIONS and isinstance(value, dict):
            settings[_CONVERSIONS[key]] = rewritten(value_of(value), around.renames)
        elif key == "caseConversionType":
            settings |= {"case": _CASES[bare(value)]} if bare(value) in _CASES else {}
        else:
            notes.append(f'the format "{key[:60]}" is not taken over: there is no such format here.')
    return Made(made.outcome, made.type, {**made.value, **settings}, (*made.notes, *notes), made.kept, made.added)
