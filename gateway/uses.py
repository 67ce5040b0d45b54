"""Who uses which variable: the tags, triggers, transformations and other variables that name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .built_in import BUILT_IN, BUILT_IN_KEYS

if TYPE_CHECKING:
    from .container import Container, TransformationEntry, TriggerEntry

_NAMES = dict(zip(BUILT_IN_KEYS, BUILT_IN, strict=True))
"""Built-in variables by the names a condition uses."""


def uses_of(container: Container) -> dict[str, tuple[str, ...]]:
    """By the name of a variable, who names it, in the order of rules.yaml."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for who, names in _namings(container):
        for name in names:
            found[name if name in container.variables else _NAMES.get(name, name)][who] = None
    return {name: tuple(users) for name, users in found.items()}


def _namings(container: Container) -> Iterator[tuple[str, Iterable[str]]]:
    for name, variable in container.variables.items():
        yield f'variable "{name}"', variable.reads
    triggers: dict[str, TriggerEntry] = {}
    transformations: dict[str, TransformationEntry] = {}
    for tag in container.tags:
        triggers |= {entry.name: entry for entry in (*tag.triggers, *tag.exceptions)}
        transformations |= {entry.name: entry for entry in tag.transformations}
    for trigger in triggers.values():
        built_in = (_NAMES[name] for name in trigger.trigger.bare_names() if name in _NAMES)
        yield f'trigger "{trigger.name}"', (*trigger.trigger.names(), *built_in)
    for transformation in transformations.values():
        yield f'transformation "{transformation.name}"', transformation.configured.reads
    for tag in container.tags:
        yield f'tag "{tag.name}"', tag.configured.reads
