"""The diagnosis of a window: its findings, what share of its events carries which match key, and our estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .findings import Finding

_BASIS = "Our estimate from coverage and the weights shown here; TikTok's own weights are unpublished."


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Coverage and quality (0 to 10, an estimate) are by event name; "" is all of them together."""

    findings: tuple[Finding, ...]
    coverage: Mapping[str, Mapping[str, float]]
    quality: Mapping[str, float]
    weights: Mapping[str, float]
    events: int

    def as_json(self) -> dict[str, Any]:
        """All of it, with shares to four places."""
        return {
            "events": self.events,
            "findings": [asdict(finding) | {"share": round(finding.share, 4)} for finding in self.findings],
            "coverage": {name: _rounded(shares) for name, shares in self.coverage.items()},
            "quality": {"basis": _BASIS, "weights": dict(self.weights), "estimates": _rounded(self.quality)},
        }


def _rounded(shares: Mapping[str, float]) -> dict[str, float]:
    return {name: round(share, 4) for name, share in shares.items()}
