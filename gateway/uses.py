"""Who uses which variable: the tags, triggers, transformations and other variables that name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .filling import names_in

if TYPE_CHECKING:
    from .container import Container, TransformationEntry, TriggerEntry


def uses_of(container: Container) -> dict[str, tuple[str, ...]]:
    """By the name of a variable, who names it, in the order of rules.yaml."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for who, names in _namings(container):
        for name in names:
            found[name][who] = None
    return {name: tuple(users) for name, users in found.items()}


def _namings(container: Container) -> Iterator[tuple[str, Iterable[str]]]:
    for name, variable in container.variables.items():
        yield f'variable "{name}"', names_in(variable.settings)
    triggers: dict[str, TriggerEntry] = {}
    transformations: dict[str, TransformationEntry] = {}
    for tag in container.tags:
        triggers |= {entry.name: entry for entry in (*tag.triggers, *tag.exceptions)}
        transformations |= {entry.name: entry for entry in tag.transformations}
    for trigger in triggers.values():
        yield f'trigger "{trigger.name}"', trigger.trigger.names()
    for transformation in transformations.values():
        yield f'transformation "{transformation.name}"', names_in(transformation.configured.settings)
    for tag in container.tags:
        yield f'tag "{tag.name}"', names_in(tag.configured.settings)
