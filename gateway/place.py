"""Where something stands in a text file: what every message about rules.yaml begins with."""

from __future__ import annotations

import msgspec

_LONGEST = 1000


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


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing wrong in rules.yaml: `rules.yaml:64:3  tag "X": what is wrong. What to do.`

    `stage` names the check that found it: yaml, sections, types, settings, secrets, expressions, references, or a warning.
    """

    place: Place
    what: str
    stage: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}  {'warning: ' if self.is_warning else ''}{self.what}"

    def in_a_line(self) -> Problem:
        """The same as a person can read it: without line ends, and with an end."""
        what = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in self.what[:_LONGEST])
        return msgspec.structs.replace(self, what=what + "…" * (len(self.what) > _LONGEST))
