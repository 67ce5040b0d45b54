"""How much room the outbox of one process has: its part of the cap, or less where the disk has less."""

from __future__ import annotations

import logging
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ..container import Container

SHORT, FULL = 0.8, 1.0
"""Parts of the room that are taken: from the first on events are shed, from the second on hits are refused."""
_RESERVE = 1024 * 1024
"""Bytes of the disk that are left for the marks of what is kept already."""

_log = logging.getLogger("sgtm")


class Room:
    """What is taken, as it was at the last look. One thread looks at each spool; anybody may ask."""

    def __init__(
        self, folder: Path, container: Container, *, processes: int = 1, free: Callable[[Path], int] | None = None
    ) -> None:
        """`processes` share the cap; `free` tells the bytes that a folder's disk has left."""
        self._folder, self._processes, self._free = folder, processes, free or _free
        self._sizes: dict[str, int] = {}
        self._taken = 0.0
        self._was_short = False
        self.shed: Counter[str] = Counter()
        """How many events of each name were shed."""
        self.use(container)

    def use(self, container: Container) -> None:
        """Go by these rules from the next look on."""
        self._cap, self._names = container.cap // self._processes, container.shed

    @property
    def is_full(self) -> bool:
        """Whether no further hit is taken."""
        return self._taken >= FULL

    def sheds(self) -> frozenset[str]:
        """The names of the events that are given up now."""
        return self._names if self._taken >= SHORT else frozenset()

    def count(self, names: list[str]) -> None:
        """These were shed."""
        self.shed.update(names)

    def look(self, spool: str, size: int) -> None:
        """A spool has this size now; see how much is left for all of them."""
        self._sizes[spool] = size
        taken = sum(self._sizes.values())
        left = max(self._free(self._folder) - _RESERVE, 0)
        most = min(self._cap, taken + left)
        self._taken = taken / most if left else FULL
        self._tell()

    def ran_out(self) -> None:
        """A hit could not be written for want of room, whatever the last look said."""
        self._taken = FULL
        self._tell()

    def why(self) -> str:
        """What is to be said of it while it runs short, else nothing."""
        if self._taken < SHORT:
            return ""
        shed = ", ".join(f"{many} {name}" for name, many in sorted(self.shed.items()))
        what = "hits are refused" if self.is_full else f"of the events, {_listed(self._names)} are shed"
        return f"the outbox is {min(self._taken, 1):.0%} full: {what}{'; shed so far: ' * bool(shed)}{shed}"

    def _tell(self) -> None:
        is_short = self._taken >= SHORT
        if is_short and not self._was_short:
            _log.error("%s. See why nothing is delivered, or raise delivery: cap", self.why())
        elif self._was_short and not is_short:
            _log.warning("the outbox has room again; %d events were shed", self.shed.total())
        self._was_short = is_short


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free
