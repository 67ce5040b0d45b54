"""Where something stands in a text file: what every message about rules.yaml begins with."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, order=True):
    """A file with line and column, both counted from 1; reads as `rules.yaml:14:3`."""

    file: str = "rules.yaml"
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def in_short(self) -> str:
        """The place as a reason names it: `rules.yaml:14`."""
        return f"{self.file}:{self.line}"


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong in rules.yaml: `rules.yaml:64:3  tag "X": what is wrong. What to do.`"""

    place: Place
    what: str

    def __str__(self) -> str:
        return f"{self.place}  {self.what}"
