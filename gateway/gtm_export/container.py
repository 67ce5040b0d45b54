"""A whole export as rules: every object as an entry, what is missing made visible, and an account of it all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from .account import Line, summary
from .around import Around, around, free_name
from .clients import client
from .environment import Credential, Environment, Pairs, point_out
from .export import Export, Thing
from .made import Added, Made, inert
from .missing import closing_circles, unknown
from .rules_text import Entry, rules_text
from .tags import tag
from .templates import Template, by_types, templates_of
from .transformations import transformation
from .triggers import trigger
from .variables import variable

_MAKERS: dict[str, Callable[[Thing, Around], Made]] = {
    "client": client,
    "variable": variable,
    "trigger": trigger,
    "transformation": transformation,
    "tag": tag,
}
_WITH_TEMPLATES = ("client", "variable", "tag")


@dataclass(frozen=True)
class Imported:
    """What an export has become: the text of rules.yaml, the files of templates, and the account."""

    rules: str
    templates: tuple[Template, ...]
    lines: tuple[Line, ...]
    credentials: tuple[Credential, ...] = ()
    """What to set before the container can serve."""


def imported(
    export: Export, *, taken_types: Collection[str] = (), prefers_native: bool = False, keeps_secrets: bool = False
) -> Imported:
    """The container of an export. `taken_types` are types we have, whose names no template may take."""
    templates = templates_of(export["customTemplate"], taken_types)
    kinds = [thing.type for kind in _WITH_TEMPLATES for thing in export[kind]]
    by_type = by_types(kinds, templates)
    surroundings = around(export, by_type, prefers_native=prefers_native)
    made = {kind: [(thing, make(thing, surroundings)) for thing in export[kind]] for kind, make in _MAKERS.items()}
    made["variable"] = list(_without_circles(made["variable"]))
    credentials = _credentials(made, keeps_secrets=keeps_secrets)
    added = _added(export, made)
    folders = {thing.id: thing.name for thing in export["folder"] if thing.id}
    sections = {
        f"{kind}s": [
            *(_entry(thing, each, folders) for thing, each in made[kind]),
            *(Entry(each.name, each.value, (f"Added: {each.why}",)) for each in added if each.section == f"{kind}s"),
        ]
        for kind in _MAKERS
    }
    lines = (*_lines(made, added), *_lines_of_templates(templates, by_type), *_lines_of_others(export))
    text = rules_text(_head(export, lines), {"container": export.public_id or export.name or "GTM"}, sections)
    return Imported(text, tuple(each for each in templates if each.text.strip()), lines, credentials)


def _without_circles(pairs: Pairs) -> Iterator[tuple[Thing, Made]]:
    closing = closing_circles({thing.name: made.value for thing, made in pairs})
    for thing, made in pairs:
        if way := closing.get(thing.name):
            yield thing, inert(thing, f"it needs its own value: {' -> '.join(way)}.")
        else:
            yield thing, made


def _credentials(made: Mapping[str, Pairs], *, keeps_secrets: bool) -> tuple[Credential, ...]:
    """Takes credentials out of the entries, or points them out; one that stands by a name already keeps it."""
    environment = Environment()
    for pairs in made.values():
        environment.settle(pairs)
    for pairs in made.values():
        if keeps_secrets:
            point_out(pairs)
        else:
            environment.take_out(pairs)
    return environment.credentials()


def _added(export: Export, made: Mapping[str, Pairs]) -> list[Added]:
    """What no object of the export is and the rules need, each once."""
    every = {(each.section, each.name): each for pairs in made.values() for _, one in pairs for each in one.added}
    others = [thing.name for thing in export["transformation"]]
    found = [
        replace(each, name=free_name(each.name, others)) if each.section == "transformations" else each
        for each in every.values()
    ]
    if not export["client"]:
        why = "the export has no client, and without one nobody takes a hit."
        found.append(Added("clients", "GA4", {"type": "ga4"}, why, "$.containerVersion.client", "ga4"))
    values = {thing.path: one.value for pairs in made.values() for thing, one in pairs}
    values |= {f"{each.section} {each.name}": each.value for each in found}
    known = {thing.name for thing, _ in made["variable"]} | {each.name for each in found if each.section == "variables"}
    return found + [_nobodys(name, where) for name, where in unknown(values, known).items()]


def _nobodys(name: str, where: str) -> Added:
    reason = "the export names this variable and does not have it."
    value = {"type": "inert", "was": "unknown", "reason": reason}
    return Added("variables", name, value, f"{reason} First named in {where}.", where, "inert")


def _entry(thing: Thing, made: Made, folders: Mapping[str, str]) -> Entry:
    folder = folders.get(thing.text("parentFolderId"))
    comments = [f"Folder: {folder}"] * bool(folder) + [thing.text("notes"), *made.kept]
    return Entry(thing.name, made.value, tuple(filter(None, comments)))


def _lines(made: Mapping[str, Pairs], added: list[Added]) -> Iterator[Line]:
    for kind, pairs in made.items():
        for thing, one in pairs:
            why = (str(one.value["reason"]),) if one.outcome == "inert" else ()
            renamed = () if str(thing.data["name"]).strip() == thing.name else ("its name is another one here.",)
            yield Line(kind, thing.name, one.outcome, one.type, thing.path, (*why, *one.notes, *renamed))
        for each in added:
            if each.section == f"{kind}s":
                outcome = "inert" if each.type == "inert" else "added"
                yield Line(kind, each.name, outcome, each.type, each.path, (each.why,))


def _lines_of_templates(templates: tuple[Template, ...], used: Mapping[str, Template]) -> Iterator[Line]:
    in_use = {each.type for each in used.values()}
    for each in templates:
        if not each.text.strip():
            yield Line("template", each.name, "left out", "", each.path, ("the export has no text of it.",))
            continue
        notes = () if each.type in in_use else ("nothing in the export is of its type.",)
        yield Line("template", each.name, "template", each.file, each.path, notes)


def _lines_of_others(export: Export) -> Iterator[Line]:
    for key in export.others:
        why = "a server container has none of these here."
        yield Line("container", key, "left out", "", f"$.containerVersion.{key}", (why,))


def _head(export: Export, lines: tuple[Line, ...]) -> Iterator[str]:
    when = f", exported {export.exported}" if export.exported else ""
    yield f"Imported from the container {export.public_id} {export.name}".rstrip() + when + "."
    yield summary(lines)
