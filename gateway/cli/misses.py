"""What kept tags from firing, of many hits: who was held back although a trigger fired, and what came nearest to firing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ..container import Container, TagEntry
from ..firing import Reason, explain
from ..redaction import redacted_text
from ..trace import EventTrace

MOST_LOOKED_AT = 2_000
"""How often a tag that has not fired yet is asked why: of a million hits the first ones tell it."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a tag did not fire, and for which hit."""

    tag: str
    why: str
    place: str
    first: str


class Misses:
    """Looks at events; the fewer conditions failed, the nearer it was, and nearest is what is only written otherwise."""

    def __init__(self, container: Container) -> None:
        self._by_trigger: dict[str, list[TagEntry]] = defaultdict(list)
        for tag in container.tags:
            for trigger in tag.triggers:
                self._by_trigger[trigger.name].append(tag)
        self._silent = {tag.name: tag for tag in container.tags}
        self._nearest: dict[str, tuple[tuple[bool, int], Miss]] = {}
        self._left = MOST_LOOKED_AT

    def take(self, event: EventTrace, hit: str) -> Iterator[Miss]:
        """The tags that a trigger of theirs would have fired, but for an exception, consent or a schedule."""
        ran = {run.tag for run in event.runs}
        if self._silent:
            for name in ran:
                self._silent.pop(name, None)
        for trigger in [name for name, fired in event.lookup.checked.items() if fired]:
            for tag in self._by_trigger.get(trigger, ()):
                if tag.name not in ran:
                    ran.add(tag.name)
                    yield _miss(tag, explain(tag, event.lookup), hit)
        if self._silent and self._left > 0:
            self._look(event, hit)

    def nearest(self) -> Iterator[Miss]:
        """Of each tag that never fired what came nearest, where anything was looked at."""
        return (self._nearest[name][1] for name in self._silent if name in self._nearest)

    def _look(self, event: EventTrace, hit: str) -> None:
        self._left -= len(self._silent)
        for name, tag in self._silent.items():
            reason = explain(tag, event.lookup)
            failed = [condition for condition in reason.conditions if not condition.holds]
            distance = (not any(condition.near for condition in failed), len(failed))
            if name not in self._nearest or distance < self._nearest[name][0]:
                self._nearest[name] = distance, _miss(tag, reason, hit)


def _miss(tag: TagEntry, reason: Reason, hit: str) -> Miss:
    near = next((condition.near for condition in reason.conditions if condition.near and not condition.holds), "")
    why = redacted_text(reason.text + (f" ({near})" if near else ""))
    return Miss(tag.name, why if len(why) <= _LONGEST else f"{why[:_LONGEST]}…", reason.place.in_short, hit)
