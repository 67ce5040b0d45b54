"""What parts of hits meant before: most of a hit says what the one before it said, and is looked up instead of read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """A bounded memory in two generations: when the recent one is full it becomes the earlier one, and that is forgotten.

    What it remembers comes from strangers: `most` and `longest` bound what they can fill. `read` says what a part means and
    whether that is worth remembering.
    """

    __slots__ = ("_earlier", "_longest", "_most", "_read", "recent")

    def __init__(self, read: Callable[[str], tuple[T, bool]], *, most: int = 2048, longest: int = 384) -> None:
        self._read, self._most, self._longest = read, most, longest
        self.recent: dict[str, T] = {}
        """To be looked at first; `recalled` knows the rest."""
        self._earlier: dict[str, T] = {}

    def recalled(self, part: str) -> T:
        """The meaning of a part that is not in `recent`."""
        found = self._earlier.get(part)
        if found is None:
            found, remembered = self._read(part)
            if not remembered or len(part) > self._longest:
                return found
        if len(self.recent) >= self._most:
            self._earlier, self.recent = self.recent, {}
        self.recent[part] = found
        return found
