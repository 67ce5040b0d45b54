"""How often a destination is sent to: a vendor's limit is kept instead of run into, and one that says "slower" gets less."""

from __future__ import annotations

from collections import deque

SLOWEST = 0.2
"""Requests a second below which no vendor brings us."""
SLOWER_EVERY = 1.0
"""Seconds in which all that say "slower" count as one: they were under way together."""


class Pace:
    """At most so many requests in any second. Times are of one clock that only goes forward, in seconds.

    Each "slower" halves what is sent, each accepted request adds to it until it is as before.
    """

    def __init__(self, per_second: int | None = None) -> None:
        self.limit = per_second
        self._leave: deque[float] = deque(maxlen=per_second or 1000)
        self._rate: float | None = None
        self._slower_at = 0.0

    @property
    def rate(self) -> float | None:
        """Requests a second while it is slowed down."""
        return self._rate

    def wait(self, now: float) -> float:
        """Take the next turn; returns in how many seconds it comes."""
        at = now
        if self.limit and len(self._leave) == self.limit:
            at = max(at, self._leave[0] + 1.0)
        if self._rate is not None and self._leave:
            at = max(at, self._leave[-1] + 1.0 / self._rate)
        self._leave.append(at)
        return at - now

    def slow_down(self, now: float) -> None:
        """The vendor says that it gets too many."""
        if self._rate is not None and now - self._slower_at < SLOWER_EVERY:
            return
        lately = sum(1 for left in self._leave if left > now - 1.0)
        self._slower_at, self._rate = now, max(SLOWEST, (self._rate or lately) / 2)

    def speed_up(self) -> None:
        """The vendor took one: one request a second more with every second of them."""
        if self._rate is None:
            return
        self._rate += min(1.0, 1.0 / self._rate)
        if self._rate >= (self.limit or 1000):
            self._rate = None
