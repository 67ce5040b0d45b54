"""How long to wait before a request is sent again: full jitter, 2 seconds doubling up to 15 minutes."""

from __future__ import annotations

FIRST, CEILING = 2.0, 900.0


def delay(attempts: int, chance: float) -> float:
    """Seconds to wait after that many attempts; `chance` is between 0 and 1."""
    return chance * min(CEILING, FIRST * 2.0 ** min(attempts, 20))
