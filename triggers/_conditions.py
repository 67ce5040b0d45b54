"""Conditions, compiled: each knows whether it holds, how to explain itself, and for which event names it can hold at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import contains, eq, ge, gt, le, lt
from typing import Any, NamedTuple, Protocol

from gateway import UNDEFINED, Condition, Lookup, filler, names_in, number, pattern, reader_of, text

from ._nearly import nearly

Read = Callable[[Lookup], Any]
Test = Callable[[Any, Any], bool]
Path = tuple[str | int, ...]
Only = Mapping[str, frozenset[str]]

RESERVED = frozenset(("and", "or", "not", "always", "exists", "in", "contains", "matches"))
"""Words of the language: a name or a value that is one of them stands in quotes."""

_LONGEST_SHOWN = 2000
_NO_EVENT: Any = None
"""What a fixed comparison never looks at."""
_REFERENCE = re.compile(r"\{\{[^{}]+\}\}")
_WORD, _LIST_WORD = re.compile(r"""[^\s()\[\]{}"']+"""), re.compile(r"""[^\s()\[\]{}"',]+""")


class Part(Protocol):
    """A condition or a group of conditions."""

    def holds(self, lookup: Lookup) -> bool:
        """Whether it holds for this event."""

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        """Its conditions that decide, each with the value it met."""

    def only(self) -> Only:
        """The only texts that names can have where it holds; a name that is not in it may have any."""

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison in it."""


class Name:
    """What stands left of an operator: a bare key, or `{{Name}}`."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.variable = written[2:-2].strip() if written.startswith("{{") else None


class Spot(NamedTuple):
    """Where a condition is written: the path into its trigger, lines below the first line there, and signs into the text."""

    path: Path = ()
    line: int = 0
    offset: int = 0


class Comparison:
    """`name operator value`, with GTM's comparison: text as text, size as numbers. A value may name variables."""

    def __init__(self, name: Name, operator: str, value: Any, *, negated: bool = False, at: Spot = Spot()) -> None:  # noqa: B008 - a constant
        self.name, self.operator, self.value, self.negated, self.at = name, operator, value, negated, at
        self.is_fixed = next(names_in(value), None) is None
        self.read = reader_of(name.written)
        self._test = self._compiled()
        self.holds = self._decider()

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        met = _met(self.name.written, lookup)
        for name in dict.fromkeys(names_in(self.value)):
            met += f", and {_met(f'{{{{{name}}}}}', lookup)}"
        return (Condition(self.written, self.holds(lookup), met, self.at.line, self.at.path, self._near(lookup)),)

    def _near(self, lookup: Lookup) -> str:
        """What alone keeps it from holding."""
        if self.negated or self.operator == "exists" or self.holds(lookup):
            return ""
        test, convert, prepare = OPERATORS[self.operator]
        fill = filler(self.value)
        wanted = fill(lookup) if fill else self.value
        return nearly(self.operator, self.read(lookup), wanted, lambda met, value: test(convert(met), prepare(value)))

    def only(self) -> Only:
        texts = self.texts()
        return {} if texts is None or self.negated else {self.name.written: texts}

    def texts(self) -> frozenset[str] | None:
        """The texts it compares with, where they are fixed."""
        if not self.is_fixed or self.operator not in ("==", "in"):
            return None
        return frozenset(map(text, self.value if self.operator == "in" else (self.value,)))

    def accepts(self, met: str) -> bool:
        """Whether it may hold where its name has this text; what names a variable may."""
        return not self.is_fixed or self.operator == "exists" or self._test(met, _NO_EVENT) is not self.negated

    def comparisons(self) -> Iterator[Comparison]:
        yield self

    def variables(self) -> tuple[str, ...]:
        """The variables it reads."""
        left = () if self.name.variable is None else (self.name.variable,)
        return (*left, *names_in(self.value))

    @cached_property
    def written(self) -> str:
        """The condition as an expression says it."""
        if self.operator == "exists":
            return f"{self.name.written} {'not ' * self.negated}exists"
        operator = self.operator
        if self.negated:
            operator = "!=" if operator == "==" else f"not {operator}"
        return f"{self.name.written} {operator} {_written(self.value)}"

    def _decider(self) -> Callable[[Lookup], bool]:
        """Whether it holds for an event, as a closure."""
        read, test, negated = self.read, self._test, self.negated
        return lambda lookup: test(read(lookup), lookup) is not negated

    def _compiled(self) -> Callable[[Any, Lookup], bool]:
        """The test as a closure; what does not depend on the event is worked out here, once."""
        if self.operator == "exists":
            return lambda met, _: met is not UNDEFINED
        test, convert, prepare = OPERATORS[self.operator]
        fill = filler(self.value)
        if fill is not None:
            return lambda met, lookup: test(convert(met), prepare(fill(lookup)))
        fixed = prepare(self.value)
        return lambda met, _: test(convert(met), fixed)


def _texts(values: Any) -> frozenset[str]:
    return frozenset(map(text, values))


def _search(value: Any) -> Callable[[str], bool]:
    return pattern(text(value))


OPERATORS: dict[str, tuple[Test, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "==": (eq, text, text),
    "contains": (contains, text, text),
    "starts with": (str.startswith, text, text),
    "ends with": (str.endswith, text, text),
    "matches": (lambda met, search: search(met), text, _search),
    "in": (lambda met, wanted: met in wanted, text, _texts),
    "<": (lt, number, number),
    "<=": (le, number, number),
    ">": (gt, number, number),
    ">=": (ge, number, number),
}
"""Each with how what is met and what is wanted are converted first. NaN compares as false, in Python as in JavaScript."""


class Both:
    """Several conditions that must all hold."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts

    def holds(self, lookup: Lookup) -> bool:
        return all(part.holds(lookup) for part in self.parts)

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        return tuple(condition for part in self.parts for condition in part.explain(lookup))

    def only(self) -> Only:
        found: dict[str, frozenset[str]] = {}
        for part in self.parts:
            for name, texts in part.only().items():
                found[name] = found.get(name, texts) & texts
        return found

    def comparisons(self) -> Iterator[Comparison]:
        for part in self.parts:
            yield from part.comparisons()


class Either(Both):
    """Several conditions of which one must hold."""

    def holds(self, lookup: Lookup) -> bool:
        return any(part.holds(lookup) for part in self.parts)

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        """Only what decided: the first part that holds, else all of them."""
        holding = next((part for part in self.parts if part.holds(lookup)), None)
        return holding.explain(lookup) if holding else super().explain(lookup)

    def only(self) -> Only:
        known = [part.only() for part in self.parts]
        shared = set.intersection(*map(set, known)) if known else set()
        return {name: frozenset().union(*(texts[name] for texts in known)) for name in shared}


class Not:
    """The opposite of a condition. What cannot be decided stays undecided, as in GTM: an error in it passes through."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def holds(self, lookup: Lookup) -> bool:
        return not self.part.holds(lookup)

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        inner = self.part.explain(lookup)
        said = " and ".join(condition.text for condition in inner)
        met = ", ".join(dict.fromkeys(condition.met for condition in inner))
        first = inner[0] if inner else Condition("always", holds=True, met="")
        return (Condition(f"not ({said or first.text})", self.holds(lookup), met, first.line, first.path),)

    def only(self) -> Only:
        return {}

    def comparisons(self) -> Iterator[Comparison]:
        return self.part.comparisons()


class Always:
    """Holds for every event."""

    def holds(self, lookup: Lookup) -> bool:
        return True

    def explain(self, lookup: Lookup) -> tuple[Condition, ...]:
        return ()

    def only(self) -> Only:
        return {}

    def comparisons(self) -> Iterator[Comparison]:
        return iter(())


def _met(name: str, lookup: Lookup) -> str:
    """The value a name had, masked here: further on it is text, and nobody knows any more what it was made of."""
    met = lookup.shown(name)
    if met is UNDEFINED:
        return f"there was no {name}"
    shown = text(met)[:_LONGEST_SHOWN]
    return f'{name} was "{shown}"' if isinstance(met, str) else f"{name} was {shown}"


def _written(value: Any, word: re.Pattern[str] = _WORD) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(each, _LIST_WORD) for each in value)}]"
    written = text(value)
    if _REFERENCE.fullmatch(written) or (word.fullmatch(written) and written not in RESERVED):
        return written
    escaped = re.sub(r'[\\"]', r"\\\g<0>", written)
    return f'"{escaped}"'
