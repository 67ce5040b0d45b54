"""The expression of a trigger, as a person would say it: `client_name == GA4 and event_name == purchase`.

    either = both ("or" both)*
    both   = plain ("and" plain)*
    plain  = "not" plain | "(" either ")" | "always" | name operator value | name "exists"
    name   = a bare key (letters, digits, `_ - .`) or {{Name}}
    value  = a bare word without blanks, brackets or quotes, a number, "quoted text", [a, b] or {{Name}}

Operators: == != < <= > >= contains, "starts with", "ends with", matches, in; `not` may stand before any word operator.
A bare key is a built-in variable (client_name, event_name, …), else a key of event data.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from gateway import Check, Lookup, TriggerType

from ._conditions import Part
from ._expression_parser import parse


class Expression(TriggerType):
    """Fires when an expression holds."""

    when: Annotated[str, "What must hold, such as `client_name == GA4 and event_name == purchase`."]

    def __post_init__(self) -> None:
        _ = self._condition

    def check(self, lookup: Lookup) -> Check:
        condition = self._condition
        return Check(condition.holds(lookup), lambda: condition.explain(lookup))

    def event_names(self) -> frozenset[str] | None:
        return self._condition.event_names()

    def names(self) -> tuple[str, ...]:
        return self._condition.names()

    @cached_property
    def _condition(self) -> Part:
        return parse(self.when)
