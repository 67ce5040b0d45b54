"""What of the rules the tests have reached: which clients claimed a hit, which triggers fired, which tags ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..container import Container, TriggerEntry
from ..firing import decided
from ..lookup import Lookup, Pending
from ..place import Place, Problem
from ..trace import Trace
from .rehearsed import loaded
from .whereabouts import seen_from

_DONE = {"clients": ("client", "claimed a hit"), "triggers": ("trigger", "fired"), "tags": ("tag", "ran")}
STAGE = "coverage"


@dataclass(slots=True)
class Reached:
    """What one rules file has by name, and what of it was reached."""

    rules: Path
    places: Mapping[str, Mapping[str, Place]]
    names: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in _DONE})

    def counts(self) -> dict[str, tuple[int, int]]:
        """Of each sort, how many were reached, of how many."""
        return {kind: (len(self.names[kind]), len(places)) for kind, places in self.places.items()}

    def never(self) -> Iterator[Problem]:
        """What was never reached, in the order of the rules."""
        missed = [
            (place, kind, name)
            for kind, places in self.places.items()
            for name, place in places.items()
            if name not in self.names[kind]
        ]
        for place, kind, name in sorted(missed):
            noun, done = _DONE[kind]
            what = f'{noun} "{name}" never {done} in these tests.'
            yield seen_from(self.rules.parent, Problem(place, what, STAGE, is_warning=True))


class Coverage:
    """Watches trips."""

    def __init__(self) -> None:
        self._reached: dict[Path, Reached] = {}
        self._triggers: dict[Path, dict[str, TriggerEntry]] = {}

    def watch(self, trace: Trace, rules: Path) -> None:
        """Count what a trip reached."""
        container = loaded(rules)
        reached = self._of(container, rules)
        # Event data that was given directly nobody claimed.
        if trace.client and trace.container is container:
            reached.names["clients"].add(trace.client)
        reached.names["tags"].update(run.tag for run in trace.runs() if run.outcome != "not run")
        fired = reached.names["triggers"]
        for event in trace.events:
            # A trip stops at the first trigger that fires a tag; the others are asked now, each until it has fired once.
            for name, entry in self._triggers[rules].items():
                if name not in fired and _fires(entry, event.lookup):
                    fired.add(name)

    def __iter__(self) -> Iterator[Reached]:
        return iter(self._reached.values())

    def _of(self, container: Container, rules: Path) -> Reached:
        if rules not in self._reached:
            self._triggers[rules] = triggers = triggers_of(container)
            places = {
                "clients": {entry.name: entry.place for entry in container.clients},
                "triggers": {name: entry.place for name, entry in triggers.items()},
                "tags": {tag.name: tag.place for tag in container.tags},
            }
            self._reached[rules] = Reached(rules, places)
        return self._reached[rules]


def triggers_of(container: Container) -> dict[str, TriggerEntry]:
    """The triggers that anything in a container goes by."""
    entries = [entry for tag in container.tags for entry in (*tag.triggers, *tag.exceptions)]
    for tag in container.tags:
        entries += [entry for each in tag.transformations for entry in each.triggers or ()]
    return {entry.name: entry for entry in entries}


def _fires(entry: TriggerEntry, lookup: Lookup) -> bool:
    try:
        return decided(entry, lookup) is True
    except Pending:
        return False
