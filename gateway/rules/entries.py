"""The entries of the sections, checked against each other, as the entries of a Container."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any, TypeVar

from ..comparison import text
from ..consent import KNOWN as CONSENT_TYPES
from ..container import (
    ClientEntry,
    Configured,
    TagEntry,
    TransformationEntry,
    TriggerEntry,
    VariableEntry,
)
from ..errors import RulesError, SettingError, nearest
from ..filling import names_in
from ..kinds import TransformationType
from ..place import Place, Problem
from ..schedule import Schedule, moment
from ..settings import Setting
from .circles import circles
from .credentials import Credentials, named_only
from .egress import check_hosts
from .entry import Entry
from .frames import SKIP, WITHOUT_USER_DATA
from .references import References, several
from .written import Written

T = TypeVar("T")
_EXACT = 2**53
_FORMAT = {"case": "case"} | {name: f"convert_{name}" for name in ("null", "undefined", "true", "false")}


class Entries:
    """All entries of a file; makes the parts of a Container and tells what is wrong between them."""

    def __init__(
        self,
        sections: dict[str, dict[str, Entry]],
        named: dict[str, dict[str, Any]],
        found: list[Problem],
        folder: Path,
    ) -> None:
        """`named` has every name that is written, also of entries that are too wrong to be in `sections`."""
        self._folder = folder
        self.sections = sections
        self._problems = found
        self._references = References(named, found)
        self._credentials = Credentials(found)
        self.triggers = self._trigger_entries()

    @property
    def secrets(self) -> dict[str, str]:
        """The credentials by the names that requests have for them."""
        return self._credentials.secrets

    def clients(self) -> tuple[ClientEntry, ...]:
        """The clients, as written."""
        found = []
        for entry in self.sections["clients"].values():
            client = self._constant(entry)
            if client is not None:
                found.append(ClientEntry(entry.name, client, entry.frame("priority", 0), entry.place))
        return tuple(found)

    def variables(self) -> dict[str, VariableEntry]:
        """The variables by name."""
        entries = self.sections["variables"]
        self._problems += circles(entries)
        made = {name: self._variable(entry) for name, entry in entries.items()}
        return {name: variable for name, variable in made.items() if variable is not None}

    def tags(self) -> tuple[TagEntry, ...]:
        """The tags, as written, with their triggers and transformations."""
        transformations = self._transformation_entries()
        return tuple(
            tag for entry in self.sections["tags"].values() if (tag := self._tag(entry, transformations)) is not None
        )

    def _variable(self, entry: Entry) -> VariableEntry | None:
        configured = self._configured(entry)
        if configured is None:
            return None
        given = {field: entry.frame(key) for field, key in _FORMAT.items() if key in entry.written.value}
        self._references.check_variables(entry, names_in(given), entry.place)
        return VariableEntry(
            entry.kind, entry.name, configured.settings, given, type_name=entry.type_name, place=entry.place
        )

    def _trigger_entries(self) -> dict[str, TriggerEntry]:
        found = {}
        for name, entry in self.sections["triggers"].items():
            trigger = self._constant(entry)
            if trigger is None or self._guarded(entry, lambda: _only_texts(trigger)) is None:  # noqa: B023 - called here
                continue
            when = entry.written.value.get("when")
            place = when.text_place if when is not None else entry.place
            found[name] = TriggerEntry(name, trigger, place, {} if when is None else dict(_places(when)))
            self._references.check_variables(entry, trigger.names(), place)
        return found

    def _transformation_entries(self) -> list[TransformationEntry]:
        found = []
        for entry in self.sections["transformations"].values():
            made: Configured[TransformationType] | None = self._configured(entry)
            named, excepted = (self._references.existing(entry, key, "tags") for key in ("tags", "except_tags"))
            triggers, tags = self._references.existing(entry, "triggers", "triggers"), self.sections["tags"].values()
            types, no_types = (self._references.types_of_tags(entry, key, tags) for key in ("types", "except_types"))
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
                    except_types=frozenset(no_types),
                    triggers=tuple(self.triggers[name] for name in triggers if name in self.triggers)
                    if "triggers" in given
                    else None,
                    priority=entry.frame("priority", 0),
                )
            )
        return sorted(found, key=lambda each: each.turn)

    def _tag(self, entry: Entry, transformations: list[TransformationEntry]) -> TagEntry | None:
        made = self._configured(entry)
        triggers, exceptions = (self._references.existing(entry, key, "triggers") for key in ("triggers", "exceptions"))
        helpers = [self._references.existing(entry, key, "tags") for key in ("setup", "cleanup")]
        if made is None:
            return None
        flags = ("stop_on_setup_failure", "stop_cleanup_on_failure", "paused", "retry")
        consent = self._consent(entry)
        return TagEntry(
            name=entry.name,
            configured=made,
            type_name=entry.type_name,
            triggers=tuple(self.triggers[name] for name in triggers if name in self.triggers),
            exceptions=tuple(self.triggers[name] for name in exceptions if name in self.triggers),
            priority=entry.frame("priority", 0),
            consent=tuple(kind for kind, deny in consent.items() if deny != WITHOUT_USER_DATA),
            user_data_consent=tuple(kind for kind, deny in consent.items() if deny == WITHOUT_USER_DATA),
            schedule=self._schedule(entry),
            once=entry.frame("firing_option") != "unlimited",
            setup="".join(helpers[0]),
            cleanup="".join(helpers[1]),
            place=entry.place,
            transformations=tuple(each for each in transformations if each.is_for(entry.name, entry.type_name)),
            **{flag: entry.frame(flag) for flag in flags if flag in entry.written.value},
        )

    def _consent(self, entry: Entry) -> dict[str, str]:
        """The types of consent it needs, and what happens without.

        One that nobody can deny would silently count as granted, so it is a problem.
        """
        if "consent" not in entry.written.value:
            return dict.fromkeys(entry.kind.usual_consent, SKIP)
        written = entry.frame("consent")
        if isinstance(written, dict):
            return {kind: deny["deny"] if isinstance(deny, dict) else deny for kind, deny in written.items()}
        for name, place in entry.names("consent"):
            if name not in CONSENT_TYPES:
                hint = several(name) or nearest(name, CONSENT_TYPES) or f" There is {', '.join(CONSENT_TYPES)}."
                self._problem(place, f'{entry.where}: there is no type of consent "{name}".{hint}', "references")
        return dict.fromkeys((name for name, _ in entry.names("consent")), SKIP)

    def _schedule(self, entry: Entry) -> Schedule | None:
        """When it may fire. An unset `${NAME}` is open while rehearsing."""
        written = entry.written.value.get("schedule")
        if written is None or written.unset:
            return None
        found: dict[str, int] = {}
        for key, inner in written.value.items():
            if not inner.unset:
                try:
                    found[key] = moment(inner.value, end=key == "until")
                except ValueError as error:
                    self._problem(inner.place, f'{entry.where}: "schedule" {key} {error}', "settings")
        if "from" in found and "until" in found and found["from"] >= found["until"]:
            begins, ends = (written.value[key].value for key in ("from", "until"))
            what = f'{entry.where}: "schedule" must end after it begins; it begins {begins} and ends {ends}.'
            self._problem(written.place, what, "settings")
        return Schedule(found.get("from"), found.get("until"))

    def _configured(self, entry: Entry) -> Configured[Any] | None:
        """The type with its settings, which may name variables."""
        if entry.broken:
            return None
        for key, written in entry.own_settings().items():
            if not entry.settings[key].secret:
                self._references.check_variables(entry, names_in(written.data()), written.place)
        return self._guarded(entry, lambda: self._made(entry))

    def _made(self, entry: Entry) -> Configured[Any]:
        values = self._values(entry)
        made = Configured(entry.kind, entry.name, values)
        if next(names_in(values), None) is not None:
            _check_constants(entry, values)
        check_hosts(entry, values)
        return made

    def _constant(self, entry: Entry) -> Any:
        """The type itself, for what has no event to fill settings in from: clients and triggers."""
        if entry.broken:
            return None
        if entry.section == "clients":
            self._check_constant(entry)
        return self._guarded(entry, lambda: self._made_once(entry))

    def _made_once(self, entry: Entry) -> Any:
        values = self._values(entry)
        made = entry.kind(name=entry.name, **values)
        check_hosts(entry, values)
        return made

    def _check_constant(self, entry: Entry) -> None:
        for key, written in entry.own_settings().items():
            if next(names_in(written.data()), None) is not None:
                what = f'{entry.where}: "{key}" cannot name a variable, for a client runs before there is an event.'
                self._problem(written.place, what, "references")

    def _guarded(self, entry: Entry, make: Callable[[], T]) -> T | None:
        """What a type says against its settings is a problem with their place."""
        try:
            return make()
        except RulesError:
            raise
        except SettingError as error:
            self._tell(entry, error)
        except ExceptionGroup as group:
            for fault in group.exceptions:
                if not isinstance(fault, SettingError):
                    raise
                self._tell(entry, fault)
        except Exception as error:  # noqa: BLE001 - a type is anybody's code; its fault is a problem like any other
            what = f"{entry.where}: type {entry.type_name} failed: {type(error).__name__}: {error}"
            self._problem(entry.place, what, "types")
        entry.broken = True
        return None

    def _tell(self, entry: Entry, error: SettingError) -> None:
        stage = "expressions" if entry.section == "triggers" else "settings"
        self._problem(entry.place_of(error), f"{entry.where}: {named_only(error, entry)}", stage)

    def _problem(self, place: Place, what: str, stage: str) -> None:
        self._problems.append(Problem(place, what, stage))

    def _values(self, entry: Entry) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, written in entry.own_settings().items():
            setting = entry.settings[key]
            if setting.secret:
                values[key] = self._credentials.alone(entry, key, written)
            elif setting.secrets_inside and isinstance(written.value, dict):
                values[key] = {
                    name: self._credentials.inside(entry, f"{key}.{name}", inner)
                    for name, inner in written.value.items()
                }
            else:
                values[key] = _located(_frozen(_data(written, setting), setting.schema), setting.schema, self._folder)
        return values


def _data(written: Written, setting: Setting) -> Any:
    """The value; a number whose text would not survive it (1.10, an id of 20 digits) stays text where any value may stand."""
    schema = setting.schema
    if setting.as_written:
        return _as_written(written)
    if (
        not isinstance(written.value, float | int)
        or isinstance(written.value, bool)
        or "type" in schema
        or "anyOf" in schema
    ):
        return written.data()
    exact = str(written.value) == written.source and abs(written.value) <= _EXACT
    return written.value if exact else written.source


def _as_written(written: Written) -> Any:
    if isinstance(written.value, dict):
        return {key: _as_written(inner) for key, inner in written.value.items()}
    if isinstance(written.value, list):
        return [_as_written(inner) for inner in written.value]
    if not isinstance(written.value, int | float):
        return written.value
    return text(written.value) if written.is_filled_in() else written.source


def _only_texts(trigger: Any) -> Mapping[str, frozenset[str]]:
    """What a trigger says it fires for, which the index goes by: a mistake there would show with the first hit only."""
    only: Mapping[str, frozenset[str]] = trigger.only()
    if not all(isinstance(texts, Set) and all(isinstance(each, str) for each in texts) for texts in only.values()):
        raise TypeError("only() must return names with sets of texts")
    return only


def _check_constants(entry: Entry, values: dict[str, Any]) -> None:
    """A type some of whose settings name variables is made with an event only; what it says against the others is known now."""
    try:
        entry.kind(name=entry.name, **values)
    except SettingError as error:
        if next(names_in(values.get(error.setting)), None) is None:
            raise
    except Exception:  # noqa: BLE001 - names of variables are not what it expects; with an event it says what is wrong
        return


def _places(written: Written, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Place]]:
    """Where each value of a structure stands, by its path."""
    if path:
        yield path, written.text_place
    if isinstance(written.value, dict | list):
        inner = written.value.items() if isinstance(written.value, dict) else enumerate(written.value)
        for key, value in inner:
            yield from _places(value, (*path, key))


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


def _frozen(value: Any, schema: dict[str, Any]) -> Any:
    """A list is a tuple where a type wants several values; where any value may stand it is JSON, as in an event."""
    branches = [schema, *schema.get("anyOf", ())]
    if not isinstance(value, list) or all(branch.get("type") != "array" for branch in branches):
        return value
    items: dict[str, Any] = next((branch["items"] for branch in branches if "items" in branch), {})
    return tuple(_frozen(each, items) for each in value)
