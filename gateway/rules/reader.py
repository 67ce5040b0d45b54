"""The reader of rules.yaml: text, environment, sections, types, settings, references, and then a Container.

Every stage tells all it finds; what an earlier one found wrong a later one leaves alone.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..container import Container
from ..errors import GatewayError, RulesError
from ..place import Place, Problem
from .catalogue import SECTIONS, Catalogue
from .entries import Entries
from .entry import Entry
from .environment import Environment
from .findings import problems
from .schema import DELIVERY, DURATION
from .written import Written, read

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_TOP = {
    "type": "object",
    "properties": {
        "container": {"type": "string"},
        **{section: {"anyOf": [{"type": "object"}, {"type": "null"}]} for section in SECTIONS},
        "delivery": DELIVERY,
    },
    "additionalProperties": False,
}


def load(path: Path | str, environ: Mapping[str, str] | None = None, *, rehearsing: bool = False) -> Container:
    """The container of a rules file. Raises RulesError with every problem at once.

    `rehearsing` puts `<NAME>` for an unset `${NAME}`; otherwise that is a problem.
    """
    path = Path(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise RulesError([Problem(Place(path.name), f"cannot be read: {error.strerror}.")]) from None
    environment = Environment(os.environ if environ is None else environ, rehearsing=rehearsing)
    return _Reader(text, path, environment).container()


class _Reader:
    def __init__(self, text: bytes, path: Path, environment: Environment) -> None:
        self._version = hashlib.sha256(text).hexdigest()[:12]
        written, found = read(text, path.name)
        self._written = _with_durations(environment.fill(written))
        self._problems = [*found, *environment.problems]
        self._folder = path.resolve().parent
        self._catalogue = Catalogue(path.parent)

    def container(self) -> Container:
        sections = self._sections()
        named = {section: self._names(section) for section in SECTIONS}
        entries = Entries(sections, named, self._problems, self._folder)
        container = Container(
            name=self._text("container"),
            version=self._version,
            clients=entries.clients(),
            variables=entries.variables(),
            tags=entries.tags(),
            secrets=entries.secrets,
            give_up_after=self._give_up_after(),
        )
        if not container.clients and not self._problems:
            what = "there is no client, so no hit would ever be claimed. Add `clients: {GA4: {type: ga4}}`."
            self._problems.append(Problem(self._written.key_place("clients"), what))
        if self._problems:
            raise RulesError(self._problems)
        return container

    def _sections(self) -> dict[str, dict[str, Entry]]:
        if not isinstance(self._written.value, dict):
            what = "rules are sections such as `clients:`, `triggers:` and `tags:`, and this is none."
            raise RulesError([Problem(self._written.place, what)])
        self._problems += problems(self._written, _TOP, "rules", noun="section")
        return {section: self._entries(section) for section in SECTIONS}

    def _names(self, section: str) -> list[str]:
        written = self._written.value.get(section)
        return list(written.value) if written is not None and isinstance(written.value, dict) else []

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
        if section == "triggers" and isinstance(written.value, str):
            # The short form: an expression says it all. Its place is where the expression stands.
            keys = {"type": Written("expression", place, "expression"), "when": written}
            written = Written(keys, place, keys={"when": written.place})
        if not isinstance(written.value, dict):
            shape = "an expression: `event_name == purchase`" if section == "triggers" else "`{type: …}`"
            self._problem(written.place, f"{where} must have settings, such as {shape}.")
            return None
        type_name: Written | None = written.value.get("type")
        if type_name is None or not isinstance(type_name.value, str):
            known = ", ".join(self._catalogue.names(section))
            at = place if type_name is None else type_name.place
            self._problem(at, f'{where} needs the field "type": {known}.{_blank(written)}')
            return None
        try:
            kind = self._catalogue.type_of(section, type_name.value)
            entry = Entry(section, name, type_name.value, kind, written, place)
        except GatewayError as error:
            self._problem(type_name.place, f"{where}: {error}")
            return None
        except Exception as error:  # noqa: BLE001 - as in entries.py
            file, said = f"{type_name.value}.py", f"{type(error).__name__}: {error}"
            self._problem(type_name.place, f"{where}: the settings of {file} cannot be read: {said}.")
            return None
        found = list(entry.problems())
        self._problems += found
        entry.broken = bool(found)
        return entry

    def _problem(self, place: Place, what: str) -> None:
        self._problems.append(Problem(place, what))

    def _text(self, key: str) -> str:
        written: Written | None = self._written.value.get(key)
        return str(written.value) if written is not None else ""

    def _give_up_after(self) -> float:
        """What is not written right was told by the schema."""
        delivery: Any = self._written.data().get("delivery")
        text = delivery.get("give_up_after") if isinstance(delivery, dict) else None
        written = re.fullmatch(DURATION, text) if isinstance(text, str) else None
        return float(int(written.group(1)) * _SECONDS[written.group(2)]) if written else 86_400.0


def _blank(written: Written) -> str:
    """A hint for `{type:ga4}`, where YAML sees one long word."""
    stuck = any(key.startswith("type:") for key in written.value)
    return " A blank belongs after the colon." if stuck else ""


def _with_durations(written: Written) -> Written:
    """An unset `give_up_after` is any duration while rehearsing."""
    delivery = written.value.get("delivery") if isinstance(written.value, dict) else None
    if delivery is None or not isinstance(delivery.value, dict):
        return written
    filled = {key: replace(value, value="24h") if value.unset else value for key, value in delivery.value.items()}
    return replace(written, value={**written.value, "delivery": replace(delivery, value=filled)})
