"""What is not wrong with rules, but looks so: what nobody uses, what never fires, what nobody sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..container import TriggerEntry
from ..event_keys import misspelt
from ..filling import names_in
from ..kinds import Surroundings
from ..place import Place, Problem
from .catalogue import Catalogue
from .credentials import named_only
from .entry import Entry
from .written import Written


def warnings(
    sections: dict[str, dict[str, Entry]], triggers: dict[str, TriggerEntry], catalogue: Catalogue
) -> Iterator[Problem]:
    """The warnings about rules that have no problem."""
    for stage, found in (
        ("unused trigger", _unused_triggers(sections)),
        ("unread variable", _unread_variables(sections, triggers, catalogue)),
        ("silent tag", _silent_tags(sections)),
        ("doubtful condition", _doubtful_conditions(sections, triggers)),
        ("unknown event key", _unknown_keys(sections)),
        ("doubtful secret", _doubtful_secrets(sections)),
        ("unsaved form", _unsaved_forms(sections)),
    ):
        for place, what in found:
            yield Problem(place, what, stage, is_warning=True)


Found = Iterator[tuple[Place, str]]
_FEW = 5
"""So many of a kind are told one by one; of a library of variables one line is enough."""


def _unused_triggers(sections: dict[str, dict[str, Entry]]) -> Found:
    users = [*sections["tags"].values(), *sections["transformations"].values()]
    used = {name for entry in users for key in ("triggers", "exceptions") for name, _ in entry.names(key)}
    unused = [entry for name, entry in sections["triggers"].items() if name not in used]
    if len(unused) > _FEW:
        yield (
            unused[0].place,
            f"{len(unused)} triggers are used by no tag: {_listed(unused)}. Take them out, or leave them.",
        )
        return
    for entry in unused:
        yield entry.place, f"{entry.where}: no tag uses it. Name it under a tag's triggers, or take it out."


def _unread_variables(
    sections: dict[str, dict[str, Entry]], triggers: dict[str, TriggerEntry], catalogue: Catalogue
) -> Found:
    read = {name for entry in triggers.values() for name in entry.trigger.names()}
    for section in sections.values():
        for entry in section.values():
            own = {name for written in entry.may_name_variables() for name in names_in(written.data())}
            read |= own - {entry.name if entry.section == "variables" else ""}
    code = catalogue.own_code()
    # A type of the user's own reads a variable by its name: lookup["Order value"].
    unread = [
        entry
        for name, entry in sections["variables"].items()
        if name not in read and f'"{name}"' not in code and f"'{name}'" not in code
    ]
    if len(unread) > _FEW:
        yield (
            unread[0].place,
            f"{len(unread)} variables are read by nobody: {_listed(unread)}. Take them out, or leave them.",
        )
        return
    for entry in unread:
        what = f'nobody reads it. Write "{{{{{entry.name}}}}}" where it is wanted, or take it out.'
        yield entry.place, f"{entry.where}: {what}"


def _listed(entries: list[Entry]) -> str:
    return ", ".join(f'"{entry.name}"' for entry in entries)


def _silent_tags(sections: dict[str, dict[str, Entry]]) -> Found:
    tags = sections["tags"].values()
    helping = {name for entry in tags for key in ("setup", "cleanup") for name, _ in entry.names(key)}
    for entry in tags:
        triggers, exceptions = ({name for name, _ in entry.names(key)} for key in ("triggers", "exceptions"))
        if not triggers and entry.name not in helping and not entry.frame("paused"):
            yield entry.place, f"{entry.where} has no trigger, so it never fires. Give it `triggers:`."
        if triggers and triggers <= exceptions:
            what = "every trigger of it is one of its exceptions, too, so it never fires. Take one of the two out."
            yield entry.place, f"{entry.where}: {what}"


def _doubtful_conditions(sections: dict[str, dict[str, Entry]], triggers: dict[str, TriggerEntry]) -> Found:
    around = Surroundings(tuple(sections["clients"]), frozenset(_added_keys(sections)))
    for name, entry in sections["triggers"].items():
        for doubt in triggers[name].trigger.doubts(around):
            yield entry.place_of(doubt), f"{entry.where}: {doubt.what}"


def _unknown_keys(sections: dict[str, dict[str, Entry]]) -> Found:
    added = frozenset(_added_keys(sections))
    for section in sections.values():
        for entry in section.values():
            for key, written in entry.own_settings().items():
                for path, place in _event_keys(written, entry.settings[key].schema):
                    if meant := misspelt(path, added):
                        yield place, f'{entry.where}: nobody is known to send "{path}". Did you mean "{meant}"?'


def _doubtful_secrets(sections: dict[str, dict[str, Entry]]) -> Found:
    for section in sections.values():
        for entry in section.values():
            for key, written in entry.own_settings().items():
                for text in _texts(written):
                    if found := _LIKE_A_SHELL.search(text.source):
                        what = f'"{key}" has this very text, ${found[1]}. What comes from the environment is ${{{found[1]}}}.'
                        yield text.place, f"{entry.where}: {what}"
                if entry.settings[key].secret and written.value == "":
                    yield written.place, f'{entry.where}: "{key}" is empty, and nobody accepts that. Write ${{NAME}}.'


def _unsaved_forms(sections: dict[str, dict[str, Entry]]) -> Found:
    """What GTM's form would not save and its containers hold all the same: the template has changed, and still runs."""
    for section in sections.values():
        for entry in section.values():
            for fault in entry.faults():
                yield entry.place_of(fault), f"{entry.where}: {named_only(fault, entry)}"


_LIKE_A_SHELL = re.compile(r"(?<![$\\])\$([A-Z][A-Z0-9_]{2,})\b")


def _texts(written: Written) -> Iterator[Written]:
    if isinstance(written.value, str):
        yield written
    elif isinstance(written.value, dict | list):
        for inner in written.value.values() if isinstance(written.value, dict) else written.value:
            yield from _texts(inner)


def _added_keys(sections: dict[str, dict[str, Entry]]) -> Iterator[str]:
    """The event keys that transformations add."""
    for entry in sections["transformations"].values():
        for key, written in entry.own_settings().items():
            if isinstance(written.value, dict) and _is_key(entry.settings[key].schema.get("propertyNames")):
                yield from written.value


def _event_keys(written: Written, schema: dict[str, Any]) -> Iterator[tuple[str, Place]]:
    """The event keys that a setting reads, each with its place."""
    if isinstance(written.value, str) and _is_key(schema) and "{{" not in written.value:
        yield written.value, written.place
    elif isinstance(written.value, list):
        for each in written.value:
            yield from _event_keys(each, schema.get("items", {}))


def _is_key(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("format") == "event-key"
