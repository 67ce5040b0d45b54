"""Which variables hold what is a person's or a secret: by their own names, and by the names of what they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .redaction import is_personal_name, is_personal_parameter
from .wire import meaning

if TYPE_CHECKING:
    from .container import VariableEntry

_COOKIES = frozenset(("cookie", "cookie_name", "cookiename"))
"""What stands in a cookie is a visitor's, whatever it is called."""
_PARAMETERS = frozenset(("parameter", "query_key"))
_NO_NAMES = frozenset(("constant", "default", "part", "stand_in"))
"""What stands there is a value, or a word of ours."""
_NAME = re.compile(r"[\w.{} -]{1,200}")
_TAKEN_OUT = re.compile(r"([A-Za-z_][\w.-]{0,60})=")


def is_personal(written: str, variables: Mapping[str, VariableEntry]) -> bool:
    """Whether a name as a condition writes it is one: a bare key, or `{{Name}}` with all that this variable reads."""
    if not written.startswith("{{"):
        return is_personal_name(written)
    waiting, seen = [written[2:-2].strip()], set[str]()
    while waiting:
        name = waiting.pop()
        entry = variables.get(name)
        if is_personal_name(name) or (entry is not None and entry.has_personal_source):
            return True
        seen.add(name)
        waiting += [each for each in (entry.reads if entry else ()) if each not in seen]
    return False


def names_a_person(settings: Mapping[str, Any]) -> bool:
    """Whether the settings of a variable, of whatever type, name something of a person as what it reads."""
    if not _COOKIES.isdisjoint(settings):
        return True
    if any(map(is_personal_name, _names(settings))):
        return True
    return any(map(is_personal_parameter, _parameters(settings)))


def _names(settings: Mapping[str, Any]) -> Iterator[str]:
    for setting, value in settings.items():
        if setting not in _NO_NAMES and isinstance(value, str) and _NAME.fullmatch(value):
            yield value
            yield meaning(value) if setting in _PARAMETERS else ""


def _parameters(settings: Mapping[str, Any]) -> Iterator[str]:
    """Parameters by their names, and those that the patterns of a table take out of an address: `.*uid=([^&]*).*`."""
    for setting, value in settings.items():
        if setting in _PARAMETERS and isinstance(value, str):
            yield value
        if isinstance(value, Mapping):
            yield from (name for pattern in value for name in _TAKEN_OUT.findall(str(pattern)))
