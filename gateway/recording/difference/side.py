"""One of two containers that are compared, and how its places are named."""

from __future__ import annotations

from dataclasses import dataclass

from ...container import Container
from ...place import Place


@dataclass(frozen=True, slots=True)
class Side:
    """`folder` is what stands before the files of its rules: `shop/`, or `main:shop/` for those of a git revision.

    `file` is the first of those files.
    """

    name: str
    container: Container
    folder: str = ""
    file: str = "rules.yaml"

    def place(self, place: Place) -> str:
        """A place as whoever asked would look it up: `main:rules.yaml:14`."""
        return f"{self.folder}{place.in_short}"
