"""`___SERVER_PERMISSIONS___`: what a template's code may do, as rules that Python and the realm read alike.

Each use of a permission is a subject, a few words: for `read_request` the part and the name. A rule has as many patterns.
The same check in JavaScript is prelude/permissions.js, for what a template only reads never leaves the realm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..place import Problem
from .permission_rules import GOOGLE_PROJECT, KINDS, TITLES, Rule, lowered, rules_of
from .section import Section, SectionFault
from .url_pattern import glob, is_reached

MOST, DEEPEST = 200, 20
_SHOWN = 200
_MOST_SHOWN = 50


@dataclass(frozen=True)
class Permission:
    """One thing a template may do, and the rules that say with what."""

    id: str
    rules: tuple[Rule, ...]

    @property
    def title(self) -> str:
        """How GTM's interface calls it."""
        return TITLES.get(self.id, self.id)

    def __str__(self) -> str:
        """A sentence for whoever is to trust the template."""
        if not KINDS.get(self.id):
            return f"{self.title}."
        shown = dict.fromkeys(" ".join(each for each in rule if each not in ("", "*")) or "any" for rule in self.rules)
        more = f" and {len(shown) - _MOST_SHOWN} more" * (len(shown) > _MOST_SHOWN)
        told = f"{self.title}: {', '.join(list(shown)[:_MOST_SHOWN]) or 'none'}{more}."
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in told)


@dataclass(frozen=True)
class Permissions:
    """What a template may do."""

    permissions: tuple[Permission, ...] = ()

    def allows(self, name: str, *arguments: Any) -> str | None:
        """None where the template may do it, as its APIs and `queryPermission` ask; else a sentence that says no."""
        about = f'"{TITLES.get(name, name)}" ({name})'
        own = next((each for each in self.permissions if each.id == name), None)
        if own is None:
            return f"Permission denied: the template lacks {about}."
        for subject in subjects(name, *arguments):
            if not any(_fits(KINDS.get(name, ()), rule, subject) for rule in own.rules):
                return f"Permission denied: {about} does not allow {_shown(subject)}."
        return None

    def listed(self) -> list[str]:
        """What a template may do, a sentence each, as `sgtm check` tells it."""
        return [str(each) for each in self.permissions]

    def as_json(self) -> dict[str, Any]:
        """The same for the realm: of every known permission its title, its kinds of pattern and the rules, null without any."""
        own = {each.id: [list(rule) for rule in each.rules] for each in self.permissions}
        return {
            name: {"title": TITLES.get(name, name), "kinds": list(KINDS.get(name, ())), "rules": own.get(name)}
            for name in sorted({*TITLES, *own})
        }


def read_permissions(section: Section, found: list[Problem]) -> Permissions:
    """The permissions of a template; what is wrong is added to `found`."""
    said = section.json() if section.text else []
    if not isinstance(said, list):
        raise SectionFault(section.problem("it must be a list: […]."))
    if len(said) > MOST:
        raise SectionFault(section.problem(f"it has more than {MOST} permissions."))
    rules: dict[str, tuple[Rule, ...]] = {}
    for each in said:
        name, parameters = _instance(each)
        if not name:
            found.append(section.problem('a permission has no "publicId".'))
        else:
            rules[name] = (*rules.get(name, ()), *rules_of(name, parameters))
    return Permissions(tuple(Permission(name, tuple(dict.fromkeys(given))) for name, given in rules.items()))


def _instance(said: Any) -> tuple[str, dict[str, Any]]:
    instance = _mapping(_mapping(said).get("instance"))
    name = _mapping(instance.get("key")).get("publicId")
    written = instance.get("param")
    parameters = {
        str(each.get("key")): _value(each.get("value"), 0)
        for each in (written if isinstance(written, list) else [])
        if isinstance(each, dict)
    }
    return (name if isinstance(name, str) else ""), parameters


def _value(said: Any, depth: int) -> Any:
    """A value as GTM writes it: its type is a number, 1 for text, 2 for a list, 3 for a map, 8 for true or false."""
    given = _mapping(said)
    if depth > DEEPEST:
        return None
    if "listItem" in given:
        return [_value(each, depth + 1) for each in _sequence(given["listItem"])]
    if "mapKey" in given:
        names = [str(_value(each, depth + 1)) for each in _sequence(given["mapKey"])]
        values = [_value(each, depth + 1) for each in _sequence(given.get("mapValue"))]
        return dict(zip(names, values, strict=False))
    return next((given[kind] for kind in ("string", "boolean", "integer") if kind in given), None)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def subjects(name: str, *arguments: Any) -> Iterator[Rule]:
    """What a template wants to do, in words that rules speak of; the arguments are those of `queryPermission`."""
    first, second, third, fourth = (*arguments, None, None, None, None)[:4]
    options = second if isinstance(second, Mapping) else {}
    if name == "access_bigquery":
        table = (options.get("projectId"), options.get("datasetId"), options.get("tableId"))
        given = (first, *table) if isinstance(second, Mapping) else (fourth, first, second, third)
        yield (_word(given[0]), _word(given[1]) or GOOGLE_PROJECT, _word(given[2]), _word(given[3]))
    elif name == "access_firestore":
        path, project = (options.get("path"), options) if isinstance(second, Mapping) else (second, _mapping(third))
        yield (_word(first), _word(project.get("projectId")) or GOOGLE_PROJECT, _word(path))
    elif name == "access_response":
        part, key = (second, third) if first == "write" else (first, second)
        yield (_word(part), lowered(_word(key)))
    elif name == "read_request":
        part = _PARTS.get(_word(first), _word(first))
        yield (part, lowered(_word(second)) if part == "header" else _word(second))
    elif name == "set_cookies":
        yield _cookie(first, options)
    elif name == "use_message":
        usage, type_ = (first, second) if first in _USAGES and second not in _USAGES else (second, first)
        yield (_word(type_), _word(usage))
    elif name == "use_google_credentials":
        scopes = first if isinstance(first, list | tuple) else [first]
        yield from ((_word(scope),) for scope in scopes)
    else:
        yield (*map(_word, arguments), *[""] * 4)[: len(KINDS.get(name, ()))]


_USAGES = ("listen", "send", "listen_and_send")
_PARTS = {"headers": "header", "query_parameter": "query", "query_parameters": "query", "query_string": "query"}


def _cookie(name: Any, options: Mapping[str, Any]) -> Rule:
    lasts = any(options.get(key) not in (None, "") for key in ("expires", "max-age"))
    return (
        _word(name),
        lowered(_word(options.get("domain"))).removeprefix("."),
        _word(options.get("path")) or "/",
        "secure" if options.get("secure") is True else "non_secure",
        "non_session" if lasts else "session",
    )


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _fits(kinds: tuple[str, ...], rule: Rule, subject: Rule) -> bool:
    return all(_is(kind, wanted, word) for kind, wanted, word in zip(kinds, rule, subject, strict=True))


def _is(kind: str, wanted: str, word: str) -> bool:
    return is_reached(wanted, word) if kind == "url" else glob(wanted, word)


def _shown(subject: Rule) -> str:
    """Of an address neither its query nor its fragment: persons are in them."""
    words = [word.split("?")[0].split("#")[0] if "://" in word else word for word in subject]
    return " ".join(word for word in words if word)[:_SHOWN] or "all of it"
