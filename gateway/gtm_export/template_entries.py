"""Entries of custom templates: their type is the template's file, their settings are its parameters by the template's names."""

from __future__ import annotations

from ..settings import setting_name
from .around import Around
from .export import Thing
from .given import Given
from .made import Made, inert, kept_as_comment


def template_entry(thing: Thing, around: Around) -> Made:
    """The entry, or an inert one where the export does not have the template."""
    template = around.templates.get(thing.type)
    if template is None:
        return inert(thing, f"its template {thing.type[:60]} is not in the export. Add it as a .tpl file.")
    if not template.text.strip():
        return inert(thing, f'the export has no text of its template "{template.name}". Add it as a .tpl file.')
    given = Given(thing, around.renames).all()
    known = {key: value for key, value in given.items() if key and template.has(key)}
    settings = {setting_name(key): value for key, value in known.items()}
    notes = [
        f'its parameter "{key}" is written "{setting_name(key)}": entries have fields called "{key}".'
        for key in known
        if setting_name(key) != key
    ]
    lost = [key for key in given if key and key not in known]
    notes += [f'"{key}" is not taken over: its template has no such field any more.' for key in lost]
    kept = tuple(kept_as_comment(key, given[key], thing) for key in lost)
    return Made("template", template.type, {"type": template.type, **settings}, (template.file, *notes), kept)
