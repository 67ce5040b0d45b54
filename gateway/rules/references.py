"""Names that one entry has for another: each must be there, and one that is not was probably meant to be another."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from ..built_in import BUILT_IN, BUILT_IN_KEYS
from ..errors import nearest
from ..place import Place, Problem
from .entry import Entry

_MOST_HINTS = 20
_IN_EXPORTS = {"_event": "Event Name"}
"""What exports of GTM call a built-in variable."""
_FEW = 8


class References:
    """Tells of names that nobody has. `named` has every name that is written, section by section."""

    def __init__(self, named: dict[str, dict[str, Any]], found: list[Problem]) -> None:
        self._named, self._problems = named, found
        self._suggested = [*named["variables"], *BUILT_IN]
        self._variables = {*named["variables"], *BUILT_IN, *BUILT_IN_KEYS}

    def existing(self, entry: Entry, key: str, section: str) -> list[str]:
        """The names in a field, each of which must be an entry of that section."""
        known = self._named[section]
        for name, place in entry.names(key):
            if name == entry.name and section == entry.section:
                self._tell(place, f"{entry.where} cannot be its own {key} tag.")
            elif name not in known and not self._is_told(section):
                what = f'{entry.where}: there is no {section[:-1]} "{name}".{self._meant(name, section)}'
                self._tell(place, what)
        return [name for name, _ in entry.names(key) if name in known]

    def types_of_tags(self, entry: Entry, key: str, tags: Collection[Entry]) -> list[str]:
        """The types of tags it names, each of which some tag must have, or it would silently be for none."""
        used = {tag.type_name for tag in tags}
        for name, place in entry.names(key):
            if name not in used:
                what = f'{entry.where}: no tag is of type "{name}".{self._hint(name, sorted(used))}'
                self._tell(place, what)
        return [name for name, _ in entry.names(key)]

    def check_variables(self, entry: Entry, names: Iterable[str], place: Place) -> None:
        """The variables it names, each of which must be there or built in."""
        for name in dict.fromkeys(names):
            if name not in self._variables and not self._is_told("variables"):
                what = f'{entry.where}: there is no variable "{{{{{name}}}}}".{self._hint(name, self._suggested)}'
                self._tell(place, what)

    def _is_told(self, section: str) -> bool:
        """Whether an earlier stage told what is wrong with the section itself: then its names are missing for that reason."""
        early = [problem for problem in self._problems if problem.stage in ("yaml", "sections")]
        return bool(early) and (
            not self._named[section] or any(each.what.startswith(f'"{section}" stands') for each in early)
        )

    def _meant(self, name: str, section: str) -> str:
        """What a name that nobody has was probably meant to be."""
        known = list(self._named[section])
        if section == "triggers" and any(sign in name for sign in "=<>"):
            return " Give the condition a name under triggers:, and write that name here."
        listed = several(name) if any(part.strip() in known for part in name.split(",")) else ""
        few = f" There is {', '.join(known)}." if 0 < len(known) <= _FEW else ""
        return listed or self._hint(name, known) or few

    def _hint(self, name: str, known: list[str]) -> str:
        """The name that was probably meant. Where hardly any name is right there is no use in looking for them all."""
        if name in _IN_EXPORTS:
            return f' Did you mean "{_IN_EXPORTS[name]}"?'
        return nearest(name, known) if len(self._problems) < _MOST_HINTS else ""

    def _tell(self, place: Place, what: str) -> None:
        self._problems.append(Problem(place, what, "references"))


def several(name: str) -> str:
    """A hint for several names in one text."""
    parts = [part.strip() for part in name.split(",")]
    return f" Several names are a list: [{', '.join(parts)}]." if len(parts) > 1 else ""
