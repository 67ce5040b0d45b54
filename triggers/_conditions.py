"""Conditions, compiled: each knows whether it holds, how to explain itself, and for which event names it can hold at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Protocol

from gateway import UNDEFINED, Condition, Lookup, number, pattern, text

Read = Callable[[Lookup], Any]
Test = Callable[[Any, Any], bool]


_LONGEST_SHOWN = 2000


class Part(Protocol):
    """A condition or a group of conditions."""

    def holds(self, lookup: Lookup) -> bool:
        """Whether it holds for this event."""

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        """Its conditions that decide, each with the value it met."""

    def event_names(self) -> frozenset[str] | None:
        """The only event names for which it can hold, or None: any."""

    def names(self) -> tuple[str, ...]:
        """The `{{variables}}` it reads."""


class Name:
    """What stands left of an operator, or right of it as `{{Name}}`."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.variable = written[2:-2].strip() if written.startswith("{{") else None

    def reader(self) -> Read:
        """How to read its value."""
        if (variable := self.variable) is not None:
            return lambda lookup: lookup[variable]
        written = self.written
        return lambda lookup: lookup.key(written)

    @property
    def is_event_name(self) -> bool:
        """Whether it is the name of the event, so that the index can use it."""
        return self.written == "event_name"


class Comparison:
    """`name operator value`, with GTM's comparison: text as text, size as numbers."""

    def __init__(self, name: Name, operator: str, value: Any, *, negated: bool = False, line: int = 0) -> None:
        self.name, self.operator, self.value, self.negated, self.line = name, operator, value, negated, line
        self.read = name.reader()
        self._test = self._compiled()

    def holds(self, lookup: Lookup) -> bool:
        return self._test(self.read(lookup), lookup) is not self.negated

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        met = self.read(lookup)
        return (Condition(self.written, self.holds(lookup), f"{self.name.written} was {_shown(met)}", self.line),)

    def event_names(self) -> frozenset[str] | None:
        if not self.name.is_event_name or self.negated or isinstance(self.value, Name):
            return None
        if self.operator == "==":
            return frozenset((text(self.value),))
        return frozenset(map(text, self.value)) if self.operator == "in" else None

    def names(self) -> tuple[str, ...]:
        found = [self.name, *([self.value] if isinstance(self.value, Name) else [])]
        return tuple(name.variable for name in found if name.variable is not None)

    @cached_property
    def written(self) -> str:
        """The condition as rules.yaml says it."""
        if self.operator == "exists":
            return f"{self.name.written} {'does not exist' if self.negated else 'exists'}"
        operator = self.operator
        if self.negated:
            operator = "!=" if operator == "==" else f"not {operator}"
        return f"{self.name.written} {operator} {_written(self.value)}"

    def _compiled(self) -> Callable[[Any, Lookup], bool]:
        """The test as a closure; what does not depend on the event is worked out here, once."""
        operator, value = self.operator, self.value
        if operator == "exists":
            return lambda met, _: met is not UNDEFINED
        if operator == "matches":
            search = pattern(value)
            return lambda met, _: search(text(met))
        if operator == "in":
            wanted = frozenset(map(text, value))
            return lambda met, _: text(met) in wanted
        test, convert = OPERATORS[operator]
        if isinstance(value, Name):
            read = value.reader()
            return lambda met, lookup: test(convert(met), convert(read(lookup)))
        fixed = convert(value)
        return lambda met, _: test(convert(met), fixed)


OPERATORS: dict[str, tuple[Test, Callable[[Any], Any]]] = {
    "==": (lambda met, wanted: met == wanted, text),
    "contains": (lambda met, wanted: wanted in met, text),
    "starts with": (lambda met, wanted: met.startswith(wanted), text),
    "ends with": (lambda met, wanted: met.endswith(wanted), text),
    "<": (lambda met, wanted: met < wanted, number),
    "<=": (lambda met, wanted: met <= wanted, number),
    ">": (lambda met, wanted: met > wanted, number),
    ">=": (lambda met, wanted: met >= wanted, number),
}
"""Each with how both sides are converted first. NaN compares as false, in Python as in JavaScript."""


class Both:
    """Several conditions that must all hold."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts

    def holds(self, lookup: Lookup) -> bool:
        return all(part.holds(lookup) for part in self.parts)

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        return tuple(condition for part in self.parts for condition in part.explain(lookup))

    def event_names(self) -> frozenset[str] | None:
        known = [names for part in self.parts if (names := part.event_names()) is not None]
        return frozenset.intersection(*known) if known else None

    def names(self) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in part.names())


class Either(Both):
    """Several conditions of which one must hold."""

    def holds(self, lookup: Lookup) -> bool:
        return any(part.holds(lookup) for part in self.parts)

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        """Only what decided: the first part that holds, else all of them."""
        holding = next((part for part in self.parts if part.holds(lookup)), None)
        return holding.explain(lookup) if holding else super().explain(lookup)

    def event_names(self) -> frozenset[str] | None:
        known = [part.event_names() for part in self.parts]
        found: frozenset[str] = frozenset()
        for names in known:
            if names is None:
                return None
            found |= names
        return found


class Not:
    """The opposite of a condition. What cannot be decided stays undecided, as in GTM."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def holds(self, lookup: Lookup) -> bool:
        return not self.part.holds(lookup)

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        inner = self.part.explain(lookup)
        said = " and ".join(condition.text for condition in inner)
        met = ", ".join(dict.fromkeys(condition.met for condition in inner))
        return (Condition(f"not ({said})", self.holds(lookup), met, inner[0].line if inner else 0),)

    def event_names(self) -> frozenset[str] | None:
        return None

    def names(self) -> tuple[str, ...]:
        return self.part.names()


class Always:
    """Holds for every event."""

    def holds(self, lookup: Lookup) -> bool:
        return True

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        return ()

    def event_names(self) -> frozenset[str] | None:
        return None

    def names(self) -> tuple[str, ...]:
        return ()


def _shown(met: Any) -> str:
    if met is UNDEFINED:
        return "not there"
    shown = text(met)[:_LONGEST_SHOWN]
    return f'"{shown}"' if isinstance(met, str) else shown


def _written(value: Any) -> str:
    if isinstance(value, Name):
        return value.written
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    written = text(value)
    bare = written and not any(sign in written for sign in " \t()[]\"'{}")
    return written if bare else f'"{written}"'
