"""The conditions of a trigger, as a person would say them: `client_name == GA4 and event_name == purchase`.

    either = both ("or" both)*
    both   = plain ("and" plain)*
    plain  = "not" plain | "(" either ")" | "always" | name operator value | name "exists"
    name   = a bare key (letters, digits, `_ - .`) or {{Name}}
    value  = a bare word without blanks, brackets or quotes, a number, "quoted text", [a, b] or {{Name}}

Operators: == != < <= > >= contains, "starts with", "ends with", matches, in; `not` may stand before any word operator.
A bare key is a built-in variable (client_name, event_name, …), else a key of event data. The structured form has the same
operators as keys: `_structure.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any

from gateway import Check, Lookup, SettingError, Surroundings, TriggerType

from ._conditions import Part
from ._doubts import doubts
from ._structure import SCHEMA, parse_structure


class Expression(TriggerType):
    """Fires when conditions hold: an expression, or conditions in all, any and not."""

    when: Annotated[Any, "What must hold, such as `client_name == GA4 and event_name == purchase`.", SCHEMA]

    def __post_init__(self) -> None:
        _ = self._condition

    def check(self, lookup: Lookup) -> Check:
        condition = self._condition
        return Check(condition.holds(lookup), lambda: condition.explain(lookup))

    def fires(self, lookup: Lookup) -> bool:
        return self._condition.holds(lookup)

    def only(self) -> Mapping[str, frozenset[str]]:
        return self._condition.only()

    def names(self) -> tuple[str, ...]:
        return tuple(name for each in self._condition.comparisons() for name in each.variables())

    def bare_names(self) -> tuple[str, ...]:
        names = (each.name for each in self._condition.comparisons())
        return tuple(name.written for name in names if name.variable is None)

    def doubts(self, around: Surroundings) -> Iterator[SettingError]:
        return doubts(self._condition, around)

    @cached_property
    def _condition(self) -> Part:
        return parse_structure(self.when)
