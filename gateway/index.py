"""Which tags an event can fire at all, found by what their triggers ask for: a thousand tags for other events cost nothing.

Triggers are looked up by the name of the event, and of those with the same by one other equality each, such as a page's
host. What is left is decided, each trigger once, however many tags it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from .comparison import text
from .event import UNDEFINED
from .firing import decided
from .lookup import Lookup, Pending, reader_of

if TYPE_CHECKING:
    from .container import TagEntry, TriggerEntry

_WORTH_A_TABLE = 4
"""Triggers that ask for the same name, from which on looking it up is cheaper than deciding them."""


class _Fires(NamedTuple):
    """A trigger and the positions of the tags it fires, in firing order."""

    trigger: TriggerEntry
    tags: tuple[int, ...]


class _Plan(NamedTuple):
    """The triggers of one event name: those that are always decided, and those behind a value, by its text."""

    always: tuple[_Fires, ...]
    tables: tuple[tuple[Callable[[Lookup], Any], dict[str, tuple[_Fires, ...]]], ...]


Plans: TypeAlias = dict[object, _Plan]


class Index:
    """The tags that are not paused. A name no rule knows shares one plan, so the wire cannot fill memory."""

    def __init__(self, tags: Iterable[TagEntry]) -> None:
        self._tags = sorted((tag for tag in tags if not tag.paused), key=lambda tag: -tag.priority)
        self._any: list[_Fires] = []
        self._named: dict[str, list[_Fires]] = defaultdict(list)
        for fires in _by_trigger(self._tags):
            names = fires.trigger.trigger.only().get("event_name")
            if names is None:
                self._any.append(fires)
            for name in names or ():
                self._named[name].append(fires)
        self._rest = _plan(self._any)
        self._plans: Plans = {}

    def candidates(self, lookup: Lookup) -> list[TagEntry]:
        """The tags one of whose triggers fires or still waits for a variable, in firing order."""
        found: set[int] = set()
        for fires in self._possible(lookup):
            try:
                if decided(fires.trigger, lookup):
                    found.update(fires.tags)
            except Pending:
                found.update(fires.tags)
        return [self._tags[position] for position in sorted(found)]

    def _possible(self, lookup: Lookup) -> Iterator[_Fires]:
        plan = self._plan(text(lookup.event.get("event_name", UNDEFINED)))
        yield from plan.always
        for read, table in plan.tables:
            try:
                yield from table.get(text(read(lookup)), ())
            except Exception:  # noqa: BLE001 - what cannot be read now is left to the triggers, each of which tells why
                yield from {fires.trigger.name: fires for each in table.values() for fires in each}.values()

    def _plan(self, event_name: str) -> _Plan:
        plan = self._plans.get(event_name)
        if plan is None:
            named = self._named.get(event_name)
            if named is None:
                return self._rest
            plan = self._plans[event_name] = _plan([*named, *self._any])
        return plan


def _by_trigger(tags: list[TagEntry]) -> Iterator[_Fires]:
    """Each trigger once, with its tags."""
    found: dict[str, tuple[TriggerEntry, list[int]]] = {}
    for position, tag in enumerate(tags):
        for trigger in tag.triggers:
            found.setdefault(trigger.name, (trigger, []))[1].append(position)
    for trigger, positions in found.values():
        yield _Fires(trigger, tuple(positions))


def _plan(triggers: list[_Fires]) -> _Plan:
    asked: dict[str, list[_Fires]] = defaultdict(list)
    always: list[_Fires] = []
    for fires in triggers:
        others = {name: texts for name, texts in fires.trigger.trigger.only().items() if name != "event_name"}
        asked[min(others, key=lambda name: len(others[name]))].append(fires) if others else always.append(fires)
    tables = []
    for name, group in asked.items():
        if len(group) < _WORTH_A_TABLE:
            always += group
            continue
        table: dict[str, list[_Fires]] = defaultdict(list)
        for fires in group:
            for wanted in fires.trigger.trigger.only()[name]:
                table[wanted].append(fires)
        tables.append((reader_of(name), {wanted: tuple(each) for wanted, each in table.items()}))
    return _Plan(tuple(always), tuple(tables))
