"""What an object of the export refers to: other objects by GTM's ids and names, and their names here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .export import Export, Thing
from .parameters import plain
from .references import rewritten
from .templates import Template

ALL_EVENTS = "2147479574"
"""The id of GTM's built-in trigger All Events in server containers; no export lists it."""


@dataclass(frozen=True)
class Around:
    """The container around an object."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    """By GTM's name of their type, such as cvt_12345_6."""
    triggers: Mapping[str, str] = field(default_factory=dict)
    """Names here by GTM's id."""
    trigger_names: frozenset[str] = frozenset()
    tags: Mapping[str, str] = field(default_factory=dict)
    """Names here by GTM's name, and by id."""
    tag_types: Mapping[str, str] = field(default_factory=dict)
    """GTM's type of each tag by its name here."""
    variables: frozenset[str] = frozenset()
    renames: Mapping[str, str] = field(default_factory=dict)
    """Variables that have another name here."""
    constants: Mapping[str, str] = field(default_factory=dict)
    prefers_native: bool = False


def around(export: Export, templates: Mapping[str, Template], *, prefers_native: bool) -> Around:
    """Everything the objects of this export may refer to."""
    names = {_said(each): each.name for each in reversed(export["variable"])}
    renames = {said: name for said, name in names.items() if said != name}
    return Around(
        templates=templates,
        triggers=_by_id(export["trigger"]),
        trigger_names=frozenset(each.name for each in export["trigger"]),
        tags={**_by_id(export["tag"]), **{_said(each): each.name for each in reversed(export["tag"])}},
        tag_types={each.name: each.type for each in export["tag"]},
        variables=frozenset(each.name for each in export["variable"]),
        renames=renames,
        constants={
            each.name: str(rewritten(plain(each.data.get("parameter")).get("value", ""), renames))
            for each in export["variable"]
            if each.type == "c"
        },
        prefers_native=prefers_native,
    )


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The name, or with a number behind it the first that nobody has."""
    number, name = 2, wanted
    while name in taken:
        number, name = number + 1, f"{wanted} ({number})"
    return name


def _said(thing: Thing) -> str:
    return str(thing.data["name"]).strip()


def _by_id(things: Iterable[Thing]) -> dict[str, str]:
    return {each.id: each.name for each in reversed(list(things)) if each.id}
