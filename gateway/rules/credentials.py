"""Credentials in rules: what is kept and shown has only their names, and the sender fills in the values."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..errors import SettingError
from ..filling import names_in
from ..outgoing import Secret
from ..place import Problem
from .entry import Entry
from .environment import REFERENCE
from .written import Written

_REFERS = re.compile(rf"(?<!\$){REFERENCE.pattern}")
"""A reference to the environment that is not escaped as `$${`."""


class Credentials:
    """The credentials of a container by the names that requests have for them."""

    def __init__(self, found: list[Problem]) -> None:
        self._problems = found
        self.secrets: dict[str, str] = {}

    def inside(self, entry: Entry, key: str, written: Written) -> Any:
        """A value that may be a credential: then its `${NAME}` stands at the end, as in `Bearer ${NAME}`."""
        if not isinstance(written.value, str) or _REFERS.search(written.source) is None:
            return written.data()
        found = re.fullmatch(rf"([^$]*)({REFERENCE.pattern})", written.source)
        if found is None:
            what = f'{entry.where}: in "{key}" a credential stands alone or at the end, as in `Bearer ${{NAME}}`.'
            self._problem(written, what)
            return ""
        before = found.group(1)
        bare = replace(written, value=written.value.removeprefix(before), source=found.group(2))
        if not (before.isprintable() and before.isascii()):
            self._problem(written, f'{entry.where}: "{key}" has signs no header may have. Take them out.')
        if next(names_in(before), None) is not None:
            self._problem(
                written, f'{entry.where}: "{key}" has a credential and a variable. It may have one of the two.'
            )
        return self.alone(entry, key, bare).prefixed(before)

    def alone(self, entry: Entry, key: str, written: Written) -> Secret:
        """A credential by name: that of its `${NAME}`, or of its own setting where its value stands in the rules."""
        if next(names_in(written.value), None) is not None:
            what = f'{entry.where}: "{key}" is a credential and cannot name a variable. Write ${{NAME}}.'
            self._problem(written, what)
        value = str(written.value)
        if value != value.strip() or not (value.isprintable() and value.isascii()):
            what = (
                f'{entry.where}: the value of "{key}" has a blank or a line end around it, or signs no header may have. '
                "Take them out."
            )
            self._problem(written, what)
        alone = REFERENCE.fullmatch(written.source)
        from_environment = alone is not None and written.value != alone.group(2)
        name = alone.group(1) if alone and from_environment else f"{entry.section}.{entry.name}.{key}"
        self.secrets[name] = str(written.value)
        return Secret(name)

    def _problem(self, written: Written, what: str) -> None:
        self._problems.append(Problem(written.place, what, "secrets"))


def named_only(error: SettingError, entry: Entry) -> str:
    """What is wrong with a setting, by the name of what came from the environment: that may be a credential."""
    written = entry.written.value.get(error.setting)
    what = error.what
    if written is not None and "${" in written.source and isinstance(written.value, str):
        for name, value in sorted(_filled_in(written), key=lambda pair: -len(pair[1])):
            what = what.replace(value, f"${{{name}}}") if value else what
    return what


def _filled_in(written: Written) -> list[tuple[str, str]]:
    """The names of the environment in a text, each with what stands in its place."""
    # split() with two groups gives: text, name, fallback, text, name, fallback, …, text
    pieces = REFERENCE.split(written.source)
    between = "(.*?)".join(re.escape(text.replace("$${", "${")) for text in pieces[::3])
    found = re.fullmatch(between, written.value, re.DOTALL)
    return list(zip(pieces[1::3], found.groups(), strict=True)) if found else [("…", written.value)]
