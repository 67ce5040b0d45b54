"""How often a destination is sent to: a vendor's limit is kept instead of run into."""

from __future__ import annotations

from collections import deque


class Pace:
    """At most so many requests in any second. Times are of one clock that only goes forward, in seconds."""

    def __init__(self, per_second: int) -> None:
        self._leave: deque[float] = deque(maxlen=per_second)

    def wait(self, now: float) -> float:
        """Take the next turn; returns in how many seconds it comes."""
        is_full = len(self._leave) == self._leave.maxlen
        at = max(now, self._leave[0] + 1.0) if is_full else now
        self._leave.append(at)
        return at - now
