"""What a destination answered lately: enough to say that it fails."""

from __future__ import annotations

from collections import deque

IN_A_ROW = 10
SPAN, AT_LEAST, SHARE = 30.0, 20, 0.5


class Tally:
    """Counts answers by the second. Times are of one clock that only goes forward, in seconds."""

    def __init__(self) -> None:
        self._seconds: deque[list[int]] = deque()
        self._in_a_row = 0

    def add(self, now: float, *, failed: bool) -> bool:
        """Count one answer; returns whether the destination fails: ten times in a row, or half of at least twenty in 30 s."""
        self._in_a_row = self._in_a_row + 1 if failed else 0
        second = int(now)
        while self._seconds and self._seconds[0][0] <= second - SPAN:
            self._seconds.popleft()
        if not self._seconds or self._seconds[-1][0] != second:
            self._seconds.append([second, 0, 0])
        self._seconds[-1][1] += 1
        self._seconds[-1][2] += failed
        return failed and (self._in_a_row >= IN_A_ROW or self._is_mostly_failing())

    def _is_mostly_failing(self) -> bool:
        many, failures = sum(each[1] for each in self._seconds), sum(each[2] for each in self._seconds)
        return many >= AT_LEAST and failures >= SHARE * many
