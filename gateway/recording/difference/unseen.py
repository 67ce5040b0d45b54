"""What was changed in the rules without a difference in any hit: the captures have no hit that would show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from ...container import Container, Definition, TagEntry
from ...filling import names_in
from .side import Side

Key: TypeAlias = tuple[str, str]


class Unseen(NamedTuple):
    """An entry of a section, or a whole section or file of code, whose places are empty where it is not."""

    section: str
    name: str
    how: Literal["added", "removed", "changed"]
    old: str
    new: str


def unseen(old: Side, new: Side, clients: Collection[str], tags: Collection[str], *, differs: bool) -> Iterator[Unseen]:
    """What was changed and shows in none of the clients and tags that differ, nor in those that use it.

    Who uses code, and whom a whole section is for, is not known: such a change shows where anything differs.
    """
    before, after = old.container.definitions, new.container.definitions
    used = _users(old.container), _users(new.container)
    for key in _changed(before, after):
        section, name = key
        if section == "clients":
            shows = name in clients
        elif section in ("code", "consent", "templates"):
            shows = differs
        else:
            shows = any(not tags_of[key].isdisjoint(tags) for tags_of in used)
        if not shows:
            places = _place(old, before.get(key)), _place(new, after.get(key))
            yield Unseen(section, name, _how(*places), *places)


def _changed(before: Mapping[Key, Definition], after: Mapping[Key, Definition]) -> Iterable[Key]:
    both = dict.fromkeys((*before, *after))
    return (key for key in both if _digest(before.get(key)) != _digest(after.get(key)))


def _digest(definition: Definition | None) -> str:
    return definition.digest if definition else ""


def _place(side: Side, definition: Definition | None) -> str:
    return side.place(definition.place) if definition else ""


def _how(old: str, new: str) -> Literal["added", "removed", "changed"]:
    if not old:
        return "added"
    return "changed" if new else "removed"


def _users(container: Container) -> defaultdict[Key, set[str]]:
    """Which tags an entry has a part in: through triggers, exceptions and transformations, as a variable or as a helper."""
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for tag in container.tags:
        for key in _parts(container, tag):
            found[key].add(tag.name)
    return found


def _parts(container: Container, tag: TagEntry) -> set[Key]:
    triggers = [*tag.triggers, *tag.exceptions, *(each for part in tag.transformations for each in part.triggers or ())]
    parts: set[Key] = {("tags", name) for name in (tag.name, tag.setup, tag.cleanup)}
    parts |= {("triggers", each.name) for each in triggers}
    parts |= {("transformations", each.name) for each in tag.transformations}
    waiting = [*names_in(tag.configured.settings), *(name for each in triggers for name in each.trigger.names())]
    waiting += [name for each in tag.transformations for name in names_in(each.configured.settings)]
    while waiting:
        name = waiting.pop()
        variable = container.variables.get(name)
        if variable is not None and ("variables", name) not in parts:
            parts.add(("variables", name))
            waiting += names_in(variable.settings)
    return parts
