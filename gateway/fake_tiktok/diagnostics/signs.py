"""What checks find: a sign in one event, or a tally over many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .findings import Severity
from .reading import Reading
from .seen import Window


class Sign(NamedTuple):
    """One event shows the finding of this id; field and severity are the manual's unless said.

    The sample is the value as it stands in the event, masked later; `why` is said behind it.
    """

    id: str
    sample: Any = ""
    why: str = ""
    field: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of so many events of this name show the finding of this id; `event` is "" for all names together."""

    id: str
    event: str
    count: int
    of: int
    sample: Any = ""
    why: str = ""
    field: str = ""
    severity: Severity | None = None


EventCheck = Callable[[Reading, Window], Iterator[Sign]]
WindowCheck = Callable[[Sequence[Reading], Window], Iterator[Tally]]
