"""One finding: what is wrong, how often, an example of it, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
Basis = Literal["documented", "inferred", "third party", "measured"]

_RANKS = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """`count` of the `of` events of this name that were looked at show it; `event` is "" where it is about all names.

    The sample is masked: it shows no person and no secret.
    """

    id: str
    severity: Severity
    event: str
    field: str
    count: int
    of: int
    share: float
    sample: str
    advice: str
    basis: Basis

    @property
    def rank(self) -> tuple[int, float, str, str, str, str]:
        """Its place in a list: errors first, then what most events show."""
        return _RANKS[self.severity], -self.share, self.id, self.event, self.field, self.sample
