"""One entry of rules.yaml as written, with its type: what is in it, and what does not fit its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..errors import SettingError
from ..place import Place, Problem
from ..settings import Setting
from .findings import problems
from .frames import FRAMES
from .schema import validator_of, validator_of_conditions
from .written import Written, resolved


class Entry:
    """One entry as written, with its type."""

    def __init__(
        self, section: str, name: str, type_name: str, kind: type[Any], written: Written, place: Place
    ) -> None:
        self.section, self.name, self.type_name, self.kind, self.place = section, name, type_name, kind, place
        self.settings: dict[str, Setting] = {setting.name: setting for setting in kind.settings()}
        self.written = self._typed(written)
        self.broken = False

    @property
    def where(self) -> str:
        """How a message names it: `tag "TikTok purchase"`."""
        return f'{self.section[:-1]} "{self.name}"'

    def problems(self) -> Iterator[Problem]:
        """What does not fit the schema of its type."""
        if self.is_short and isinstance(self.written.value["when"].value, str):
            return iter(())  # an expression, which its type reads
        if self.is_short:
            return problems(
                self.written.value["when"], validator_of_conditions(self.settings["when"].schema), self.where
            )
        validator = validator_of(self.section, self.type_name, self.kind)  # type: ignore[arg-type]
        return problems(self.written, validator, f"{self.where}: type {self.type_name}")

    def faults(self) -> list[SettingError]:
        """What GTM would not save of the form of a template, with the values as they are written."""
        tell: Callable[[dict[str, Any]], Iterable[SettingError]] | None = getattr(self.kind, "faults", None)
        return list(tell({key: value.data() for key, value in self.own_settings().items()})) if tell else []

    @property
    def is_short(self) -> bool:
        """Whether it is a trigger written without its type: an expression or conditions."""
        return "type" not in (self.written.keys or {})

    def frame(self, key: str, default: Any = None) -> Any:
        """The value of one of GTM's own fields, or the default."""
        written = self.written.value.get(key)
        return default if written is None else written.data()

    def names(self, key: str) -> list[tuple[str, Place]]:
        """The names in a field that takes one or several, each with its place."""
        written = self.written.value.get(key)
        if written is None:
            return []
        each = written.value if isinstance(written.value, list) else [written]
        if isinstance(written.value, list) and key in ("setup", "cleanup"):
            return []  # told by the schema: it is one name
        # What is unset while rehearsing names nobody knows whom.
        return [(inner.value, inner.place) for inner in each if isinstance(inner.value, str) and not inner.unset]

    def own_settings(self) -> Mapping[str, Written]:
        """The settings of its type, as written."""
        return {key: value for key, value in self.written.value.items() if key in self.settings}

    def may_name_variables(self) -> list[Written]:
        """What is written in it that may name variables: its settings, and a variable's format."""
        formats = [value for key, value in self.written.value.items() if key.startswith("convert_")]
        return [*self.own_settings().values(), *(formats if self.section == "variables" else ())]

    def place_of(self, error: SettingError) -> Place:
        """Where the fault of a setting stands."""
        written = self.written.value.get(error.setting)
        return self.place if written is None else written.at(error.path).place_in(error.offset)

    def _typed(self, written: Written) -> Written:
        """What came from the environment is text no longer where something else is wanted."""
        changed = {
            key: replace(value, value=_typed(value, self._schema(key)))
            for key, value in written.value.items()
            if isinstance(value.value, str) and "${" in value.source
        }
        return replace(written, value={**written.value, **changed})

    def _schema(self, key: str) -> dict[str, Any]:
        if key in self.settings:
            return self.settings[key].schema
        schema: dict[str, Any] = FRAMES[self.section].get(key, {})
        return schema


def _typed(written: Written, schema: dict[str, Any]) -> Any:
    """The value as its schema wants it. One that is unset while rehearsing is any value of that kind."""
    if written.unset and "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind not in ("integer", "number", "boolean"):
        return written.value
    if written.unset:
        return False if kind == "boolean" else schema.get("minimum", 0)
    return resolved(written.value)
