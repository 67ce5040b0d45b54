"""The two clocks and the chance of delivering, and how a wall clock that was set back is noticed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

NOTICED = 1.0
"""Seconds by which a wall clock has to be set back to matter."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """`wall` is stored and may jump; `steady` only goes forward, and all waits go by it. `chance` is between 0 and 1."""

    wall: Callable[[], float]
    steady: Callable[[], float]
    chance: Callable[[], float]


REAL = Clocks(time.time, time.monotonic, random.random)


class SetBack:
    """Compares the wall clock with the steady one."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._ahead = self._distance()

    def seconds(self) -> float:
        """By how much the wall clock was set back since the last look; 0 where it was not."""
        ahead = self._distance()
        by, self._ahead = self._ahead - ahead, ahead
        return by if by >= NOTICED else 0.0

    def _distance(self) -> float:
        return self._clocks.wall() - self._clocks.steady()
