"""The parameters of one object, asked for by name; what nobody asked for is told, so that nothing gets lost in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .export import Thing
from .parameters import plain
from .references import rewritten


class Given:
    """What a GTM user filled in. Each question marks its parameter as understood."""

    def __init__(self, thing: Thing, renames: Mapping[str, str] | None = None) -> None:
        """`renames` are variables that have another name here."""
        self._values: dict[str, Any] = rewritten(plain(thing.data.get("parameter")), renames or {})
        self._asked: set[str] = set()

    def text(self, key: str) -> str:
        """A value as text; "" where it is not there or is no text."""
        value = self._value(key)
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if isinstance(value, list | dict) or value is None else str(value)

    def flag(self, key: str) -> bool | str:
        """A checkbox; the text of a variable stays as it is."""
        value = self._value(key)
        if isinstance(value, str) and "{{" in value:
            return value
        return value is True or str(value).lower() == "true"

    def rows(self, key: str) -> list[dict[str, Any]]:
        """A table; what is no row is none."""
        value = self._value(key)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def column(self, key: str, *names: str) -> list[str]:
        """One column of a table, which may have one of these names, or a plain list."""
        value = self._value(key)
        cells = [_cell(each, names) for each in value] if isinstance(value, list) else []
        return [str(cell) for cell in cells if cell not in ("", None)]

    def has(self, key: str) -> bool:
        """Whether it is there and not empty."""
        return self._value(key) not in (None, "", [], {})

    def says(self, key: str) -> bool:
        """Whether it is there at all."""
        return self._value(key) is not None

    def understood(self, *keys: str) -> None:
        """Parameters that change nothing here."""
        self._asked.update(keys)

    def left(self) -> list[str]:
        """The parameters nobody asked for that say something."""
        return [
            key for key, value in self._values.items() if key not in self._asked and value not in ("", False, [], {})
        ]

    def all(self) -> dict[str, Any]:
        """Everything, as it was filled in."""
        self._asked.update(self._values)
        return dict(self._values)

    def _value(self, key: str) -> Any:
        self._asked.add(key)
        return self._values.get(key)


def _cell(row: Any, names: tuple[str, ...]) -> Any:
    if not isinstance(row, dict):
        return row
    return next((row[name] for name in names if name in row), None)
