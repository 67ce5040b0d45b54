"""The entries of the sections, checked against each other, as the entries of a Container."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from ..built_in import BUILT_IN, BUILT_IN_KEYS
from ..consent import KNOWN as CONSENT_TYPES
from ..container import (
    ClientEntry,
    Configured,
    TagEntry,
    TransformationEntry,
    TriggerEntry,
    VariableEntry,
)
from ..errors import SettingError, nearest
from ..filling import names_in
from ..formatting import Format
from ..kinds import TransformationType
from ..outgoing import Secret
from ..place import Place, Problem
from .circles import circles
from .entry import Entry
from .environment import REFERENCE
from .written import Written

T = TypeVar("T")
_FORMAT = {"case": "case"} | {name: f"convert_{name}" for name in ("null", "undefined", "true", "false")}
_REFERS = re.compile(rf"(?<!\$){REFERENCE.pattern}")
"""A reference to the environment that is not escaped as `$${`."""


class Entries:
    """All entries of a file; makes the parts of a Container and tells what is wrong between them."""

    def __init__(
        self, sections: dict[str, dict[str, Entry]], named: dict[str, list[str]], found: list[Problem], folder: Path
    ) -> None:
        """`named` has every name that is written, also of entries that are too wrong to be in `sections`."""
        self._folder = folder
        self._sections, self._named, self._problems = sections, named, found
        self.secrets: dict[str, str] = {}
        self._suggested = [*named["variables"], *BUILT_IN]
        self._known_names = [*named["variables"], *BUILT_IN, *BUILT_IN_KEYS]
        self._triggers = self._trigger_entries()

    def clients(self) -> tuple[ClientEntry, ...]:
        """The clients, as written."""
        found = []
        for entry in self._sections["clients"].values():
            client = self._constant(entry)
            if client is not None:
                found.append(ClientEntry(entry.name, client, entry.frame("priority", 0), entry.place))
        return tuple(found)

    def variables(self) -> dict[str, VariableEntry]:
        """The variables by name."""
        entries = self._sections["variables"]
        self._problems += circles(entries)
        made = {name: self._variable(entry) for name, entry in entries.items()}
        return {name: variable for name, variable in made.items() if variable is not None}

    def tags(self) -> tuple[TagEntry, ...]:
        """The tags, as written, with their triggers and transformations."""
        transformations = self._transformation_entries()
        return tuple(
            tag for entry in self._sections["tags"].values() if (tag := self._tag(entry, transformations)) is not None
        )

    def _variable(self, entry: Entry) -> VariableEntry | None:
        configured = self._configured(entry)
        if configured is None:
            return None
        given = {field: entry.frame(key) for field, key in _FORMAT.items() if key in entry.written.value}
        return VariableEntry(entry.kind, entry.name, configured.settings, Format(**given))

    def _trigger_entries(self) -> dict[str, TriggerEntry]:
        found = {}
        for name, entry in self._sections["triggers"].items():
            trigger = self._constant(entry)
            if trigger is None:
                continue
            short = entry.written.value.get("when")
            place = short.text_place if short is not None else entry.place
            found[name] = TriggerEntry(name, trigger, place)
            self._check_variables(entry, trigger.names(), place)
        return found

    def _transformation_entries(self) -> list[TransformationEntry]:
        found = []
        for entry in self._sections["transformations"].values():
            made: Configured[TransformationType] | None = self._configured(entry)
            named, excepted = (self._existing(entry, key, "tags") for key in ("tags", "except_tags"))
            triggers, types = self._existing(entry, "triggers", "triggers"), self._types_of_tags(entry)
            if made is None:
                continue
            given = entry.written.value
            found.append(
                TransformationEntry(
                    name=entry.name,
                    configured=made,
                    tags=frozenset(named) if "tags" in given else None,
                    place=entry.place,
                    types=frozenset(types) if "types" in given else None,
                    except_tags=frozenset(excepted),
                    triggers=tuple(self._triggers[name] for name in triggers if name in self._triggers)
                    if "triggers" in given
                    else None,
                    priority=entry.frame("priority", 0),
                )
            )
        return sorted(found, key=lambda each: each.turn)

    def _types_of_tags(self, entry: Entry) -> list[str]:
        """The types of tags it names, each of which some tag must have, or it would silently be for none."""
        used = {tag.type_name for tag in self._sections["tags"].values()}
        for name, place in entry.names("types"):
            if name not in used:
                what = f'{entry.where}: no tag is of type "{name}".{nearest(name, sorted(used))}'
                self._problems.append(Problem(place, what))
        return [name for name, _ in entry.names("types")]

    def _tag(self, entry: Entry, transformations: list[TransformationEntry]) -> TagEntry | None:
        made = self._configured(entry)
        triggers, exceptions = (self._existing(entry, key, "triggers") for key in ("triggers", "exceptions"))
        helpers = [self._existing(entry, key, "tags") for key in ("setup", "cleanup")]
        if made is None:
            return None
        flags = ("stop_on_setup_failure", "stop_cleanup_on_failure", "paused")
        return TagEntry(
            name=entry.name,
            configured=made,
            type_name=entry.type_name,
            triggers=tuple(self._triggers[name] for name in triggers if name in self._triggers),
            exceptions=tuple(self._triggers[name] for name in exceptions if name in self._triggers),
            priority=entry.frame("priority", 0),
            consent=self._consent(entry),
            setup="".join(helpers[0]),
            cleanup="".join(helpers[1]),
            place=entry.place,
            transformations=tuple(each for each in transformations if each.is_for(entry.name, entry.type_name)),
            **{flag: entry.frame(flag) for flag in flags if flag in entry.written.value},
        )

    def _consent(self, entry: Entry) -> tuple[str, ...]:
        """The types of consent it needs. One that nobody can deny would silently count as granted, so it is a problem."""
        for name, place in entry.names("consent"):
            if name not in CONSENT_TYPES:
                hint = nearest(name, CONSENT_TYPES) or f" There is {', '.join(CONSENT_TYPES)}."
                self._problems.append(Problem(place, f'{entry.where}: there is no type of consent "{name}".{hint}'))
        return tuple(name for name, _ in entry.names("consent"))

    def _existing(self, entry: Entry, key: str, section: str) -> list[str]:
        """The names in a field, each of which must be an entry of that section."""
        known = self._named[section]
        for name, place in entry.names(key):
            if name == entry.name and section == entry.section:
                self._problems.append(Problem(place, f"{entry.where} cannot be its own {key} tag."))
            elif name not in known:
                what = f'{entry.where}: there is no {section[:-1]} "{name}".{nearest(name, known)}'
                self._problems.append(Problem(place, what))
        return [name for name, _ in entry.names(key) if name in known]

    def _configured(self, entry: Entry) -> Configured[Any] | None:
        """The type with its settings, which may name variables."""
        if entry.broken:
            return None
        for key, written in entry.own_settings().items():
            if not entry.settings[key].secret:
                self._check_variables(entry, names_in(written.data()), written.place)
        return self._guarded(entry, lambda: Configured(entry.kind, entry.name, self._values(entry)))

    def _constant(self, entry: Entry) -> Any:
        """The type itself, for what has no event to fill settings in from: clients and triggers."""
        if entry.broken:
            return None
        if entry.section == "clients":
            self._check_constant(entry)
        return self._guarded(entry, lambda: entry.kind(name=entry.name, **self._values(entry)))

    def _check_constant(self, entry: Entry) -> None:
        for key, written in entry.own_settings().items():
            if next(names_in(written.data()), None) is not None:
                what = f'{entry.where}: "{key}" cannot name a variable, for a client runs before there is an event.'
                self._problems.append(Problem(written.place, what))

    def _guarded(self, entry: Entry, make: Callable[[], T]) -> T | None:
        """What a type says against its settings is a problem with their place."""
        try:
            return make()
        except SettingError as error:
            self._problems.append(Problem(entry.place_of(error), f"{entry.where}: {_named_only(error, entry)}"))
        except Exception as error:  # noqa: BLE001 - a type is anybody's code; its fault is a problem like any other
            what = f"{entry.where}: type {entry.type_name} failed: {type(error).__name__}: {error}"
            self._problems.append(Problem(entry.place, what))
        entry.broken = True
        return None

    def _check_variables(self, entry: Entry, names: Iterable[str], place: Place) -> None:
        for name in dict.fromkeys(names):
            if name not in self._known_names:
                what = f'{entry.where}: there is no variable "{{{{{name}}}}}".{nearest(name, self._suggested)}'
                self._problems.append(Problem(place, what))

    def _values(self, entry: Entry) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, written in entry.own_settings().items():
            setting = entry.settings[key]
            if setting.secret:
                values[key] = self._secret(entry, key, written)
            elif setting.secrets_inside and isinstance(written.value, dict):
                values[key] = {
                    name: self._inner(entry, f"{key}.{name}", inner) for name, inner in written.value.items()
                }
            else:
                values[key] = _located(_frozen(written.data()), setting.schema, self._folder)
        return values

    def _inner(self, entry: Entry, key: str, written: Written) -> Any:
        """A value that may be a credential: then its `${NAME}` stands at the end, as in `Bearer ${NAME}`."""
        if not isinstance(written.value, str) or _REFERS.search(written.source) is None:
            return written.data()
        found = re.fullmatch(rf"([^$]*)({REFERENCE.pattern})", written.source)
        if found is None:
            what = f'{entry.where}: in "{key}" a credential stands alone or at the end, as in `Bearer ${{NAME}}`.'
            self._problems.append(Problem(written.place, what))
            return ""
        before = found.group(1)
        bare = replace(written, value=written.value.removeprefix(before), source=found.group(2))
        if not (before.isprintable() and before.isascii()):
            self._problems.append(Problem(written.place, f'{entry.where}: "{key}" has signs no header may have.'))
        if next(names_in(before), None) is not None:
            self._problems.append(Problem(written.place, f'{entry.where}: "{key}" has a credential and a variable.'))
        return self._secret(entry, key, bare).prefixed(before)

    def _secret(self, entry: Entry, key: str, written: Written) -> Secret:
        """A credential by name: that of its `${NAME}`, or of its own setting where its value stands in the rules."""
        if next(names_in(written.value), None) is not None:
            what = f'{entry.where}: "{key}" is a credential and cannot name a variable. Write ${{NAME}}.'
            self._problems.append(Problem(written.place, what))
        value = str(written.value)
        if value != value.strip() or not (value.isprintable() and value.isascii()):
            what = (
                f'{entry.where}: the value of "{key}" has a blank or a line end around it, or signs no header may have.'
            )
            self._problems.append(Problem(written.place, what))
        alone = REFERENCE.fullmatch(written.source)
        from_environment = alone is not None and written.value != alone.group(2)
        name = alone.group(1) if alone and from_environment else f"{entry.section}.{entry.name}.{key}"
        self.secrets[name] = str(written.value)
        return Secret(name)


def _named_only(error: SettingError, entry: Entry) -> str:
    """What is wrong with a setting, by the name of what came from the environment: that may be a credential."""
    written = entry.written.value.get(error.setting)
    if written is None or "${" not in written.source or not isinstance(written.value, str):
        return error.what
    return error.what.replace(written.value, written.source)


def _located(value: Any, schema: dict[str, Any], folder: Path) -> Any:
    """Paths, which are written as seen from the folder of rules.yaml."""
    if schema.get("format") == "path":
        return folder / str(value)
    if isinstance(each := schema.get("items"), dict) and isinstance(value, tuple):
        return tuple(_located(one, each, folder) for one in value)
    inner = schema.get("additionalProperties")
    if isinstance(inner, dict) and isinstance(value, dict):
        return {key: _located(each, inner, folder) for key, each in value.items()}
    return value


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
