"""The reader of rules.yaml: YAML, sections, types, settings, secrets, expressions, references, and then a Container.

Every stage tells all it finds; what an earlier one found wrong a later one leaves alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from ..container import Container
from ..errors import GatewayError, RulesError
from ..place import Place, Problem
from . import broker, egress
from .catalogue import SECTIONS, Catalogue
from .definitions import definitions
from .entries import Entries
from .entry import Entry
from .environment import Environment
from .findings import problems
from .found import MOST
from .frames import CONSENT, CONTAINER, DELIVERY, DURATION, EGRESS, INCLUDE, SHORT_DURATION, SIZE, TEMPLATES
from .sources import Collected, Document, collect
from .templates import options_of
from .warnings import warnings
from .written import Written

_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_BYTES = {"MiB": 1024**2, "GiB": 1024**3}
_TOP = {
    "type": "object",
    "properties": {
        "container": CONTAINER,
        "include": {"anyOf": [*INCLUDE["anyOf"], {"type": "null"}]},
        "consent": {"anyOf": [CONSENT, {"type": "null"}]},
        **{section: {"anyOf": [{"type": "object"}, {"type": "null"}]} for section in SECTIONS},
        "delivery": {"anyOf": [DELIVERY, {"type": "null"}]},
        "egress": {"anyOf": [EGRESS, {"type": "null"}]},
        "templates": {"anyOf": [TEMPLATES, {"type": "null"}]},
    },
    "additionalProperties": False,
}
_ONCE = ("container", "consent", "delivery", "egress", "templates")
"""What all files together have once."""
_CONDITIONS = ("all", "any", "not", "variable")
"""A trigger with one of these keys and no type is conditions in the structured form."""


class Checked(msgspec.Struct, frozen=True):
    """What a check found: the container where there is one, every problem, and what only looks wrong."""

    container: Container | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def load(path: Path | str, environ: Mapping[str, str] | None = None, *, rehearsing: bool = False) -> Container:
    """The container of a rules file. Raises RulesError with every problem at once.

    `rehearsing` puts `<NAME>` for an unset `${NAME}`; otherwise that is a problem.
    """
    return build(collect(Path(path)), environ, rehearsing=rehearsing)


def build(collected: Collected, environ: Mapping[str, str] | None = None, *, rehearsing: bool = False) -> Container:
    """The container of files that were read before, as `load` makes it."""
    return _read(collected, environ, rehearsing=rehearsing)[1]


def check(path: Path | str, environ: Mapping[str, str] | None = None) -> Checked:
    """Everything that is wrong with a rules file or looks so, with `<NAME>` for every unset `${NAME}`."""
    try:
        reader, container = _read(collect(Path(path)), environ, rehearsing=True)
    except RulesError as error:
        return Checked(None, error.problems)
    found = (reader.environment.masked(each).in_a_line() for each in islice(reader.warnings(), MOST))
    return Checked(container, (), tuple(sorted(found, key=lambda problem: problem.place)))


def _read(collected: Collected, environ: Mapping[str, str] | None, *, rehearsing: bool) -> tuple[_Reader, Container]:
    environment = Environment(os.environ if environ is None else environ, rehearsing=rehearsing)
    try:
        reader = _Reader(collected, environment)
        return reader, reader.container()
    except RulesError as error:
        raise RulesError([environment.masked(problem) for problem in error.problems]) from None


class _Reader:
    def __init__(self, collected: Collected, environment: Environment) -> None:
        self._sources = collected.sources
        self._problems = environment.problems
        self._problems += collected.problems
        self.environment = environment
        self._written = self._together([self._filled(document) for document in collected.documents])
        options = options_of(self._written.value.get("templates"))
        self._catalogue = Catalogue(self._sources.path.parent, self._sources.code, options)

    def container(self) -> Container:
        sections = {section: self._entries(section) for section in SECTIONS}
        named = {section: self._names(section) for section in SECTIONS}
        self._checked = entries = Entries(sections, named, self._problems, self._sources.path.parent)
        self._allowed = egress.allowed(self._written.value.get("egress"), self._problems)
        container = Container(
            name=self._text("container"),
            version=self._sources.version,
            clients=entries.clients(),
            variables=entries.variables(),
            tags=entries.tags(),
            secrets=entries.secrets,
            give_up_after=self._seconds("give_up_after", DURATION, 86_400.0),
            linger=self._seconds("linger", SHORT_DURATION, 0.0),
            **self._outbox(),
            broker=broker.named(self._written.value.get("delivery"), self._problems),
            unknown_consent=self._setting("consent", "unknown") != "denied",
            allowed=self._allowed,
        )
        self._check_resending(container)
        if not container.clients and not self._problems:
            what = "there is no client, so no hit would ever be claimed. Add `clients: {GA4: {type: ga4}}`."
            self._problem(self._written.key_place("clients"), what, "sections")
        if self._problems:
            raise RulesError(self._problems)
        return replace(container, definitions=definitions(self._sources, self._written, sections))

    def _check_resending(self, container: Container) -> None:
        """What is resent after its vendor has forgotten it counts twice."""
        for tag in container.tags:
            most = tag.configured.kind.resent_at_most
            if most is not None and container.give_up_after > most:
                what = f'"give_up_after" can be {most / 3600:g}h at most: what tag "{tag.name}" resends later counts twice.'
                what = f"delivery: {what}"
                self._problem(self._written.at(("delivery", "give_up_after")).place, what, "settings")
                return

    def warnings(self) -> Iterator[Problem]:
        """What is not wrong, but looks so; for rules without a problem."""
        yield from warnings(self._checked.sections, self._checked.triggers, self._catalogue)
        yield from egress.warnings(self._checked.sections, self._allowed)
        yield from self._catalogue.templates.warnings()

    # --- from files to sections ---------------------------------------------------------------------------------------

    def _filled(self, document: Document) -> Written:
        """A file with its environment, checked for its sections."""
        self._problems += document.problems
        written = self.environment.fill(document.written)
        if not isinstance(written.value, dict):
            what = "rules are sections such as `clients:`, `triggers:` and `tags:`, and this is none."
            raise RulesError([*self._problems, Problem(written.place, what, "sections")])
        self._problems += problems(written, _TOP, "rules", noun="section", stage="sections")
        return written

    def _together(self, files: list[Written]) -> Written:
        """All files as one: their sections have the entries of all of them."""
        first, *rest = files
        if not rest:
            return first
        values, keys = dict(first.value), dict(first.keys or {})
        for written in rest:
            for key, value in written.value.items():
                if key not in values:
                    values[key], keys[key] = value, written.key_place(key)
                elif key in SECTIONS:
                    values[key] = self._joined(values[key], value)
                elif key in _ONCE:
                    what = f'"{key}" is in {keys[key].in_short} already. All files together have it once.'
                    self._problem(written.key_place(key), what, "sections")
        return replace(first, value=values, keys=keys)

    def _joined(self, section: Written, more: Written) -> Written:
        """A section with the entries of another file."""
        if not isinstance(section.value, dict) or not isinstance(more.value, dict):
            return section if isinstance(section.value, dict) else more
        values, keys = dict(section.value), dict(section.keys or {})
        for name, value in more.value.items():
            if name in keys:
                what = f'"{name}" is in {keys[name].in_short} already. Rename one.'
                self._problem(more.key_place(name), what, "sections")
            else:
                values[name], keys[name] = value, more.key_place(name)
        return replace(section, value=values, keys=keys)

    # --- from sections to entries -------------------------------------------------------------------------------------

    def _names(self, section: str) -> dict[str, Any]:
        written = self._written.value.get(section)
        return dict(written.value) if written is not None and isinstance(written.value, dict) else {}

    def _entries(self, section: str) -> dict[str, Entry]:
        written = self._written.value.get(section)
        if written is None or not isinstance(written.value, dict):
            return {}
        found = {}
        for name, value in written.value.items():
            if entry := self._entry(section, name, value, written.key_place(name)):
                found[name] = entry
        return found

    def _entry(self, section: str, name: str, written: Written, place: Place) -> Entry | None:
        where = f'{section[:-1]} "{name}"'
        if section == "triggers":
            written = _long_form(written, place)
        if not isinstance(written.value, dict):
            shape = (
                "must be an expression, such as `event_name == purchase`, or conditions under all:, any: or not:."
                if section == "triggers"
                else f"must have settings, such as `{{type: …}}`.{_not_indented(name)}"
            )
            self._problem(written.place, f"{where} {shape}", "types")
            return None
        type_name: Written | None = written.value.get("type")
        if type_name is None or not isinstance(type_name.value, str):
            known = ", ".join(self._catalogue.names(section))
            at = place if type_name is None else type_name.place
            if section == "triggers" and type_name is None:
                self._problem(at, f"{where}{_no_condition(written)}", "types")
            else:
                self._problem(at, f'{where} needs the field "type": {known}.{_blank(written)}', "types")
            return None
        try:
            kind = self._catalogue.type_of(section, type_name.value)
            entry = Entry(section, name, type_name.value, kind, written, place)
        except RulesError as error:
            self._problems += [each for each in error.problems if each not in self._problems]
            return None
        except GatewayError as error:
            self._problem(type_name.place, f"{where}: {error}", "types")
            return None
        except Exception as error:  # noqa: BLE001 - as in entries.py
            file, said = f"{type_name.value}.py", f"{type(error).__name__}: {error}"
            self._problem(type_name.place, f"{where}: the settings of {file} cannot be read: {said}.", "types")
            return None
        return self._checked_entry(entry, type_name.place)

    def _checked_entry(self, entry: Entry, place: Place) -> Entry:
        """The entry, marked as broken where it does not fit its type."""
        before = len(self._problems)
        try:
            self._problems += entry.problems()
        except RulesError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            said = f"{type(error).__name__}: {error}"
            self._problem(place, f"{entry.where}: the schema of {entry.type_name} is none: {said}.", "types")
        entry.broken = len(self._problems) > before
        return entry

    def _problem(self, place: Place, what: str, stage: str) -> None:
        self._problems.append(Problem(place, what, stage))

    # --- what is no entry ---------------------------------------------------------------------------------------------

    def _text(self, key: str) -> str:
        written: Written | None = self._written.value.get(key)
        return str(written.value) if written is not None else ""

    def _setting(self, section: str, key: str) -> Any:
        """A setting of a section without entries; what is not written right was told by the schema."""
        written: Written | None = self._written.value.get(section)
        settings = None if written is None else written.data()
        return settings.get(key) if isinstance(settings, dict) else None

    def _outbox(self) -> dict[str, Any]:
        """What is kept and how, as far as it is written; the container knows the rest."""
        durability, cap, shed = (self._setting("delivery", key) for key in ("durability", "cap", "shed"))
        size = re.fullmatch(SIZE, cap) if isinstance(cap, str) else None
        written = {
            "durability": durability,
            "cap": size and int(size.group(1)) * _BYTES[size.group(2)],
            "shed": _names(shed),
        }
        return {key: value for key, value in written.items() if value is not None}

    def _seconds(self, key: str, form: str, otherwise: float) -> float:
        text = self._setting("delivery", key)
        written = re.fullmatch(form, text) if isinstance(text, str) else None
        return float(int(written.group(1)) * _SECONDS[written.group(2)]) if written else otherwise


def _names(written: Any) -> frozenset[str] | None:
    """One name or several; nothing where it is neither, which the schema told."""
    if isinstance(written, str):
        return frozenset((written,))
    return frozenset(map(str, written)) if isinstance(written, list) else None


def _long_form(written: Written, place: Place) -> Written:
    """A trigger that is an expression or conditions, as an entry of the type that knows them."""
    is_conditions = isinstance(written.value, dict) and "type" not in written.value
    if isinstance(written.value, str) or (is_conditions and any(key in written.value for key in _CONDITIONS)):
        keys = {"type": Written("expression", place, "expression"), "when": written}
        return Written(keys, place, keys={"when": written.place})
    return written


def _blank(written: Written) -> str:
    """A hint for `{type:ga4}`, where YAML sees one long word."""
    stuck = any(key.startswith("type:") for key in written.value)
    return " A blank belongs after the colon." if stuck else ""


def _not_indented(name: str) -> str:
    return " It is a setting: indent it under its entry." if name in ("type", "triggers", "consent", "paused") else ""


_MEANT = {"and": "all", "or": "any", "conditions": "all", "none": "not", "filter": "all", "when": "all"}


def _no_condition(written: Written) -> str:
    """What a trigger with neither type nor conditions probably meant."""
    key, value = next(iter(written.value.items()), ("", written))
    if meant := _MEANT.get(key.lower()) or next((each for each in _CONDITIONS if each == key.lower()), ""):
        return f': there is no "{key}" here. Did you mean "{meant}"?'
    if not isinstance(value.value, dict | list) and key:
        return f": write it as an expression, `{key} == {value.source}`, or as `{{variable: {key}, equals: {value.source}}}`."
    return ' needs conditions under all:, any: or not:, or the field "type".'
